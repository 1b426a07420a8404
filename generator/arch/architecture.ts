import type { Budget, Design, GivenDesign } from '../config/design.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import type { EngineSize } from './estimate/circuit.js';
import type { Schedule } from './schedule.js';
import type { LayerSizing } from './sizing.js';

export type ArchitectureName = Design['architecture'];

/** What every architecture says of a design before its cycles are counted. */
export interface SizedHardware {
  architecture: ArchitectureName;
  model: IntegerNetwork;
  /** Of hardware: see `lowered`. */
  layers: (LayerSizing & LayerWork)[];
  /** Each word of a memory that is only read has a parity bit, checked on every read. */
  parity?: boolean | undefined;
}

export interface LayerWork {
  /** Cycles in which the layer is worked on, of a fragment, when nothing stops it. */
  cycles: number;
  /** Output positions computed at once. */
  tilePositions: number;
}

/** What every architecture says of a design. */
export interface BuiltHardware extends SizedHardware, Rhythm {
  name: string;
  /** See `portsOf`. */
  ports?: Design['ports'];
  /** Fragments are windows of one signal, each so many samples after the one before; undefined: each is on its own. */
  hopSamples?: number | undefined;
  /** A window takes work over from the one before. */
  sharesWork: boolean;
}

/** Fragments one after the other; samples are always offered, scores always taken. The first cycle after the reset is 0. */
export interface Run {
  /** Samples are offered from this cycle on. */
  from: number;
  /** The first sample is taken. */
  first: number;
  /** The last score is taken, of the first fragments; [fragment]. */
  completions: number[];
  /** Every later fragment takes `intervalCycles`; false: they may not yet. */
  steady: boolean;
}

/** When things happen at the ports of a core: the data change nothing of it. */
export interface Rhythm {
  /** Cycles of one fragment on its own, from its first sample taken to its last score taken, both counted. */
  latencyCycles: number;
  /** The same to the last value of each layer, [layer]. */
  layerCycles: number[];
  /** The same to each score; undefined: not counted. */
  scoreCycles?: number[] | undefined;
  /** Cycles from one fragment to the next when samples never pause. */
  intervalCycles: number;
  /** Samples are offered from the reset on. */
  run: Run;
  /** The core has waited for its first sample. It matters to register slices alone: they take samples before it is ready. */
  idle: Run;
  /** Cycles after a fragment's last score in which no sample is taken, though the core is ready for the next fragment soon. */
  pauseCycles: number;
  window: WindowRhythm;
}

/** Bounds for a core that waits for a window as a whole, at rest as after the reset or further on. */
export interface WindowRhythm {
  /** Cycles from the offer of the window to its last score, at most. */
  completion: number;
  /** Each code is taken, at the latest, so many cycles after the offer. */
  codes: number[];
  /** Cycles that may go by before: in which the core works on values that no score needs. */
  rest: number;
}

/** One value of a layer's output stream. */
export interface Beat {
  channel: number;
  /** Position after pooling. */
  position: number;
}

/** Signed widths of the registers that hold a layer's sums. */
export interface SumWidths {
  /** Of the sum of a pass; null where no register holds it. */
  sumBits: number | null;
  accBits: number;
}

/** A window that is given to a core. */
export interface OfferedWindow {
  /** The cycle of the offer. */
  cycle: number;
  /** It lies a hop after the window before. */
  follows: boolean;
}

/** One way to fold a design. */
export interface Candidate {
  design: Design;
  hardware: SizedHardware;
  /** The same without queues, whose depths take a simulation: it needs no more. */
  bare: SizedHardware;
  /** No fewer cycles lie between two fragments. */
  minCycles: number;
  intervalCycles: () => number;
}

type OfName<T, K> = T extends { architecture: K } ? T : never;

/** An architecture: all that is not alike in all of them. What is printed of it is in `emit/design`, what is told in `report`. */
export interface Architecture<
  K extends ArchitectureName = ArchitectureName,
  S extends SizedHardware = SizedHardware,
  H extends BuiltHardware = BuiltHardware,
> {
  /** Sizes the hardware; `where` names the configuration in errors. Throws UserError. */
  build(design: OfName<Design, K>, model: IntegerNetwork, where: string): H;
  /** Every way to fold a design that is worth a thought, those of fewer lanes first. Throws UserError. */
  candidates(given: OfName<GivenDesign, K>, model: IntegerNetwork, budget: Budget, where: string): Candidate[];
  /** How a folding is printed: `lanes 8 4 1`, `8 lanes, 4 taps a lookup`. */
  foldingText(hardware: S): string;
  /** Its lanes alone: `8`, or for engines that differ `8 4 4 1`. */
  lanesText(hardware: S): string;
  /** The engines with their memories, without parity. */
  engines(hardware: S): EngineSize[];
  /** Registers that hold the sums of each layer, [layer]. */
  sumWidths(hardware: S): SumWidths[];
  /** Each layer has an engine of its own, and all work at once. */
  sideBySide: boolean;
  /** See `Schedule`. */
  schedule(hardware: H): Schedule;
  /** The order in which the bench sees each layer's values, [layer]. */
  orders(hardware: H): Beat[][];
  /** The last score of each of any number of fragments, samples offered from cycle `from` on. */
  completions(hardware: H, fragments: number, from: number): number[];
  /** Cycles in which the last scores of windows are taken; null: they depend on more. */
  windowEnds(hardware: H, windows: readonly OfferedWindow[]): number[] | null;
  /** Another architecture that takes fewer cells; null: none does. */
  smaller: ArchitectureName | null;
}
