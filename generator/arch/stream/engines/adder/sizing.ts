import type { LayerSizing } from '../../../sizing.js';
import type { EngineSizes, WindowHardware } from '../../engine.js';

/** A sum of two streams, beat by beat: `bb_add`. Its lanes are the most positions of a channel that come in a row. */
export interface AddHardware {
  kind: 'adder';
}

/** A beat of each operand is all that it holds. */
const NO_WINDOW: WindowHardware = { rowPositions: 1, freedRows: 1, tileRows: 1, fragmentRows: 0, rows: 0 };

export const size = ({ encoded, sumRange }: LayerSizing): EngineSizes<AddHardware> => ({
  ...{ engine: { kind: 'adder' }, encoded, sumRange },
  ...{ sumBits: 0, window: NO_WINDOW },
});
