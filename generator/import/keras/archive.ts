import { UserError } from '../../support/errors.js';
import { decodeText } from '../../support/read-file.js';
import { parseJson } from '../../support/read-json.js';
import { unzip } from '../../support/zip.js';
import type { KerasFile } from './graph/build-graph.js';
import type { Generation } from './graph/sink.js';
import { readHdf5 } from './hdf5/read-hdf5.js';
import { parseModel } from './model/parse-model.js';
import { isRecord } from './model/plain.js';
import { CONTAINERS, weightsByPlace } from './weights/by-place.js';

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';
/** What Keras writes in place of the weights where they are cut into several files, or stored in another way. */
const OTHER_WEIGHTS = ['model.weights.json', 'model.weights.npz'];

/** Most bytes of these files together. */
const MAX_UNPACKED = 2 ** 28;

/** A `.keras` file: a zip archive of the configuration and the weights. @throws UserError */
export async function readArchive(bytes: Uint8Array, where: string): Promise<KerasFile> {
  const wanted = [CONFIG, METADATA, WEIGHTS, ...OTHER_WEIGHTS];
  const files = unzip(bytes, where, { wanted: (name) => wanted.includes(name), maxBytes: MAX_UNPACKED });
  const [config, weights] = [files.get(CONFIG), files.get(WEIGHTS)];
  if (config === undefined)
    throw new UserError({
      where,
      message: `no file of Keras: a zip archive without ${CONFIG}`,
      fix: 'model.save("model.keras")',
    });
  if (weights === undefined) {
    const other = OTHER_WEIGHTS.find((name) => files.has(name));
    throw new UserError({
      where,
      message: `an archive without ${WEIGHTS}`,
      ...(other !== undefined && { value: other }),
      fix: 'model.save("model.keras"), which writes all weights into one file',
    });
  }
  const model = parseModel(parseJson(decodeText(config, `${where}: ${CONFIG}`), where, CONFIG), where, CONFIG);
  const root = await readHdf5(weights, `${where}: ${WEIGHTS}`, CONTAINERS);
  return {
    where,
    format: 'Keras',
    generation: generationOf(where, files.get(METADATA)),
    model,
    weights: weightsByPlace(root),
  };
}

/** Keras 2.12 to 2.15 write such files too. */
function generationOf(where: string, metadata: Uint8Array | undefined): Generation {
  if (metadata === undefined) return 3;
  const given = parseJson(decodeText(metadata, `${where}: ${METADATA}`), where, METADATA);
  const version = isRecord(given) ? given.keras_version : undefined;
  return typeof version === 'string' && version.startsWith('2.') ? 2 : 3;
}
