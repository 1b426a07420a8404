import { fragmentFolds } from '../../data/recorded-splits.js';
import { classesOf, type SignalSet } from '../../data/signal-set.js';
import { stratifiedFolds } from '../../data/splits.js';
import { UserError } from '../../support/errors.js';
import type { ProtocolKind } from './protocol-kind.js';

/** Stratified folds over all classes; byte-identical windows on one side. Of recordings: fragments that were cut from them. */
export const fragment: ProtocolKind = {
  title: 'By fragment',
  units: 'different fragments',
  dataOf(set, fragments) {
    if (set.recorded === undefined) return { set, scored: set };
    if (fragments !== undefined) return { set, scored: fragments };
    throw new UserError({
      where: '--fragments',
      message: 'not given: recordings overlap themselves, and need fragments that are scored',
      allowed: 'a data set of fragments that were cut from these recordings',
    });
  },
  classes: occurring,
  clusterOf: ({ hashes }, i) => hashes[i]!,
  folds: ({ set, scored }, k, seed) =>
    set === scored ? stratifiedFolds(set, k, seed) : fragmentFolds(set, scored, k, seed),
  wantsAllClasses: true,
  allowAbsentClasses: false,
  describe: ({ fragments, groups }) =>
    `${fragments} fragments, classes spread evenly, byte-identical fragments on one side (${groups} different ones)`,
};

/** Classes of which there are windows. */
export function occurring(set: SignalSet): number[] {
  return [...new Set(classesOf(set).labels)].sort((a, b) => a - b);
}
