import type { Design } from '../config/design.js';
import { type EncodedLayer, unsignedBits } from '../model/encode.js';
import type { Grouping } from '../model/grouping.js';
import type { IntegerModel } from '../model/integer-model.js';
import type { Range } from '../model/ranges.js';
import type { LayerShape } from '../network/network.js';
import type { LayerLengths } from '../network/shapes.js';
import type { FoldedHardware } from './folded/hardware.js';

/** A design's hardware as plain data. All text is made from this. */
export type Hardware = StreamHardware | FoldedHardware;

/** The `stream` architecture: one engine per layer, chained by ready/valid. */
export interface StreamHardware {
  architecture: 'stream';
  /** See `portsOf`. */
  ports?: Design['ports'];
  /** Each word of a weight memory has a parity bit, checked on every read. */
  parity?: boolean | undefined;
  name: string;
  model: IntegerModel;
  layers: LayerHardware[];
  /** Cycles of one fragment on its own, from its first sample taken to its last score taken, both counted. */
  latencyCycles: number;
  /** The same to the last value of each layer, [layer]. */
  layerCycles: number[];
  /** Cycles from one fragment to the next when samples never pause. */
  intervalCycles: number;
}

/** One layer's engine; the fields are the parameters of `bb_layer`, `bb_single` or `bb_wide` and what they follow from. */
export interface LayerHardware {
  name: string;
  shape: LayerShape;
  lengths: LayerLengths;
  grouping: Grouping;
  pixelwise: boolean;
  encoded: EncodedLayer;

  /** Output positions computed at once; a power of two, unless lanes take all taps at once. */
  lanes: number;
  /** Convolution positions that some pooling window uses. */
  convPositions: number;
  /** ceil(convPositions / lanes). */
  tiles: number;
  window: WindowHardware;

  xBits: number;
  xSigned: boolean;
  /** Width of one pass' sum, signed (of a `bb_wide` unsigned), and the range that proves it. */
  sumBits: number;
  sumRange: Range;
  /** Signed width of the accumulator with the rounding half in it, and the range that proves it. */
  accBits: number;
  accRange: Range;
  /** null: raw accumulators leave. */
  requantShift: number | null;
  /** Width of the value that the pool takes. */
  yBits: number;
  /** Width of the value that leaves: more than `yBits` after a sum pool. */
  outBits: number;

  /** Words of the sign memory: of 16 signs, of a `bb_wide` those of one cycle. */
  signWords: number;
  /** Cycles of one tile when nothing stops it (see `tileCycles`). */
  tileCycles: number;
  /** Of an engine with one lane, which is a `bb_single`. */
  single: SingleHardware | null;
  /** Of an engine whose lanes take all taps at once, which is a `bb_wide`; both null: a `bb_layer`. */
  wide: WideHardware | null;
  memoryBits: { signs: number; passes: number; biases: number; window: number; pool: number };
}

/** What only an engine with one lane has. */
export interface SingleHardware {
  /** Input positions of a fragment that are used; the rest is dropped. */
  positions: number;
  /** Zeros written behind them. */
  after: number;
  /** Most positions of one channel in a row on its input stream. */
  burst: number;
  /** Weight stream: its bits, and the memory that holds it, `rest` words of which are logic. */
  weights: { bits: number; width: number; depth: number; rest: number };
}

/** What only an engine whose lanes take all taps of an input channel at once has; its `encoded` biases are corrected. */
export interface WideHardware {
  /** Products a cycle: a divisor of the lanes, so many that no pass waits for them. */
  multipliers: number;
  /** Neighbouring values that go to the pool as their largest. */
  maxOf: number;
  /** Output channels on their way from the sequencer to the pool, at most. */
  held: number;
  /** Positions that a tile reads of a channel, each from a memory of its own. */
  segment: number;
}

/** Window buffer: positions lie in rows of lanes * stride (bb_window, bb_wide_window) or one by one (bb_ring). */
export interface WindowHardware {
  /** Positions of a row. */
  rowPositions: number;
  /** Rows that a finished tile frees, unless it is the last. */
  freedRows: number;
  /** Rows that one tile reads. */
  tileRows: number;
  /** Rows of a fragment, padding and filling included. */
  fragmentRows: number;
  /** Rows that must be there for the last tile: all that are left. */
  lastRows: number;
  /** Rows held; a power of two. */
  rows: number;
}

/** Width of a class index; at least one bit. */
export function classBits(classes: number): number {
  return Math.max(1, unsignedBits(classes - 1));
}

/** Samples from one window to the next, of a design that takes fragments for windows of one signal; undefined: they are not. */
export function hopOf(hardware: Hardware): number | undefined {
  return hardware.architecture === 'folded' ? hardware.folding.hopSamples : undefined;
}
