import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CampaignNetwork } from './campaign.js';
import type { DoJob } from './job.js';
import { inOwnProcess } from './own-process.js';
import { keyOf, networksProgram } from './results.js';
import { datasets } from './run.js';

/** How networks are quantised that become hardware: bits of activations, and windows that are learned from. */
export interface QuantiseSetting {
  bits: number;
  windows: number;
}

/** A foreign network as an integer model, with windows that were not learned from. */
export interface MadeModel {
  /** Of the network's file, the setting and the program that quantised. */
  key: string;
  /** Paths: the integer model, and the data set file of the windows to be tried on. */
  model: string;
  test: string;
}

/**
 * Quantises a network into `work`, unless that holds what this program made of it.
 *
 * @throws UserError for a network that does not come in
 */
export async function integerModel(
  root: string,
  network: CampaignNetwork,
  { bits, windows }: QuantiseSetting,
  name: string,
  work: string,
  doJob: DoJob = inOwnProcess,
): Promise<MadeModel> {
  const key = `${keyOf(root, network, { bits, windows })}-${networksProgram()}`;
  const own = join(work, key);
  const folder = resolve(root, network.folder);
  mkdirSync(own, { recursive: true });
  const { data, test } = datasets(own, folder, network);
  const model = join(own, `${name}.alq.json`);
  const options = { file: join(folder, network.file), data, test, name, activationBits: bits, windows };
  // It is written whole or not at all.
  if (!existsSync(model)) await doJob({ kind: 'quantise', options, model });
  return { key, model, test };
}
