import { fitOf } from '../data/fit.js';
import { classesOf, type SignalSet, windowCodes } from '../data/signal-set.js';
import { withoutClasses } from '../data/targets.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { Interpreter } from '../model/interpreter.js';
import { metrics } from '../model/metrics.js';
import { storage } from '../model/storage.js';
import { type Problem, UserError } from '../support/errors.js';
import { finish, type LongWork } from '../support/long-work.js';

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

/** Classifies every fragment with the interpreter. Throws UserError when the fragments or their classes are not the model's. */
export function evaluate(model: IntegerNetwork, set: SignalSet): Evaluation {
  return finish(evaluating(model, set));
}

/** The same, to be watched. */
export function* evaluating(model: IntegerNetwork, set: SignalSet): LongWork<Evaluation> {
  const { problems, ownLabels } = fitOf(set, model);
  const unfit = [...problems, ...(ownLabels ? [] : [otherClasses(set, model)]), ...ofSteps(model)];
  if (unfit.length > 0) throw new UserError(unfit);
  const { labels } = classesOf(set);
  const interpreter = new Interpreter(model);
  const predicted: number[] = [];
  for (let i = 0; i < set.names.length; i++) {
    predicted.push(interpreter.classify(windowCodes(set, i)));
    yield (i + 1) / set.names.length;
  }
  const { accuracy, macroF1, confusion } = metrics(labels, predicted, model.classes.length);
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

/** A label is of a window. */
function ofSteps({ name, per }: IntegerNetwork): Problem[] {
  if (per !== 'step') return [];
  const message = 'the model gives scores of each step, labels are of windows';
  return [{ where: `model ${name}`, field: 'outputs[0].per', message, value: per, allowed: 'window' }];
}

function otherClasses({ targets, provenance }: SignalSet, model: IntegerNetwork): Problem {
  if (targets !== null && targets.kind !== 'classes') return withoutClasses(provenance.source, targets);
  return {
    where: provenance.source,
    field: 'classes',
    message: targets === null ? 'no labels to score by' : `not the classes of model ${model.name}`,
    value: targets?.names ?? [],
    allowed: model.classes.join(', '),
  };
}
