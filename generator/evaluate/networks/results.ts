import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { programHash } from '../../support/program-hash.js';
import { progressText } from '../../support/progress.js';
import { readRegularFile } from '../../support/read-file.js';
import { readJson } from '../../support/read-json.js';
import { writeStaged } from '../../support/write-staged.js';
import type { Campaign, CampaignNetwork } from './campaign.js';
import { type CampaignResults, FORMAT, type NetworkResult, resultsSchema } from './result.js';
import { runNetwork } from './run.js';

export type { CampaignResults } from './result.js';

/** Results that were kept; null: there are none. Throws UserError for a file of another form. */
export const readResults = (path: string): CampaignResults | null =>
  existsSync(path) ? readJson(path, resultsSchema) : null;

/** Hash of the code that decides what a foreign network becomes: with another one results are stale. */
export const networksProgram = (): string =>
  programHash(['network', 'model', 'data', 'import', 'train', 'quantise'].map((room) => `dist/${room}`));

/** Of a network's file and of all that is done with it; 16 hex digits. */
export function keyOf(root: string, network: CampaignNetwork, settings: unknown): string {
  const bytes = readRegularFile(join(root, network.folder, network.file));
  const done = JSON.stringify([network, settings]);
  return createHash('sha256').update(bytes).update(done).digest('hex').slice(0, 16);
}

/** Whether nothing is left to be measured. */
const isWhole = (result: NetworkResult, network: CampaignNetwork, settings: Campaign['settings']) =>
  result.refused !== null || network.input === undefined || result.settings.length === settings.length;

/** Runs what this program has not measured yet, one network after the other, and writes the results after each measurement. */
export async function runCampaign(
  root: string,
  { networks, settings }: Campaign,
  path: string,
  tell: (text: string) => void,
): Promise<CampaignResults> {
  const program = networksProgram();
  const before = (readResults(path)?.networks ?? []).filter((one) => one.program === program);
  const named = settings.map(
    ({ name, uniform }) => ({ name, series: uniform === undefined ? 'ALQ' : 'uniform' }) as const,
  );
  const keys = networks.map((network) => keyOf(root, network, settings));
  /** By their keys; in the end all, in the campaign's order. */
  const found = new Map(before.filter(({ key }) => keys.includes(key)).map((one) => [one.key, one]));
  const results = (): CampaignResults => ({
    ...{ format: FORMAT, settings: named },
    networks: keys.flatMap((key) => found.get(key) ?? []),
  });
  const begun = performance.now();
  for (const [i, network] of networks.entries()) {
    const key = keys[i]!;
    const kept = found.get(key);
    const whole = kept !== undefined && isWhole(kept, network, settings);
    const done = progressText(i / networks.length, (performance.now() - begun) / 1000);
    tell(`${i + 1} of ${networks.length}: ${network.name}${whole ? ', measured before' : ''} (${done})`);
    const save = (result: NetworkResult) => {
      found.set(key, { ...result, key, program });
      writeStaged(path, `${JSON.stringify(results(), null, 2)}\n`);
    };
    if (!whole) save(await runNetwork(root, network, settings, { tell, before: kept, save }));
  }
  return results();
}
