import { join, relative } from 'node:path';
import { Command } from 'commander';
import { design } from '../../api.js';
import { SHIPPED } from '../../config/defaults.js';
import { designFolder } from '../../config/design.js';
import { readingData } from '../../data/for-model.js';
import { printPdf } from '../../report/html/print-pdf.js';
import { watched } from '../../support/long-work.js';
import { writeStaged } from '../../support/write-staged.js';
import { designPage } from '../../view/view.js';
import { fragmentsGiven } from '../fragments.js';
import { count, designOption, fragmentsOption, jsonOption } from '../options.js';
import { print } from '../print.js';

const EXAMPLE = `
Examples:
  $ bitbeat view ${SHIPPED.stream}
  $ bitbeat view ${SHIPPED.folded} --data ${SHIPPED.data} --window 3 --no-open
  $ bitbeat view ${SHIPPED.stream} --recordings ../shared/data/mitdb --recording 119

One HTML file that needs no network, from what is known of the design: its network, schedule, widths and memories, one window followed
through the hardware, accuracy, area, power, what was verified, boards. What is older than the design is marked. It is opened in the
browser where the command runs in a terminal.`;

interface Options {
  design: string;
  data?: string;
  window: number;
  recordings?: string;
  recording?: string;
  out?: string;
  pdf?: string;
  open: boolean;
  json?: boolean;
}

/** `bitbeat view`: a page on a design. */
export function viewCommand(): Command {
  return new Command('view')
    .description('write a page on a design, all in one HTML file, and open it')
    .addOption(designOption().makeOptionMandatory())
    .addOption(fragmentsOption())
    .option('--window <n>', 'the window that is followed, from 0 on', count(0), 0)
    .option('--recordings <dir|file>', 'annotated recordings, or their data set file')
    .option('--recording <name>', 'the one that the network slides over')
    .option('--out <file>', 'the page (default: build/<design>/<design>.html)')
    .option('--pdf <file>', 'print the page too; needs Chromium')
    .option('--no-open', 'write it alone')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      const { window, recordings, recording } = options;
      if ((recordings === undefined) !== (recording === undefined))
        command.error('error: --recordings and --recording go together');
      const built = design(options.design);
      const { model, hopSamples: hop } = built.hardware;
      const { set } = await fragmentsGiven(model, { data: options.data, fragments: window + 1 }, command, {
        usual: window + 1,
        hop,
      });
      if (window >= set.names.length) command.error(`error: --window: there are ${set.names.length}, from 0 on`);
      const slid =
        recordings === undefined
          ? undefined
          : { set: await watched(readingData(recordings, model), `reading ${recordings}`), name: recording! };
      const out = options.out ?? relative('.', join(designFolder(built.design.name), `${built.design.name}.html`));
      const page = await designPage(built, { set, window, recording: slid });
      writeStaged(out, page);
      if (options.pdf !== undefined) await printPdf(page, options.pdf);
      const { pdf } = options;
      print(options.json, { design: built.design.name, page: out, pdf }, () => [out, pdf].filter(Boolean).join('\n'));
      if (options.open && process.stdout.isTTY) await openInBrowser(out);
    });
}

async function openInBrowser(file: string): Promise<void> {
  const { default: open } = await import('open');
  await open(file);
}
