import { signedBits } from '../../model/range.js';
import { reach } from '../../network/nodes/convolution.js';
import { ceilDivide, powerOfTwoFrom } from '../../support/integers.js';
import type { LayerSizing } from '../sizing.js';
import type { Place, WindowHardware } from './engine.js';

/** A window of rows of lanes * stride positions. */
export function windowOfRows(layer: LayerSizing, { lanes, tiles, inputBurst }: Place): WindowHardware {
  const { stride, padding } = layer.shape;
  const rowPositions = lanes * stride;
  const tileRows = Math.floor(((lanes - 1) * stride + reach(layer.shape) - 1) / rowPositions) + 1;
  const fragmentRows = Math.max(tiles - 1 + tileRows, ceilDivide(padding + layer.lengths.input, rowPositions));
  // The last tile reads all rows that are left.
  const lastRows = fragmentRows - (tiles - 1);
  // A burst may run into later rows before the first is complete.
  const ahead = Math.floor((rowPositions - 1 + inputBurst - 1) / rowPositions);
  // Writing goes on beside reading: one row a tile, and where fragments end every few tiles, the rows that the first tile
  // of the next one waits for.
  const beside = tiles > 2 * tileRows ? 1 : tileRows;
  const rows = Math.max(2, powerOfTwoFrom(Math.max(lastRows, tileRows) + ahead + beside));
  return { rowPositions, freedRows: 1, tileRows, fragmentRows, rows };
}

/** Width of a pass' sum in a lane that adds tap by tap: it extends x by at least one sign bit. */
export const laneSumBits = ({ sumRange, xBits }: LayerSizing) => Math.max(signedBits([sumRange]), xBits + 1);
