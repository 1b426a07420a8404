import { UserError } from '../support/errors.js';
import { finish, type LongWork } from '../support/long-work.js';
import { type FragmentSet, selectFragments } from './fragment-set.js';
import { groupBy } from './group-by.js';
import { readingClassFolders } from './mitbih17.js';
import { syntheticEcg } from './readers/synthetic.js';

/** The fragments of a folder of class folders, or, when none is named, built-in synthetic ECG. */
export function openFragments(dataDir: string | undefined, fallback: Fallback): FragmentSet {
  return finish(openingFragments(dataDir, fallback));
}

/** The same, to be watched. */
export function* openingFragments(dataDir: string | undefined, { count, seed }: Fallback): LongWork<FragmentSet> {
  return dataDir === undefined ? syntheticEcg(count, seed) : yield* readingClassFolders(dataDir);
}

interface Fallback {
  count: number;
  seed: number;
}

/**
 * n fragments that cover the classes evenly: the first of every class, then the second of every class, ...
 *
 * @throws UserError when the set has fewer than n
 */
export function pickFragments(set: FragmentSet, n: number): FragmentSet {
  const available = set.labels.length;
  if (!Number.isInteger(n) || n < 1 || n > available)
    throw new UserError({
      where: set.source,
      field: 'fragments',
      message: 'no number of fragments to pick',
      value: n,
      allowed: `1 to ${available}`,
    });
  const byClass = groupBy(
    set.labels.map((_, i) => i),
    (i) => set.labels[i]!,
  );
  const inOrder = [...byClass].sort(([a], [b]) => a - b).map(([, indices]) => indices);
  const rounds = inOrder.flatMap((indices) => indices.map((index, round) => ({ index, round })));
  // The sort is stable: within a round the classes keep their order.
  const inTurn = rounds.sort((a, b) => a.round - b.round).map(({ index }) => index);
  return selectFragments(set, inTurn.slice(0, n));
}
