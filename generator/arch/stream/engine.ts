import type { LayerWork } from '../architecture.js';
import type { CircuitKind, Features } from '../estimate/circuit.js';
import type { Memory } from '../memory.js';
import type { LayerSizing } from '../sizing.js';
import type { Source, Times } from './times.js';

/** One layer's engine; the fields are the parameters of its module and what they follow from. */
export interface LayerHardware<E = unknown> extends LayerSizing, LayerWork {
  /** What its kind alone has. */
  engine: E;
  /** Output positions computed at once. */
  lanes: number;
  /** ceil(convPositions / lanes). */
  tiles: number;
  window: WindowHardware;
  /** Width of one pass' sum; `sumRange` proves it. */
  sumBits: number;
  /** Cycles of one tile when nothing stops it. */
  tileCycles: number;
  /** The order of what it reads and of what it gives: see `orderText`. */
  inputBursts: readonly number[];
  bursts: readonly number[];
  /** Words of the queue in front of each stream that it reads, [operand][part]; 0: there is none. */
  queues: readonly (readonly number[])[];
}

/** Window buffer: positions lie in rows of lanes * stride (bb_window, bb_wide_window) or one by one (bb_ring). */
export interface WindowHardware {
  /** Positions of a row. */
  rowPositions: number;
  /** Rows that a finished tile frees, unless it is the last, which frees all. */
  freedRows: number;
  /** Rows that one tile reads. */
  tileRows: number;
  /** Rows of a fragment, padding and filling included. */
  fragmentRows: number;
  /** Rows held; a power of two. */
  rows: number;
}

/** Where a layer's engine stands. */
export interface Place {
  lanes: number;
  tiles: number;
  /** Most values of one channel in a row on its input stream. */
  inputBurst: number;
}

/** What a kind of engine decides of a layer. */
export type EngineSizes<E> = Pick<LayerHardware<E>, 'engine' | 'encoded' | 'sumRange' | 'sumBits' | 'window'>;

/** A kind of engine: all that is not alike in all kinds. Its module and parameters are in `emit/design/engines`. */
export interface Engine<E extends { kind: string }> {
  /** Taps of an input channel that a lane adds in a cycle; null: it has no lanes. */
  tapsPerCycle: 1 | 'kernel' | null;
  /** Lanes that it can have for a layer of so many positions, fewest first. */
  lanes(positions: number): number[];
  size(layer: LayerSizing, place: Place): EngineSizes<E>;
  /** Cycles of each output channel of a tile when nothing stops it, [out]. */
  outputCycles(layer: Pick<LayerSizing, 'encoded' | 'grouping'>, lanes: number): number[];
  /** Its processes in a simulation of cycles; `from`: its operands. */
  processes(own: Times, layer: LayerHardware<E>, from: readonly Source[], fragments: number): Generator<void>[];
  memories(layer: LayerHardware<E>): Memory[];
  multipliers(layer: LayerHardware<E>): number;
  /** What it is called where its cells were measured. */
  circuit: CircuitKind;
  /** What its logic grows with beside what that of all kinds does. */
  features(layer: LayerHardware<E>): Features;
  /** A register of `sumBits` holds the signed sum of a pass. */
  hasSumRegister: boolean;
}
