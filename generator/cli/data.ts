import { Command, Option } from 'commander';
import { watched } from '../config/long-work.js';
import { printable } from '../config/printable.js';
import { openingFragments } from '../data/open.js';
import { type DataSummary, summarise } from '../data/summary.js';
import { textTable } from '../report/table.js';

/** Shown when no data is named: two fragments of each class. */
const SYNTHETIC = { count: 34, seed: 1 };

const EXAMPLE = `
Examples:
  $ npx bitbeat data --data mitbih17
  $ npx bitbeat data --data mitbih17 --json

The folder holds class folders such as "1 NSR" to "17 PR", with files such as "100m (0).mat" in them (MATLAB level 4,
1 x 3600 ADC codes). Without a folder the built-in synthetic ECG is described.`;

/** `bitbeat data`: what is in a data folder. */
export function dataCommand(): Command {
  return new Command('data')
    .summary('check a data folder')
    .description('Reads a folder of ECG fragments, checks every file and prints what the folder holds.')
    .addOption(new Option('--data <dir>', 'folder of class folders').env('BITBEAT_DATA'))
    .option('--json', 'print one JSON object instead of a table')
    .addHelpText('after', EXAMPLE)
    .action(async (options: { data?: string; json?: boolean }) => {
      const set = await watched(openingFragments(options.data, SYNTHETIC), `reading ${options.data}`);
      const summary = summarise(set);
      console.log(options.json ? JSON.stringify(summary, null, 2) : dataTable(summary));
    });
}

export function dataTable(summary: DataSummary): string {
  const { codes, duplicates } = summary;
  return [
    `${printable(summary.source)}: ${summary.fragments} fragments of ${summary.samples} samples, ${summary.records} records`,
    textTable(
      ['class', 'fragments', 'records'],
      summary.classes.map((c) => [c.name, c.fragments, c.records.join(' ') || 'none']),
    ),
    `ADC codes ${codes.min} to ${codes.max}, mean ${codes.mean.toFixed(1)}, standard deviation ${codes.sd.toFixed(1)}`,
    `${duplicates.length} groups of byte-identical fragments${duplicates.length > 0 ? ':' : ''}`,
    ...duplicates.map((names) => `  ${names.join(' = ')}`),
  ].join('\n');
}
