import type { SignalSet } from '../../data/signal-set.js';
import type { Fold } from '../../data/splits.js';
import type { Span } from '../continuous/spans.js';

/** What a recipe is scored on: windows that may be learnt from, and those that are scored, which may be the same. */
export interface EvaluationData {
  set: SignalSet;
  scored: SignalSet;
}

/** One way of splitting windows into those learnt from and those scored. */
export interface ProtocolKind {
  /** Heading of a card. */
  title: string;
  /** What lies whole on one side of a split, so that it counts as one draw in a standard error; in words, of several. */
  units: string;
  /** What is scored, for the data that a user names; `fragments`: other windows of the same recordings. */
  dataOf(set: SignalSet, fragments: SignalSet | undefined): EvaluationData;
  /** Classes, by index, that windows of the test sides can have. */
  classes(scored: SignalSet): number[];
  /** The unit of a scored window. */
  clusterOf(scored: SignalSet, i: number): string;
  /** Indices of `train` are into the set, those of `test` into what is scored. */
  folds(data: EvaluationData, k: number, seed: number): Fold[];
  /** Each scored class is on every training side; else windows of one that is not are all wrong. */
  wantsAllClasses: boolean;
  /** Outputs of classes without a window to learn from learn to stay low. */
  allowAbsentClasses: boolean;
  /** What a fold's network is to watch as it slides over recordings; left out: nothing of them is whole on the test side. */
  spans?(data: EvaluationData, test: readonly number[]): Span[];
  /** What is on the two sides, for reports. */
  describe(of: { fragments: number; groups: number; classes: number }): string;
}
