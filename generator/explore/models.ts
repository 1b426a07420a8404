import { basename } from 'node:path';
import { toDesignName } from '../config/design-name.js';
import { readCampaign } from '../evaluate/networks/campaign.js';
import { integerModel } from '../evaluate/networks/integer-model.js';
import { modelFile, readIntegerModel } from '../model/file.js';
import { MODEL_EXTENSION } from '../model/file-layout.js';
import { storage } from '../model/storage.js';
import { UserError } from '../support/errors.js';
import { closest } from '../support/nearest.js';
import { type Exploration, fromFile } from './config.js';
import type { Doer } from './doer.js';
import { trainedModels } from './halving.js';
import type { Models, Sources } from './sources.js';
import { hashOf } from './training.js';

/** One model as it is, or those that successive halving leaves of a recipe's. */
export async function modelsOf(exploration: Exploration, sources: Sources, doer: Doer): Promise<Models> {
  const { config, file } = exploration;
  if (config.recipe !== undefined) return trainedModels(exploration, config.recipe, sources, doer);
  const path =
    config.model === undefined
      ? await foreignModel(exploration, config.network!, sources)
      : modelFile(fromFile({ file }, config.model));
  const network = readIntegerModel(path);
  const { totalBytes: bytes } = storage(network);
  const name = toDesignName(basename(path, MODEL_EXTENSION));
  return {
    kept: [{ name, file: path, network, bytes, accuracy: null }],
    tried: [{ name, hash: hashOf(path), bytes, trained: null }],
    training: null,
    units: [],
  };
}

/** A network of a campaign, quantised unless that was done. Throws UserError. */
async function foreignModel(
  { file }: Exploration,
  { campaign, name, bits, windows }: NonNullable<Exploration['config']['network']>,
  { networks: root }: Sources,
): Promise<string> {
  const { networks } = readCampaign(fromFile({ file }, campaign));
  const names = networks.filter(({ input }) => input !== undefined).map((one) => one.name);
  const network = networks.find((one) => one.name === name);
  if (network === undefined || !names.includes(name)) {
    const fix = closest(name, names);
    throw new UserError({
      ...{ where: file, field: 'network.name', message: 'no network with windows in that campaign', value: name },
      allowed: names.join(', '),
      ...(fix !== undefined && { fix }),
    });
  }
  if (root === undefined)
    throw new UserError({
      ...{ where: '--folder', message: `not given: ${name} lies in ${network.folder} of it` },
      ...{ allowed: "the folder of the campaign's networks", fix: '--folder ../shared/data/models' },
    });
  return (await integerModel(root, network, { bits, windows }, toDesignName(name), 'build/networks')).model;
}
