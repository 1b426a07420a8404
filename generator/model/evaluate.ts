import { UserError } from '../config/errors.js';
import { type FragmentSet, fragment } from '../data/fragment-set.js';
import type { IntegerModel } from './integer-model.js';
import { Interpreter } from './interpreter.js';
import { metrics } from './metrics.js';
import { storage } from './storage.js';

/** What scripts read from `bitbeat evaluate --json`. */
export interface Evaluation {
  classes: string[];
  fragments: number;
  accuracy: number;
  macroF1: number;
  /** [true class][predicted class]. */
  confusion: number[][];
  storageBits: number;
  storageBytes: number;
  averageBitwidth: number;
  float32Bytes: number;
  compression: number;
}

/** Classifies every fragment with the interpreter. `where` names the model in errors. */
export function evaluate(model: IntegerModel, set: FragmentSet, where: string): Evaluation {
  const { samples, channels = 1 } = model.input;
  if (set.samples !== samples || (set.channels ?? 1) !== channels || set.classes.join() !== model.classes.join())
    throw new UserError({
      where,
      message: `does not fit the data: fragments of ${set.samples} samples, ${set.channels ?? 1} channels, in classes ${set.classes.join(', ')}`,
      allowed: `${samples} samples, ${channels} channels, classes ${model.classes.join(', ')}`,
    });
  const interpreter = new Interpreter(model);
  const predicted = set.names.map((_, i) => interpreter.classify(fragment(set, i)));
  const { accuracy, macroF1, confusion } = metrics(set.labels, predicted, set.classes.length);
  const { totalBits, totalBytes, averageBitwidth, float32Bytes, compression } = storage(model);
  return {
    classes: model.classes,
    fragments: set.names.length,
    accuracy,
    macroF1,
    confusion,
    storageBits: totalBits,
    storageBytes: totalBytes,
    averageBitwidth,
    float32Bytes,
    compression,
  };
}
