import type { Fault } from '../config/result-fields.js';
import type { Comparison } from './comparison-file.js';
import { foldsIn, type Predictions, predictionFaults, truthIn } from './predictions.js';
import type { Scores } from './score-fields.js';
import { foldScores, pairedDifference, type RightShares, rightShares } from './scores.js';
import type { Estimate } from './statistics.js';

/** Scores of a row as they follow from its predictions, or why they cannot be computed. */
export type RecomputedRow =
  | { fragment: Scores; patient: Scores | null; difference: Estimate | null }
  | { faults: Fault[] };

/** Of a comparison that holds predictions. */
export function recomputedRows({ truth, protocol, patientProtocol, rows }: Comparison): RecomputedRow[] {
  const { classes, fragment, patient } = truth!;
  let first: RightShares | null = null;
  const score = (predicted: number[][], of: typeof fragment, by: typeof protocol, field: string) => {
    const runs = of.runs.map((run, r) => ({ ...run, integer: predicted[r] ?? [], float: predicted[r] ?? [] }));
    const predictions: Predictions = { ...of, runs };
    const faults = predictionFaults(predictions, { ...by, classes: classes.length });
    if (faults.length > 0)
      return { faults: faults.map((fault) => ({ ...fault, field: `${field}, ${fault.field}` })), found: null };
    const known = truthIn(of, classes, by.scoredClasses);
    const folds = foldsIn(predictions, 'integer');
    return { faults: [], found: { scores: foldScores(known, folds), right: rightShares(known, folds) } };
  };
  return rows.map(({ predicted }, i): RecomputedRow => {
    const own = score(predicted!.fragment, fragment, protocol, `rows[${i}].predicted.fragment`);
    const ofPatient =
      predicted!.patient === null || patient === null || patientProtocol === null
        ? null
        : score(predicted!.patient, patient, patientProtocol, `rows[${i}].predicted.patient`);
    if (own.found === null || (ofPatient !== null && ofPatient.found === null))
      return { faults: [...own.faults, ...(ofPatient?.faults ?? [])] };
    const difference = first === null ? null : pairedDifference(own.found.right, first);
    first ??= own.found.right;
    return { fragment: own.found.scores, patient: ofPatient?.found?.scores ?? null, difference };
  });
}
