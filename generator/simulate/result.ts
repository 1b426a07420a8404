import type { Difference } from './transcript.js';
import type { Waveform } from './waves/record.js';

export interface ComparedStream {
  name: string;
  /** Values compared. */
  values: number;
  mismatches: number;
  first: Difference | null;
}

export interface ComparedLayer extends ComparedStream {
  /** Cycles of the first fragment, from its first sample taken to this layer's last value taken. */
  cyclesPredicted: number;
  cyclesCounted: number;
}

export interface SimulationResult {
  design: string;
  /** Version of the generator, and hash of the simulated files (`folderHash`). */
  generator: string;
  tree: string;
  simulator: string;
  /** Where the fragments or vectors came from. */
  source: string;
  fragments: number;
  layers: ComparedLayer[];
  /** The class given with the last score of the fragment, or of each step; null: the core says none. */
  class: ComparedStream | null;
  /** The labels of each step; null: the core says none. */
  labels: ComparedStream | null;
  /** Of several outputs: classes and labels that the core says of each; absent: there is one output, or it says none. */
  outputs?: ComparedStream[];
  /** Of a network with scores of each step: the step of each score, and whether it is the last of it; null: of another. */
  step: ComparedStream | null;
  /** Cycles of one fragment on its own, from its first sample taken to its last score taken. */
  cyclesPredicted: number;
  cyclesCounted: number;
  /** Cycles from one fragment to the next when samples never pause; null with one fragment. */
  intervalPredicted: number | null;
  intervalCounted: number | null;
  /** Fragments whose last score came in another cycle than predicted; null with random pauses, which nobody predicts. */
  cycleMismatches: number | null;
  /** Wall-clock rate of the simulation, compiling not counted. */
  fragmentsPerSecond: number;
  /** Simulations that ran at once. */
  processes: number;
  /** Waveform (VCD) of the cycles around the first difference of the first layer that has one; null: none. */
  waves: string | null;
  /** The waveform that was asked for. */
  recorded?: Waveform;
  /** In words, what failed; empty when all passed. */
  failures: string[];
  pass: boolean;
}
