import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openSignals } from '../../data/open.js';
import { UserError } from '../../support/errors.js';
import type { CampaignNetwork, Setting } from './campaign.js';
import type { DoJob, Imported, Quantised } from './job.js';
import { inOwnProcess } from './own-process.js';
import type { NetworkResult, SettingResult } from './result.js';

/** Codes of the windows: more than the networks' first layers see. */
const CODE_BITS = 12;

export interface Running {
  tell: (text: string) => void;
  /** Of the same network by the same settings: what is there is not measured again. */
  before?: NetworkResult | undefined;
  /** After each measurement. */
  save?: (result: NetworkResult) => void;
  doJob?: DoJob;
}

/** Imports a network, and quantises it by each setting. */
export async function runNetwork(
  root: string,
  network: CampaignNetwork,
  settings: readonly Setting[],
  { tell, before, save = () => {}, doJob = inOwnProcess }: Running,
): Promise<NetworkResult> {
  const folder = resolve(root, network.folder);
  const file = join(folder, network.file);
  const result: NetworkResult = before ?? {
    ...{ name: network.name, file: join(network.folder, network.file), difference: null, refused: null, import: null },
    ...{ float32Bytes: null, windows: null, metric: null, settings: [] },
  };
  const work = mkdtempSync(join(tmpdir(), 'bitbeat-networks-'));
  try {
    if (result.import === null) {
      const job = { kind: 'import', file, expected: join(folder, 'expected.npz') } as const;
      const { difference, parameters, seconds, peakBytes } = (await doJob(job)) as Imported;
      Object.assign(result, { difference, float32Bytes: 4 * parameters, import: { seconds, peakBytes } });
      save(result);
    }
    if (network.input === undefined) return result;
    const sets = datasets(work, folder, network);
    for (const setting of settings.slice(result.settings.length)) {
      tell(`${network.name}, ${setting.name}`);
      const { name, bits, uniform, share } = setting;
      const bytes = share === undefined ? null : Math.floor(share * result.float32Bytes!);
      const weights = uniform === undefined ? {} : { uniform: true, maxBits: uniform };
      const options = { file, ...sets, name: 'network', activationBits: bits, bytes, ...weights };
      const done = (await doJob({ kind: 'quantise', options })) as Quantised;
      const judged = (network.classes ?? network.targets) !== undefined;
      result.settings.push(settingResult(name, done, judged, sets.test));
      result.metric ??= { kind: done.metric.kind, float: done.metric.float! };
      result.windows ??= done.windows;
      save(result);
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
export function datasets(work: string, folder: string, network: CampaignNetwork) {
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

/** @throws UserError when there should be targets to measure by, and are none */
function settingResult(setting: string, done: Quantised, judged: boolean, where: string): SettingResult {
  const { metric, storageBytes, agreement, seconds, peakBytes, notes } = done;
  const { kind, float, integer } = metric;
  if ((judged && kind === 'agreement') || float === null || integer === null)
    throw new UserError({ where, field: 'targets', message: `nothing to measure by: ${notes.join(', ')}` });
  return { setting, storageBytes, metric: integer, agreement, seconds, peakBytes };
}
