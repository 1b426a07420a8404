import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sourceFile } from '../config/roots.js';
import { readCrossEvaluation, type Scores } from '../evaluate/cross-evaluation.js';
import { MODEL_FILES } from './model-folder.js';
import type { DesignResults, NetworkResults } from './results.js';

/** Cross-validated accuracy of a model's recipe, from the evaluations beside the model's file; null: there is none. */
export function measuredAccuracy(modelFile: string): DesignResults['accuracy'] {
  const read = (kind: 'fragment' | 'patient') => {
    const path = join(dirname(sourceFile(modelFile)), MODEL_FILES[kind]);
    if (!existsSync(path)) return null;
    const { integer, float } = readCrossEvaluation(path);
    return { integer: networkResults(integer), float: networkResults(float) };
  };
  return { fragment: read('fragment'), patient: read('patient') };
}

function networkResults({ accuracy, pooledMacroF1 }: Scores): NetworkResults {
  const { mean, sd, standardError } = accuracy;
  return { accuracy: { mean, sd, standardError }, macroF1: pooledMacroF1.mean };
}
