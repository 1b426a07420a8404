import type { Multiply } from '../../config/design.js';
import type { Range } from '../../model/range.js';
import type { BuiltHardware, LayerWork } from '../architecture.js';
import type { LayerSizing } from '../sizing.js';
import type { Batch } from './batches.js';
import type { Instruction, WordFormat } from './isa.js';
import type { Phases } from './taps.js';

/** How the one engine is built. */
export interface FoldedFolding {
  /** Output positions computed at once; a power of two. */
  lanes: number;
  /** Taps of a table: the sum of that many taps is one lookup. */
  tapsPerLookup: 1 | 2 | 4;
  /** Fragments are windows of one signal, each so many samples after the one before; else each is on its own. */
  hopSamples?: number | undefined;
  /** Single-port RAMs of the iCE40UP5K: for the activations, and how many hold table bits. */
  spram?: { activations: boolean; tables: number } | undefined;
  /** What alpha multiplies. */
  multiply?: Multiply | undefined;
}

/** The `folded` architecture as plain data: one engine for all layers and the program that drives it. */
export interface FoldedHardware extends BuiltHardware {
  architecture: 'folded';
  folding: FoldedFolding;
  layers: FoldedLayer[];
  /** When the engine takes each code: cycle after reset; of later fragments, after it gave the last score of the one before. */
  codeCycles: { first: number[]; next: number[] };

  /** Widths that all layers share: of a stored activation, of a table's sum, of the accumulator. */
  xBits: number;
  sumBits: number;
  accBits: number;
  /** Narrowest and widest requantised value without its sign, least and largest shift. */
  yBits: Range;
  shift: Range;
  program: readonly Instruction[];
  /** Layer of each instruction; -1: inputs. */
  layerOf: readonly number[];
  /** Address behind the bias that pushes the last score out. */
  end: number;
  /** What a window takes over from the one before; null: nothing. */
  shared: SharedWork | null;
  format: WordFormat;
  /** Sign words of `tapsPerLookup` bits, all layers. */
  signWords: number[];
  /** Most tables of a batch. */
  tables: number;
  /** Words of the activation memory, and how many of them are used. */
  activations: number;
  usedActivations: number;
}

/** What a window takes over from the one before: the first layer's values, moved by the hop. */
export interface SharedWork {
  /** Output positions that a hop moves. */
  shift: number;
  /** Tiles that are computed again at the start, and from which tile on at the end. */
  head: number;
  tail: number;
  /** Values of a channel that are moved: to positions from `from` on, `count` of them. */
  from: number;
  count: number;
}

/**
 * What passes look up. `tables`: a sum of several taps a cycle, which tables must be built for. Where few passes read a group,
 * `words`, window words, one tap a cycle; where one output alone reads it, `weights`: each tap a pass with the sum of its bases.
 */
export type PassWork = 'tables' | 'words' | 'weights';

/** A layer as the engine's lanes and tables cut it. */
export interface FoldedSizing extends LayerSizing, Pick<LayerWork, 'tilePositions'> {
  tiles: number;
  /** Tables of a group, if they are built; sign words of a basis. */
  tablesPerGroup: number;
  work: PassWork;
  /** Cycles of a pass: its tables, its window words, or one. */
  lookups: number;
  /** What a group takes of that what passes look up. */
  span: number;
  phases: Phases;
  batches: Batch[];
  /** Positions that are pooled as they leave the lanes; a power of two. */
  block: number;
}

/** One layer of the program. */
export interface FoldedLayer extends FoldedSizing, LayerWork {
  /** Addresses of the program whose biases push this layer's values out: first, and after the last. */
  biases: { from: number; to: number };
  /** Address of the instruction that stores a value pooled from several blocks; null: blocks are whole windows. */
  pooled: number | null;
}
