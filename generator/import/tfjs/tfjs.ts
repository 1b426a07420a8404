import { UserError } from '../../support/errors.js';
import { parseJson, readJsonFile } from '../../support/read-json.js';
import { buildGraph } from '../keras/graph/build-graph.js';
import { parseModel } from '../keras/model/parse-model.js';
import { isRecord } from '../keras/model/plain.js';
import { weightsByName } from '../keras/weights/by-name.js';
import type { OpGraph } from '../op-graph.js';
import { readManifest, shardPaths } from './manifest.js';

const FORMAT = 'TensorFlow.js';

/**
 * Reads a layers model of TensorFlow.js: `model.json` with its shards of weights beside it. Its layers are those of Keras 2.
 *
 * @throws UserError with every problem found
 */
export async function readTfjs(path: string): Promise<OpGraph> {
  const given = readJsonFile(path);
  if (!isRecord(given)) throw new UserError({ where: path, message: 'no model.json of TensorFlow.js: not an object' });
  const { modelTopology: topology, weightsManifest: manifest, format } = given;
  if (format === 'graph-model' || (isRecord(topology) && 'node' in topology))
    throw new UserError({
      where: path,
      message: 'a graph model of TensorFlow.js: operators of TensorFlow, no layers',
      allowed: 'a layers model',
      fix: 'tensorflowjs_converter --input_format=keras --output_format=tfjs_layers_model of the Keras model, or import that',
    });
  const [config, field] = configOf(topology, path);
  const model = parseModel(config, path, field);
  if (manifest === undefined)
    throw new UserError({ where: path, field: 'weightsManifest', message: 'missing: the model has no weights' });
  const weights = weightsByName([{ layer: null, weights: readManifest(manifest, path) }]);
  return {
    ...buildGraph({ where: path, format: FORMAT, generation: 2, model, weights }),
    beside: shardPaths(manifest),
  };
}

/** The configuration of the model, and where it is: alone, or among what Keras wrote beside it. */
function configOf(topology: unknown, where: string): [config: unknown, field: string] {
  const field = 'modelTopology';
  if (!isRecord(topology))
    throw new UserError({
      where,
      field,
      message: 'missing: the file says nothing of the layers',
      fix: 'await model.save("file://folder"), which writes layers and weights',
    });
  const inner = topology.model_config;
  if (inner === undefined) return [topology, field];
  return [
    typeof inner === 'string' ? parseJson(inner, where, `${field}.model_config`) : inner,
    `${field}.model_config`,
  ];
}
