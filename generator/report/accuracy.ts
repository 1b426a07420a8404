import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readHistory } from '../evaluate/history.js';
import { byProtocol, type ProtocolName } from '../evaluate/protocol.js';
import { readCrossEvaluation } from '../evaluate/read-evaluation.js';
import type { Scores } from '../evaluate/score-fields.js';
import { sourceFile } from '../support/roots.js';
import { evaluationMark } from './evaluation-marks.js';
import { MODEL_FILES } from './model-folder.js';

/** Of one kind of network; shares, 0 to 1. */
export interface NetworkResults {
  /** Mean and standard deviation over folds and seeds; standard error of the mean for another sample. */
  accuracy: { mean: number; sd: number; standardError: number };
  /** Of the confusion matrix of all folds of a seed, mean over seeds. */
  macroF1: number;
}

/** With the mark of an evaluation that is of another recipe or other data than the model. */
type BothNetworks = { integer: NetworkResults; float: NetworkResults; stale: string | null };

/** Cross-validation of a model's recipe; null: not measured, or the model was not trained here. */
export type MeasuredAccuracy = Record<ProtocolName, BothNetworks | null>;

export const NOT_MEASURED: MeasuredAccuracy = byProtocol(() => null);

/** Cross-validated accuracy of a model's recipe, from the evaluations beside the model's file; null: there is none. */
export function measuredAccuracy(modelFile: string): MeasuredAccuracy {
  const history = join(dirname(sourceFile(modelFile)), MODEL_FILES.history);
  const read = (kind: ProtocolName) => {
    const path = join(dirname(sourceFile(modelFile)), MODEL_FILES[kind]);
    if (!existsSync(path)) return null;
    const evaluation = readCrossEvaluation(path);
    const { integer, float } = evaluation;
    const stale = evaluationMark(evaluation, existsSync(history) ? readHistory(history) : null);
    return { integer: networkResults(integer), float: networkResults(float), stale };
  };
  return byProtocol(read);
}

function networkResults({ accuracy, pooledMacroF1 }: Scores): NetworkResults {
  const { mean, sd, standardError } = accuracy;
  return { accuracy: { mean, sd, standardError }, macroF1: pooledMacroF1.mean };
}
