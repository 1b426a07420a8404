import { type Problem, UserError } from '../../support/errors.js';
import { foreignKind } from '../../support/file-kind.js';
import { readRegularFile } from '../../support/read-file.js';
import type { OpGraph } from '../op-graph.js';
import { readArchive } from './archive.js';
import { buildGraph } from './graph/build-graph.js';
import { isHdf5 } from './hdf5/read-hdf5.js';
import { readLegacyH5 } from './legacy-h5.js';

/** Most bytes of a file: a network that becomes hardware is far smaller, even with the state of its optimizer. */
const MAX_FILE_BYTES = 2 ** 28;

/**
 * Reads a network that Keras saved: `.keras` (a zip archive) or `.h5` (legacy HDF5, Keras 2 and 3), told by the first bytes.
 *
 * @throws UserError with every problem found: a damaged file, a model whose layers are not in it, weights that are missing, not
 *   finite or of another shape
 */
export async function readKeras(path: string): Promise<OpGraph> {
  const bytes = readRegularFile(path, MAX_FILE_BYTES);
  if (isHdf5(bytes)) return buildGraph(await readLegacyH5(bytes, path));
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') return buildGraph(await readArchive(bytes, path));
  const kind = bytes.length === 0 ? 'empty' : foreignKind(bytes);
  const problem: Problem = {
    where: path,
    message: `no file of Keras${kind === null ? '' : `: this is ${kind}`}`,
    allowed: '.keras of Keras 3, .h5 of Keras 2 and 3',
  };
  throw new UserError(problem);
}
