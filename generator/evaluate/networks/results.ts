import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFile } from '../../support/read-file.js';
import { readJson } from '../../support/read-json.js';
import { installed } from '../../support/roots.js';
import { writeStaged } from '../../support/write-staged.js';
import type { Campaign, CampaignNetwork } from './campaign.js';
import { type CampaignResults, FORMAT, resultsSchema } from './result.js';
import { runNetwork } from './run.js';

export type { CampaignResults } from './result.js';

/** Results that were kept; null: there are none. Throws UserError for a file of another form. */
export const readResults = (path: string): CampaignResults | null =>
  existsSync(path) ? readJson(path, resultsSchema) : null;

/** Rooms whose code decides what a foreign network becomes. */
const ROOMS = ['network', 'model', 'data', 'import', 'train', 'quantise'];

/** Hash of the built program as far as it measures: with another one results are stale; 8 hex digits. */
export function programHash(): string {
  const hash = createHash('sha256');
  for (const room of ROOMS) {
    const folder = installed(join('dist', room));
    const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
    for (const file of files.filter((name) => /\.(js|wasm)$/.test(name)).sort())
      hash.update(`${room}/${file}`).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 8);
}

function keyOf(root: string, network: CampaignNetwork, settings: Campaign['settings']): string {
  const bytes = readRegularFile(join(root, network.folder, network.file));
  const done = JSON.stringify([network, settings]);
  return createHash('sha256').update(bytes).update(done).digest('hex').slice(0, 16);
}

/** Runs what this program has not measured yet, one network after the other, and writes the results after each. */
export async function runCampaign(
  root: string,
  { networks, settings }: Campaign,
  path: string,
  tell: (text: string) => void,
): Promise<CampaignResults> {
  const before = readResults(path)?.networks ?? [];
  const program = programHash();
  const named = settings.map(
    ({ name, uniform }) => ({ name, series: uniform === undefined ? 'ALQ' : 'uniform' }) as const,
  );
  const done: CampaignResults = { format: FORMAT, settings: named, networks: [] };
  for (const [i, network] of networks.entries()) {
    const key = keyOf(root, network, settings);
    const kept = before.find((one) => one.key === key && one.program === program);
    tell(`${i + 1} of ${networks.length}: ${network.name}${kept === undefined ? '' : ', measured before'}`);
    done.networks.push(kept ?? { key, program, ...(await runNetwork(root, network, settings, tell)) });
    writeStaged(path, `${JSON.stringify(done, null, 2)}\n`);
  }
  return done;
}
