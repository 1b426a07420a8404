import { Command } from 'commander';
import { readCampaign } from '../../evaluate/networks/campaign.js';
import { programHash, runCampaign } from '../../evaluate/networks/results.js';
import { NETWORKS_DOCUMENT, NETWORKS_RESULTS, networksPage } from '../../report/networks-page.js';
import { writeStaged } from '../../support/write-staged.js';

const EXAMPLE = `
Example:
  $ npx bitbeat networks --folder ../shared/data/models

Imports each network, compares it with its framework's outputs (expected.npz), quantises it without labels by each setting,
and writes ${NETWORKS_RESULTS} and ${NETWORKS_DOCUMENT}. What has been measured is not measured again.`;

/** `bitbeat networks`: a table of foreign networks. */
export function networksCommand(): Command {
  return new Command('networks')
    .summary('measure networks of other frameworks')
    .description('Imports and quantises the networks of a campaign and writes a table of them.')
    .requiredOption('--folder <dir>', 'where the folders of the networks lie')
    .option('--config <file>', 'networks and settings', 'configs/campaigns/networks.json')
    .option('--out <file>', 'results', NETWORKS_RESULTS)
    .addHelpText('after', EXAMPLE)
    .action(async ({ folder, config, out }: { folder: string; config: string; out: string }) => {
      const results = await runCampaign(folder, readCampaign(config), out, (text) => process.stderr.write(`${text}\n`));
      writeStaged(NETWORKS_DOCUMENT, networksPage(results, programHash()));
      console.log(`wrote ${out} and ${NETWORKS_DOCUMENT}`);
    });
}
