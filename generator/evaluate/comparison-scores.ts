import { type Fault, follows } from '../config/result-fields.js';
import type { Comparison } from './comparison-file.js';
import { foldsIn, predictionFaults, truthIn } from './predictions.js';
import { PROTOCOL_NAMES, type ProtocolName } from './protocol.js';
import { foldScores, pairedDifference, type RightShares, rightShares } from './scores.js';

/** Every score of every row that does not follow from what its network took the fragments for. Of a comparison with predictions. */
export function recomputedFaults(comparison: Comparison): Fault[] {
  return PROTOCOL_NAMES.flatMap((kind) => {
    let first: RightShares | null = null;
    return comparison.rows.flatMap((row, i) => {
      const told = row.scores[kind];
      if (told === undefined) return [];
      const found = computed(comparison, i, kind);
      if ('faults' in found) return found.faults;
      const { scores, right } = found;
      const difference = first === null ? null : pairedDifference(right, first);
      if (i === 0) first = right;
      const same = <K extends string>(
        field: string,
        kinds: readonly K[],
        a: Readonly<Record<K, number>>,
        b: Readonly<Record<K, number>>,
      ) =>
        kinds.flatMap((one) => follows(`rows[${i}].scores.${kind}.${field}.${one}`, a[one], b[one], 'the predictions'));
      return [
        ...same('accuracy', ['mean', 'sd', 'standardError'], told.accuracy, scores.accuracy),
        ...same('pooledMacroF1', ['mean', 'sd'], told.pooledMacroF1, scores.pooledMacroF1),
        ...(told.difference === null || difference === null
          ? []
          : same('difference', ['mean', 'standardError'], told.difference, difference)),
      ];
    });
  });
}

/** What follows from the predictions of a row, or why nothing does. */
function computed({ protocols, truth, rows }: Comparison, row: number, kind: ProtocolName) {
  const protocol = protocols.find((one) => one.kind === kind)!;
  const { classes, ...of } = truth![kind]!;
  const predicted = rows[row]!.predicted![kind]!;
  const runs = of.runs.map((run, r) => ({ ...run, integer: predicted[r] ?? [], float: predicted[r] ?? [] }));
  const faults = predictionFaults({ ...of, runs }, { ...protocol, classes: classes.length });
  if (faults.length > 0)
    return { faults: faults.map((fault) => ({ ...fault, field: `rows[${row}].predicted.${kind}, ${fault.field}` })) };
  const known = truthIn(of, classes, protocol.scoredClasses);
  const folds = foldsIn({ runs }, 'integer');
  return { scores: foldScores(known, folds), right: rightShares(known, folds) };
}
