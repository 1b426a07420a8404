import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openSignals } from '../../data/open.js';
import { type ComparedReport, importNetwork } from '../../import/import-network.js';
import { quantiseNetwork } from '../../quantise/quantise-network.js';
import { UserError } from '../../support/errors.js';
import { finish } from '../../support/long-work.js';
import type { CampaignNetwork, Setting } from './campaign.js';
import type { NetworkResult } from './result.js';

/** Codes of the windows: more than the networks' first layers see. */
const CODE_BITS = 12;

/** Imports a network, and quantises it by each setting. */
export async function runNetwork(
  root: string,
  network: CampaignNetwork,
  settings: readonly Setting[],
  tell: (text: string) => void,
): Promise<NetworkResult> {
  const folder = resolve(root, network.folder);
  const file = join(folder, network.file);
  const result: NetworkResult = {
    ...{ name: network.name, file: join(network.folder, network.file) },
    ...{ difference: null, refused: null, importSeconds: 0, float32Bytes: null, metric: null, settings: [] },
  };
  const work = mkdtempSync(join(tmpdir(), 'bitbeat-networks-'));
  try {
    const start = performance.now();
    const options = { file, expected: join(folder, 'expected.npz') };
    const { largestDifference, largestOutput, parameters } = finish(await importNetwork(options))
      .report as ComparedReport;
    result.float32Bytes = 4 * parameters;
    result.importSeconds = (performance.now() - start) / 1000;
    result.difference = largestDifference / largestOutput;
    if (network.input === undefined) return result;
    const sets = datasets(work, folder, network);
    for (const setting of settings) {
      tell(`${network.name}, ${setting.name}`);
      await quantised(result, file, setting, sets, (network.classes ?? network.targets) !== undefined);
    }
    return result;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { field, message } = error.problems[0]!;
    return { ...result, refused: field === undefined ? message : `${field}: ${message}` };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Data set files of the windows to learn from and to be measured by, with one zero and gain. */
function datasets(work: string, folder: string, network: CampaignNetwork) {
  const { input, classes, targets, reader, train, test } = network;
  const write = (name: string, options: unknown, more: object) => {
    const path = join(work, `${name}.json`);
    const own = { ...input, codeBits: CODE_BITS, ...more };
    // What is undefined is not written.
    const file = { name, folder: join(folder, 'data'), classes, targets, input: own, reader, options };
    writeFileSync(path, JSON.stringify(file));
    return path;
  };
  const [{ zero, gain }] = openSignals(write('train', train, {}), { windows: 1, seed: 1 }).inputs;
  return { data: write('train', train, { zero, gain }), test: write('test', test, { zero, gain }) };
}

async function quantised(
  result: NetworkResult,
  file: string,
  { name, bits, share }: Setting,
  sets: { data: string; test: string },
  judged: boolean,
): Promise<void> {
  const start = performance.now();
  const bytes = share === undefined || result.float32Bytes === null ? null : Math.floor(share * result.float32Bytes);
  const { metric, levels, storageBytes, notes } = await quantiseNetwork({
    file,
    ...sets,
    name: 'network',
    activationBits: bits,
    bytes,
  });
  const { kind, float, integer } = metric;
  if ((judged && kind === 'agreement') || float === null || integer === null)
    throw new UserError({ where: sets.test, field: 'targets', message: `nothing to measure by: ${notes.join(', ')}` });
  result.metric ??= { kind, float };
  result.settings.push({
    setting: name,
    storageBytes,
    metric: integer,
    agreement: levels.at(-1)!.agreement,
    seconds: (performance.now() - start) / 1000,
  });
}
