import { z } from 'zod';
import { claim, count, type Fault, filled } from '../config/result-fields.js';
import type { SignalSet } from '../data/signal-set.js';
import type { Scores } from './score-fields.js';
import { type FoldPredictions, foldScores, type Truth } from './scores.js';

/** What single fragments were taken for: all scores follow from it. Lists are of all scored fragments, in one order. */
export const predictionsSchema = z.strictObject({
  /** Of the fragments. */
  names: z.array(filled).min(1),
  /** Their classes, as indices. */
  labels: z.array(count),
  /** Fragments of one number are copies, or of one patient, and lie on one side of every split. */
  groups: z.array(count),
  /** One a seed. */
  runs: z
    .array(
      z.strictObject({
        seed: count,
        /** Fold in which each fragment was tested, and the class that both networks of the fold's training gave it. */
        fold: z.array(count),
        integer: z.array(count),
        float: z.array(count),
      }),
    )
    .min(1),
});

export type Predictions = z.infer<typeof predictionsSchema>;

/** Fragments without what they were taken for. */
export const truthSchema = predictionsSchema.extend({
  runs: z.array(z.strictObject({ seed: count, fold: z.array(count) })).min(1),
});

/** What the folds' networks gave, fragment by fragment. */
export function predictionsOf(
  { names }: Pick<SignalSet, 'names'>,
  { labels, clusters }: Truth,
  integer: readonly (FoldPredictions & { fold: { fold: number } })[],
  float: readonly FoldPredictions[],
): Predictions {
  const seeds = [...new Set(integer.map(({ fold }) => fold.seed))];
  const tested = [...new Set(integer.flatMap(({ fold }) => fold.test))].sort((a, b) => a - b);
  const groups = [...new Set(tested.map((i) => clusters[i]!))];
  const runs = seeds.map((seed) => {
    const rows = integer.flatMap(({ fold, predicted }, f) =>
      fold.seed !== seed
        ? []
        : fold.test.map(
            (i, at) => [i, { fold: fold.fold, integer: predicted[at]!, float: float[f]!.predicted[at]! }] as const,
          ),
    );
    const of = new Map(rows);
    const list = (kind: 'fold' | 'integer' | 'float') => tested.map((i) => of.get(i)![kind]);
    return { seed, fold: list('fold'), integer: list('integer'), float: list('float') };
  });
  return {
    names: tested.map((i) => names[i]!),
    labels: tested.map((i) => labels[i]!),
    groups: tested.map((i) => groups.indexOf(clusters[i]!)),
    runs,
  };
}

/** Scores of both networks, computed of single fragments. */
export function scoresOf(
  predictions: Predictions,
  classes: readonly string[],
  scored: readonly string[],
): { integer: Scores; float: Scores } {
  const truth = truthIn(predictions, classes, scored);
  return {
    integer: foldScores(truth, foldsIn(predictions, 'integer')),
    float: foldScores(truth, foldsIn(predictions, 'float')),
  };
}

/** What predictions are scored against. */
export function truthIn(
  { labels, groups }: Pick<Predictions, 'labels' | 'groups'>,
  classes: readonly string[],
  scored: readonly string[],
): Truth {
  return { classes, labels, clusters: groups.map(String), scored: scored.map((name) => classes.indexOf(name)) };
}

/** The folds of every seed in their order, with what one network took their fragments for. */
export function foldsIn({ runs }: Pick<Predictions, 'runs'>, network: 'integer' | 'float'): FoldPredictions[] {
  return runs.flatMap(({ seed, fold, [network]: predicted }) =>
    [...new Set(fold)]
      .sort((a, b) => a - b)
      .map((number) => {
        const test = [...fold.keys()].filter((i) => fold[i] === number);
        return { fold: { seed, test }, predicted: test.map((i) => predicted[i]!) };
      }),
  );
}

/** What the predictions must be for a protocol. */
export interface Expected {
  classes: number;
  fragments: number;
  groups: number;
  folds: number;
  seeds: readonly number[];
}

/** Lists of the right lengths, indices within theirs, and no group on both sides of a split; names where there are some. */
export function predictionFaults(
  { names, labels, groups, runs }: Omit<Predictions, 'names'> & Partial<Pick<Predictions, 'names'>>,
  of: Expected,
): Fault[] {
  const list = (field: string, values: readonly unknown[], max: number | null): Fault[] => {
    const wrong = max === null ? -1 : values.findIndex((value) => (value as number) > max);
    return [
      ...claim(
        values.length === of.fragments,
        field,
        'not one of each fragment',
        values.length,
        `${of.fragments} values`,
      ),
      ...claim(wrong < 0, `${field}[${wrong}]`, 'too large', values[wrong], `0 to ${max}`),
    ];
  };
  const torn = runs.flatMap(({ fold, seed }, r) => {
    const sides = new Map<number, number>();
    const at = fold.findIndex((f, i) => (sides.get(groups[i]!) ?? f) !== f || !sides.set(groups[i]!, f));
    return claim(
      at < 0,
      `runs[${r}].fold[${at}]`,
      `a group on both sides of a split of seed ${seed}`,
      fold[at],
      'one fold',
    );
  });
  const seeds = runs.map(({ seed }) => seed);
  const found = new Set(groups).size;
  return [
    ...(names === undefined
      ? []
      : [
          ...list('names', names, null),
          ...claim(new Set(names).size === names.length, 'names', 'a name twice', undefined, 'each once'),
        ]),
    ...list('labels', labels, of.classes - 1),
    ...list('groups', groups, of.groups - 1),
    ...claim(found === of.groups, 'groups', 'not as many as the protocol says', found, `${of.groups}`),
    ...claim(`${seeds}` === `${of.seeds}`, 'runs', 'of other seeds than the protocol', seeds, `${of.seeds}`),
    ...runs.flatMap((run, r) => [
      ...list(`runs[${r}].fold`, run.fold, of.folds - 1),
      ...list(`runs[${r}].integer`, run.integer, of.classes - 1),
      ...list(`runs[${r}].float`, run.float, of.classes - 1),
    ]),
    ...torn,
  ];
}
