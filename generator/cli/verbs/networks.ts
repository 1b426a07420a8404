import { Argument, Command, Option } from 'commander';
import { type CampaignName, MEASURED } from '../../report/networks.js';
import { writeStaged } from '../../support/write-staged.js';
import { jsonOption } from '../options.js';
import { print } from '../print.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat networks --folder ../shared/data/models
  $ npx bitbeat networks compared --folder ../shared/data/models
  $ npx bitbeat networks hardware --folder ../shared/data/models

Imports each network, compares it with its framework's outputs (expected.npz), and quantises it without labels by each setting of the campaign;
\`compared\`: weights on uniform grids and as sums of bases, with pictures; \`hardware\`: on both architectures, simulated bit by bit, with the
cells of parts. Writes results to docs/results/networks and pages of them to
docs. What has been measured is not measured again; what was interrupted goes on with the measurement where it stopped.`;

interface Options {
  folder: string;
  config?: string;
  out?: string;
  json?: boolean;
}

/** `bitbeat networks`: tables and pictures of foreign networks. */
export function networksCommand(): Command {
  return new Command('networks')
    .summary('measure networks of other frameworks')
    .description('Imports and quantises the networks of a campaign and writes a page of them.')
    .addArgument(new Argument('[campaign]', 'what is measured').choices(Object.keys(MEASURED)).default('networks'))
    .requiredOption('--folder <dir>', 'where the folders of the networks lie')
    .addOption(new Option('--config <file>', "networks and settings (default: the campaign's)"))
    .addOption(new Option('--out <file>', "results (default: the campaign's)"))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (name: CampaignName, { folder, config, out, json }: Options) => {
      const campaign = MEASURED[name];
      const path = out ?? campaign.results;
      await campaign.run(folder, config ?? campaign.config, path, (text) => process.stderr.write(`${text}\n`));
      const documents = await campaign.documents(path);
      for (const [file, text] of documents) writeStaged(file, text);
      const files = [path, ...documents.keys()];
      print(json, { campaign: name, results: path, files }, () => `wrote ${files.join(', ')}`);
    });
}
