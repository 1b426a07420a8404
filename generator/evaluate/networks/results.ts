import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFile } from '../../support/read-file.js';
import { readJsonFile } from '../../support/read-json.js';
import { writeStaged } from '../../support/write-staged.js';
import type { Campaign, CampaignNetwork } from './campaign.js';
import { type NetworkResult, runNetwork } from './run.js';

const FORMAT = 'bitbeat-networks';

export interface CampaignResults {
  format: typeof FORMAT;
  settings: string[];
  networks: (NetworkResult & { key: string })[];
}

export const readResults = (path: string): CampaignResults | null =>
  existsSync(path) ? (readJsonFile(path) as CampaignResults) : null;

/** Hash of the network's file and of all that is done with it: what has been measured so is not measured again. */
function keyOf(root: string, network: CampaignNetwork, settings: Campaign['settings']): string {
  const bytes = readRegularFile(join(root, network.folder, network.file));
  return createHash('sha256')
    .update(bytes)
    .update(JSON.stringify([network, settings]))
    .digest('hex')
    .slice(0, 16);
}

/** Runs what is not in the results yet, one network after the other, and writes them after each. */
export async function runCampaign(
  root: string,
  { networks, settings }: Campaign,
  path: string,
  tell: (text: string) => void,
): Promise<CampaignResults> {
  const before = readResults(path)?.networks ?? [];
  const done: CampaignResults = { format: FORMAT, settings: settings.map(({ name }) => name), networks: [] };
  for (const [i, network] of networks.entries()) {
    const key = keyOf(root, network, settings);
    const kept = before.find((one) => one.key === key);
    tell(`${i + 1} of ${networks.length}: ${network.name}${kept === undefined ? '' : ', measured before'}`);
    done.networks.push(kept ?? { key, ...(await runNetwork(root, network, settings, tell)) });
    writeStaged(path, `${JSON.stringify(done, null, 2)}\n`);
  }
  return done;
}
