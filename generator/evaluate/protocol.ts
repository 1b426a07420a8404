import { classesOf, type SignalSet } from '../data/signal-set.js';
import { classesOfSeveralGroups, type Fold, leaveGroupsOut, stratifiedFolds } from '../data/splits.js';
import { UserError } from '../support/errors.js';

/**
 * How a recipe is scored by cross-validation.
 *
 *   fragment  stratified folds over all classes; byte-identical fragments on one side
 *   patient   folds over the classes of several groups (patients, machines, ...); all of a group's fragments on one side
 */
export interface Protocol {
  kind: 'fragment' | 'patient';
  folds: number;
  /** Each seeds one split into folds and the trainings on it. */
  seeds: number[];
}

export interface SeededFold extends Fold {
  seed: number;
  /** 0 .. folds - 1. */
  fold: number;
}

/** Classes, by index, that fragments of the test sides can have. */
export function scoredClasses(set: SignalSet, kind: Protocol['kind']): number[] {
  if (kind === 'patient') return classesOfSeveralGroups(set);
  return [...new Set(classesOf(set).labels)].sort((a, b) => a - b);
}

/** What must stay on one side of a split, and so counts as one draw in a standard error: the copies, or the patient. */
export function clusterOf(set: SignalSet, kind: Protocol['kind'], i: number): string {
  return kind === 'patient' ? set.groups[i]! : set.hashes[i]!;
}

/**
 * The folds of every seed, seed by seed.
 *
 * @throws UserError when there are fewer groups (copies, patients) than folds, or when a training side lacks a class
 */
export function protocolFolds(set: SignalSet, { kind, folds, seeds }: Protocol): SeededFold[] {
  const split = kind === 'patient' ? leaveGroupsOut : stratifiedFolds;
  const seeded = seeds.flatMap((seed) => split(set, folds, seed).map((fold, i) => ({ ...fold, seed, fold: i })));
  const classes = scoredClasses(set, kind);
  const { names, labels } = classesOf(set);
  const problems = seeded.flatMap(({ seed, fold, train }) => {
    const learnt = new Set(train.map((i) => labels[i]!));
    return classes
      .filter((label) => !learnt.has(label))
      .map((label) => ({
        where: set.provenance.source,
        field: 'folds',
        message: `fold ${fold + 1} of ${folds}, seed ${seed}: no fragment of class ${names[label]} is left to train on`,
        value: folds,
        allowed: `each class on every training side, so in two ${kind === 'patient' ? 'groups' : 'different fragments'} or more`,
      }));
  });
  if (problems.length > 0) throw new UserError(problems);
  return seeded;
}
