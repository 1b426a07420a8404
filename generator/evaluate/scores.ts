import { classesOf, type SignalSet } from '../data/signal-set.js';
import { addConfusions, confusionMatrix, confusionMetrics } from '../model/metrics.js';
import { PROTOCOLS, type Protocol, type SeededFold } from './protocol.js';
import type { Scores } from './score-fields.js';
import { clusteredMean, type Estimate, spread } from './statistics.js';

/** Classes that one fold's network gives its test fragments, in the order of `fold.test`. */
export interface FoldPredictions {
  fold: Pick<SeededFold, 'seed' | 'test'>;
  predicted: number[];
}

/** What predictions are scored against; folds test fragments by their index in it. */
export interface Truth {
  classes: readonly string[];
  /** Of each fragment, indices of `classes`. */
  labels: readonly number[];
  /** What each fragment counts together with in an error; see `ProtocolKind`. */
  clusters: readonly string[];
  /** Classes that are scored. */
  scored: readonly number[];
}

/** Share of seeds in which each tested fragment was right, by rising index, and what it counts together with in an error. */
export interface RightShares {
  shares: number[];
  clusters: string[];
}

export function truthOf(set: SignalSet, kind: Protocol['kind']): Truth {
  const { names: classes, labels } = classesOf(set);
  return {
    classes,
    labels,
    clusters: labels.map((_, i) => PROTOCOLS[kind].clusterOf(set, i)),
    scored: PROTOCOLS[kind].classes(set),
  };
}

/** Scores over all folds of all seeds. */
export function foldScores(truth: Truth, folds: readonly FoldPredictions[]): Scores {
  const { labels, classes, scored } = truth;
  const matrices = folds.map(({ fold, predicted }) => ({
    seed: fold.seed,
    confusion: confusionMatrix(
      fold.test.map((i) => labels[i]!),
      predicted,
      classes.length,
    ),
  }));
  const perFold = matrices.map((m) => confusionMetrics(m.confusion));
  const perSeed = [...new Set(matrices.map((m) => m.seed))].map((seed) => {
    const own = matrices.filter((m) => m.seed === seed).map((m) => m.confusion);
    const { accuracy, macroF1 } = confusionMetrics(addConfusions(own));
    return { seed, accuracy, macroF1 };
  });
  const confusion = addConfusions(matrices.map((m) => m.confusion));
  const { perClass } = confusionMetrics(confusion);
  const { shares, clusters } = rightShares(truth, folds);
  const { standardError } = clusteredMean(shares, clusters);
  return {
    accuracy: { ...spread(perFold.map((m) => m.accuracy)), standardError },
    foldMacroF1: spread(perFold.map((m) => m.macroF1)),
    pooledMacroF1: spread(perSeed.map((s) => s.macroF1)),
    perSeed,
    perClass: scored.map((label) => ({ name: classes[label]!, ...perClass[label]! })),
    confusion,
  };
}

export function rightShares({ labels, clusters }: Truth, folds: readonly FoldPredictions[]): RightShares {
  const seeds = new Set(folds.map(({ fold }) => fold.seed)).size;
  const times = new Map<number, number>();
  for (const { fold, predicted } of folds)
    fold.test.forEach((i, at) => {
      times.set(i, (times.get(i) ?? 0) + (predicted[at] === labels[i] ? 1 : 0));
    });
  const indices = [...times.keys()].sort((a, b) => a - b);
  return {
    shares: indices.map((i) => times.get(i)! / seeds),
    clusters: indices.map((i) => clusters[i]!),
  };
}

/** Mean of a - b over the same fragments: what both find easy or hard cancels out of the standard error. */
export function pairedDifference(a: RightShares, b: RightShares): Estimate {
  return clusteredMean(
    a.shares.map((share, i) => share - b.shares[i]!),
    a.clusters,
  );
}
