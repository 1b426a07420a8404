import { join } from 'node:path';
import { type CampaignResults, programHash, readResults } from '../evaluate/networks/results.js';
import { keptFile } from '../support/roots.js';
import { comparedPictures, networksComparedPage } from './networks-compared.js';
import { networksPage } from './networks-page.js';

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

export type CampaignName = keyof typeof CAMPAIGNS;

/** What is written of the results that there are, by file; what another program measured is marked. */
export async function networkDocuments(): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  const program = programHash();
  for (const { results: path, documents } of Object.values(CAMPAIGNS)) {
    const results = readResults(path);
    if (results === null) continue;
    for (const [file, text] of await documents(results, program)) all.set(file, text);
  }
  return all;
}
