import { join } from 'node:path';
import { readCampaign } from '../evaluate/networks/campaign.js';
import { type CampaignResults, networksProgram, readResults, runCampaign } from '../evaluate/networks/results.js';
import { keptFile } from '../support/roots.js';
import { comparedPictures, networksComparedPage } from './networks-compared.js';
import { readHardwareCampaign } from './networks-hardware/config.js';
import { networksHardwarePage } from './networks-hardware/page.js';
import { readHardware } from './networks-hardware/results.js';
import { doing, runHardware } from './networks-hardware/run.js';
import { networksPage } from './networks-page.js';
import { templatesHash } from './templates-hash.js';

/** A campaign with where its results and what is written of them lie. */
export interface ReportedCampaign {
  config: string;
  results: string;
  /** Texts by the files that they are for. */
  documents: (results: CampaignResults, program: string | null) => Promise<Map<string, string>>;
}

const RESULTS = 'docs/results/networks';
const COMPARED = 'networks-compared';

export const CAMPAIGNS = {
  networks: {
    config: 'configs/campaigns/networks.json',
    results: keptFile(`${RESULTS}/networks.json`),
    documents: async (results, program) =>
      new Map([[keptFile('docs/networks-measured.md'), networksPage(results, program)]]),
  },
  compared: {
    config: 'configs/campaigns/compared.json',
    results: keptFile(`${RESULTS}/compared.json`),
    documents: async (results, program) => {
      const pictures = await comparedPictures(results, program);
      return new Map([
        [keptFile(`docs/${COMPARED}.md`), networksComparedPage(results, program, COMPARED)],
        ...[...pictures].map(([name, svg]) => [keptFile(join('docs', COMPARED, name)), svg] as const),
      ]);
    },
  },
} satisfies Record<string, ReportedCampaign>;

const HARDWARE = {
  config: 'configs/campaigns/hardware.json',
  results: keptFile(`${RESULTS}/hardware.json`),
  document: keptFile('docs/networks-hardware.md'),
} as const;

/** One that the command line names. */
export interface Measuring {
  config: string;
  results: string;
  /** Measures what is not measured yet, of networks in folders of `root`, and keeps it in `path`. */
  run: (root: string, config: string, path: string, tell: (text: string) => void) => Promise<unknown>;
  /** What is written of results in `path`, by file; none where there are none. */
  documents: (path: string) => Promise<Map<string, string>>;
}

const measuring = ({ config, results, documents }: ReportedCampaign): Measuring => ({
  ...{ config, results },
  run: (root, from, path, tell) => runCampaign(root, readCampaign(from), path, tell),
  documents: async (path) => {
    const kept = readResults(path);
    return kept === null ? new Map() : documents(kept, networksProgram());
  },
});

export const MEASURED = {
  networks: measuring(CAMPAIGNS.networks),
  compared: measuring(CAMPAIGNS.compared),
  hardware: {
    ...HARDWARE,
    run: (root, from, path, tell) => runHardware(root, readHardwareCampaign(from), path, doing(tell)),
    documents: async (path) => {
      const kept = readHardware(path);
      const now = { program: networksProgram(), templates: templatesHash('networks') };
      return new Map(kept === null ? [] : [[HARDWARE.document, networksHardwarePage(kept, now)]]);
    },
  },
} satisfies Record<string, Measuring>;

export type CampaignName = keyof typeof MEASURED;

/** What is written of the results that there are, by file; what was made otherwise than now is marked. */
export async function networkDocuments(): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const { results, documents } of Object.values(MEASURED))
    for (const [file, text] of await documents(results)) all.set(file, text);
  return all;
}
