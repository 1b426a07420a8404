import { UserError } from '../../support/errors.js';
import { parseJson } from '../../support/read-json.js';
import type { KerasFile } from './graph/build-graph.js';
import { readHdf5 } from './hdf5/read-hdf5.js';
import { groupAt, type Hdf5Group, nodeAt, textAttribute, textsAttribute } from './hdf5/tree.js';
import { parseModel } from './model/parse-model.js';
import { type NamedWeights, weightsByName } from './weights/by-name.js';
import type { StoredWeight } from './weights/weight-scope.js';

const CONFIG = 'model_config';
const WEIGHTS = 'model_weights';

/** A `.h5` file: the configuration as an attribute, a group of weights for each layer of the model. @throws UserError */
export async function readLegacyH5(bytes: Uint8Array, where: string): Promise<KerasFile> {
  const root = await readHdf5(bytes, where, [WEIGHTS]);
  const config = textsAttribute(root, CONFIG)?.join('');
  if (config === undefined) throw new UserError({ where, ...missingConfig(root) });
  const model = parseModel(parseJson(config, where, CONFIG), where, CONFIG);
  const group = groupAt(root, WEIGHTS);
  if (group === undefined)
    throw new UserError({ where, message: `the file holds no weights: it has no group ${WEIGHTS}` });
  const version = textAttribute(root, 'keras_version') ?? textAttribute(group, 'keras_version') ?? '2';
  return {
    where,
    format: 'Keras',
    generation: version.startsWith('3.') ? 3 : 2,
    model,
    weights: weightsByName(namedWeights(group, where)),
  };
}

function missingConfig(root: Hdf5Group): { message: string; fix: string } {
  const layers = ['layers', '_layer_checkpoint_dependencies'].some((name) => root.children.has(name));
  const weights = layers || textsAttribute(root, 'layer_names') !== undefined;
  const what = weights ? 'weights alone, not the layers that they belong to' : 'an HDF5 file without a model of Keras';
  return {
    message: `${what}: it has no attribute ${CONFIG}`,
    fix: 'model.save("model.keras") in place of save_weights',
  };
}

/** The weights of each layer, in the order in which the file lists them. @throws UserError */
function namedWeights(group: Hdf5Group, where: string): NamedWeights[] {
  const layers = textsAttribute(group, 'layer_names');
  if (layers === undefined)
    throw new UserError({ where, field: WEIGHTS, message: 'has no attribute layer_names, so the file is damaged' });
  return layers.map((layer) => {
    const own = groupAt(group, layer);
    const names = (own && textsAttribute(own, 'weight_names')) ?? [];
    return { layer, weights: names.flatMap((name) => stored(own!, name)) };
  });
}

function stored(layer: Hdf5Group, name: string): StoredWeight[] {
  const node = nodeAt(layer, name);
  if (node?.kind !== 'dataset') return [];
  const { shape, values, fault } = node;
  return [{ name, shape, values, ...(fault !== undefined && { fault }) }];
}
