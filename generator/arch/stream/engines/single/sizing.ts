import { streamBits } from '../../../../model/encode.js';
import { reach } from '../../../../network/nodes/convolution.js';
import { ceilDivide, powerOfTwoFrom } from '../../../../support/integers.js';
import type { LayerSizing } from '../../../sizing.js';
import type { EngineSizes, Place } from '../../engine.js';
import { laneSumBits } from '../../rows.js';

/** An engine of one lane, whose weights come bit by bit: `bb_single`. */
export interface SingleHardware {
  kind: 'single';
  /** Zeros written before the input. */
  before: number;
  /** Input positions of a fragment that are used; the rest is dropped. */
  positions: number;
  /** Zeros written behind them. */
  after: number;
  /** Most positions of one channel in a row on its input stream. */
  burst: number;
  /** Weight stream: its bits, and the memory that holds it, `rest` words of which are logic. */
  weights: { bits: number; width: number; depth: number; rest: number };
}

export const lanes = () => [1];

/** The window is a ring of positions. */
export function size(layer: LayerSizing, { tiles, inputBurst }: Place): EngineSizes<SingleHardware> {
  const { encoded, sumRange, lengths } = layer;
  const { stride, padding } = layer.shape;
  const tileRows = Math.max(reach(layer.shape), stride);
  const fragmentRows = (tiles - 1) * stride + tileRows;
  const before = Math.min(padding, fragmentRows);
  const positions = Math.min(lengths.input, fragmentRows - before);
  // Writing goes on beside reading, unless the fragment is one output position.
  const beside = tiles > 1 ? stride : 0;
  const rows = powerOfTwoFrom(tileRows + beside + inputBurst - 1);
  return {
    engine: {
      kind: 'single',
      before,
      positions,
      after: fragmentRows - before - positions,
      burst: inputBurst,
      weights: weightMemory(streamBits(encoded)),
    },
    encoded,
    sumRange,
    sumBits: laneSumBits(layer),
    window: { rowPositions: 1, freedRows: stride, tileRows, fragmentRows, rows },
  };
}

/** Bits of a block RAM, in which a weight stream is two bits wide: the narrowest that fills a block of every family. */
const BLOCK = { bits: 4096, width: 2 };
/** The last words of a weight stream are logic if they are no more bits than this and would begin a block. */
const REST_BITS = 256;

/** Memory of a weight stream of `bits` bits: as many blocks side by side as it takes, so that no word needs a multiplexer. */
export function weightMemory(bits: number): SingleHardware['weights'] {
  const words = (width: number) => ceilDivide(bits, width);
  const full = Math.floor(bits / BLOCK.bits);
  const depth = BLOCK.bits / BLOCK.width;
  if (full > 0 && bits - full * BLOCK.bits <= REST_BITS) {
    const width = full * BLOCK.width;
    return { bits, width, depth, rest: words(width) - depth };
  }
  const width = (full + 1) * BLOCK.width;
  return { bits, width, depth: words(width), rest: 0 };
}
