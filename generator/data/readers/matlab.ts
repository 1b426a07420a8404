import { UserError } from '../../support/errors.js';
import { readHead } from '../../support/read-file.js';
import { type MatlabMatrix, type MatlabShape, mostMatlab4Bytes, readMatlab4 } from './matlab4.js';
import { isMatlab5, longestVariable, MOST_MATLAB5_BYTES, readMatlab5 } from './matlab5.js';
import { readBytes } from './read-bytes.js';

/** Bytes of a file that tell its level. */
const HEAD_BYTES = 128;

/**
 * The matrix of a MATLAB file of level 4 or 5.
 *
 * @param shape that is expected, rows and columns either way; any matrix if it is not given
 * @param variable its name; left out: the file holds no other one
 * @throws UserError as `readMatlab4` and `readMatlab5`, without reading what is much longer than such a matrix
 */
export function readMatlab(path: string, shape?: MatlabShape, variable?: string): MatlabMatrix {
  if (isMatlab5(readHead(path, HEAD_BYTES)))
    return readMatlab5(readBytes(path, MOST_MATLAB5_BYTES), path, shape, variable);
  // A byte more than the longest file tells that it is too long, however long it is.
  const most = shape === undefined ? undefined : mostMatlab4Bytes(shape.samples * shape.channels) + 1;
  const matrix = readMatlab4(
    most === undefined ? readBytes(path, MOST_MATLAB5_BYTES) : readHead(path, most),
    path,
    shape,
  );
  if (variable === undefined || matrix.name === variable) return matrix;
  throw new UserError({
    where: path,
    field: 'variable',
    message: 'not in this file',
    value: variable,
    allowed: matrix.name,
  });
}

/** The variable of a file that holds several which is the likeliest to be read; undefined: there is one alone. Throws UserError. */
export const likeliestVariable = (path: string): string | undefined =>
  isMatlab5(readHead(path, HEAD_BYTES)) ? longestVariable(readBytes(path, MOST_MATLAB5_BYTES), path) : undefined;
