import { UserError } from '../support/errors.js';
import { finish, type LongWork } from '../support/long-work.js';
import { groupBy } from './group-by.js';
import { readingClassFolders } from './mitbih17.js';
import { syntheticEcg } from './readers/synthetic.js';
import { classesOf, type SignalSet, subset } from './signal-set.js';

/** The fragments of a folder of class folders, or, when none is named, built-in synthetic ECG. */
export function openFragments(dataDir: string | undefined, fallback: Fallback): SignalSet {
  return finish(openingFragments(dataDir, fallback));
}

/** The same, to be watched. */
export function* openingFragments(dataDir: string | undefined, { count, seed }: Fallback): LongWork<SignalSet> {
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
export function pickFragments(set: SignalSet, n: number): SignalSet {
  const available = set.names.length;
  if (!Number.isInteger(n) || n < 1 || n > available)
    throw new UserError({
      where: set.provenance.source,
      field: 'fragments',
      message: 'no number of fragments to pick',
      value: n,
      allowed: `1 to ${available}`,
    });
  const labels = set.targets === null ? null : classesOf(set).labels;
  const byClass = groupBy([...set.names.keys()], (i) => labels?.[i] ?? 0);
  const inOrder = [...byClass].sort(([a], [b]) => a - b).map(([, indices]) => indices);
  const rounds = inOrder.flatMap((indices) => indices.map((index, round) => ({ index, round })));
  // The sort is stable: within a round the classes keep their order.
  const inTurn = rounds.sort((a, b) => a.round - b.round).map(({ index }) => index);
  return subset(set, inTurn.slice(0, n));
}
