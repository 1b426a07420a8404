import { UserError } from '../support/errors.js';
import { random } from '../support/random.js';
import { groupBy } from './group-by.js';
import { classesOf, type SignalSet } from './signal-set.js';

/** Indices into the set, ascending; none is in both. */
export interface Fold {
  train: number[];
  test: number[];
}

/**
 * k folds over the whole set for cross-validation: every fragment is tested once, byte-identical fragments stay on one
 * side, and each class is spread as evenly as its groups of copies allow (to within its largest group).
 *
 * @throws UserError when there are fewer groups than folds
 */
export function stratifiedFolds(set: SignalSet, k: number, seed: number): Fold[] {
  return dealtFolds(set, joined([...set.names.keys()], [(i) => set.hashes[i]!]), k, seed);
}

/** Classes, by index, that fragments of more than one group have. */
export function classesOfSeveralGroups(set: SignalSet): number[] {
  const { names, labels } = classesOf(set);
  return [...names.keys()].filter((label) => new Set(set.groups.filter((_, i) => labels[i] === label)).size > 1);
}

/**
 * k folds over the classes of more than one group (patient, machine, ...): all of a group's fragments (and byte-identical
 * ones) stay on one side, so that the test says what a new patient can expect. The other classes' fragments are in no fold.
 *
 * @throws UserError when there are fewer groups than folds
 */
export function leaveGroupsOut(set: SignalSet, k: number, seed: number): Fold[] {
  const classes = new Set(classesOfSeveralGroups(set));
  const { labels } = classesOf(set);
  const eligible = [...set.names.keys()].filter((i) => classes.has(labels[i]!));
  return dealtFolds(set, joined(eligible, [(i) => set.hashes[i]!, (i) => set.groups[i]!]), k, seed);
}

/** Groups of the indices that agree in one of the keys, also by way of others (union-find). */
function joined(indices: number[], keys: ((i: number) => string)[]): number[][] {
  const parent = new Map(indices.map((i) => [i, i]));
  const root = (i: number): number => (parent.get(i) === i ? i : root(parent.get(i)!));
  for (const key of keys) {
    const first = new Map<string, number>();
    for (const i of indices) {
      const other = first.get(key(i)) ?? i;
      first.set(key(i), other);
      parent.set(root(i), root(other));
    }
  }
  return [...groupBy(indices, root).values()];
}

/**
 * Deals the groups out, large ones first and shuffled among those alike: each goes where its classes are scarcest so far. That
 * is the step that least raises the sum over folds and classes of (fragments of the class in the fold)^2 / class size.
 */
export function dealtFolds(set: SignalSet, groups: number[][], k: number, seed: number): Fold[] {
  const where = set.provenance.source;
  if (!Number.isInteger(k) || k < 2)
    throw new UserError({
      where,
      field: 'folds',
      message: 'no number of folds',
      value: k,
      allowed: 'a whole number from 2',
    });
  if (groups.length < k)
    throw new UserError({
      where,
      field: 'folds',
      message: `${groups.length} groups that must stay together cannot fill ${k} folds`,
      value: k,
      allowed: groups.length < 2 ? 'none: more data is needed' : `2 to ${groups.length}`,
    });
  const { labels } = classesOf(set);
  const label = (i: number) => labels[i]!;
  const classSize = groupBy(groups.flat(), label);
  const parts = Array.from({ length: k }, () => ({ indices: [] as number[], ofClass: new Map<number, number>() }));
  // By powers of two, not by exact size, so that another seed deals even the largest groups in another order.
  const magnitude = (group: number[]) => Math.floor(Math.log2(group.length));
  const order = random(seed)
    .shuffle([...groups])
    .sort((a, b) => magnitude(b) - magnitude(a));
  for (const group of order) {
    const cost = (part: (typeof parts)[number]) =>
      group.reduce((sum, i) => sum + (part.ofClass.get(label(i)) ?? 0) / classSize.get(label(i))!.length, 0);
    const best = parts.reduce((a, b) => {
      const difference = cost(b) - cost(a);
      return difference < 0 || (difference === 0 && b.indices.length < a.indices.length) ? b : a;
    });
    for (const i of group) best.ofClass.set(label(i), (best.ofClass.get(label(i)) ?? 0) + 1);
    best.indices.push(...group);
  }
  const ascending = (indices: number[]) => indices.sort((a, b) => a - b);
  return parts.map((part) => ({
    test: ascending(part.indices),
    train: ascending(parts.filter((other) => other !== part).flatMap((other) => other.indices)),
  }));
}
