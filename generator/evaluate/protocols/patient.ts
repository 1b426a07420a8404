import { groupFolds, scoredWindows } from '../../data/recorded-splits.js';
import { classesOfSeveralGroups, leaveGroupsOut } from '../../data/splits.js';
import { spansOfGroups } from '../continuous/spans.js';
import type { ProtocolKind } from './protocol-kind.js';

/** Whole groups (patients, machines, ...) on one side, over the classes that several have: what a new one can expect. */
export const patient: ProtocolKind = {
  title: 'By patient: a new wearer',
  units: 'patients',
  dataOf: (set) => ({ set, scored: set.recorded === undefined ? set : scoredWindows(set) }),
  classes: classesOfSeveralGroups,
  clusterOf: ({ groups }, i) => groups[i]!,
  folds({ set, scored }, k, seed) {
    const folds = leaveGroupsOut(scored, k, seed);
    return set === scored ? folds : groupFolds(set, scored, folds);
  },
  spans: ({ set, scored }, test) => spansOfGroups(set, new Set(test.map((i) => scored.groups[i]!))),
  wantsAllClasses: true,
  allowAbsentClasses: true,
  describe: ({ fragments, groups, classes }) =>
    `${fragments} fragments of ${groups} patients, each patient on one side, the ${classes} classes of more than one patient`,
};
