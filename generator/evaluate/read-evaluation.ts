import { readResult } from '../config/result-fields.js';
import { type CrossEvaluation, crossEvaluationSchema } from './cross-evaluation.js';
import { evaluationFaults } from './evaluation-faults.js';

/** Throws UserError if the file is no evaluation, or says what does not follow from its predictions. */
export function readCrossEvaluation(path: string): CrossEvaluation {
  return readResult(path, crossEvaluationSchema, evaluationFaults);
}
