import { fitOf } from '../data/fit.js';
import { otherTask, targetsOfOutputs } from '../data/for-targets.js';
import { type SignalSet, targetsOf, windowCodes } from '../data/signal-set.js';
import { atPositionsOf } from '../data/step-targets.js';
import { type OutputTargets, stepsOf, type Targets, targetsInWords } from '../data/targets.js';
import { scoreSteps, thresholdsOf } from '../model/decision.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { argmax, Interpreter } from '../model/interpreter.js';
import { metrics } from '../model/metrics.js';
import { storage } from '../model/storage.js';
import { isSeveral, outputsOf, saidInWords, taskOf } from '../network/task.js';
import { type Problem, UserError } from '../support/errors.js';
import { finish, type LongWork } from '../support/long-work.js';
import { type EventScore, eventScore } from '../train/tasks/events.js';
import { scoresOfOutput } from '../train/tasks/several.js';
import { type Metrics, type OutputMetrics, rowsOf, type Scores } from '../train/tasks/task.js';
import { judgedBy } from '../train/tasks/tasks.js';
import type { EventSettings } from '../train/train-config.js';

interface Measured {
  fragments: number;
  /** Of each fragment, where targets are of steps. */
  steps?: number;
  events?: EventScore;
  storageBits: number;
  storageBytes: number;
  averageBitwidth: number;
  float32Bytes: number;
  compression: number;
}

/** Of classes: of fragments, or of their steps. */
export interface ClassScores {
  classes: string[];
  accuracy: number;
  macroF1: number;
  /** [true class][predicted class]. */
  confusion: number[][];
}

export interface OtherScores {
  task: 'labels' | 'values';
  metrics: Metrics;
  outputs: OutputMetrics[];
}

export type ClassEvaluation = Measured & ClassScores;
export type OtherEvaluation = Measured & OtherScores;

export interface SeveralEvaluation extends Measured {
  task: 'several';
  /** Of those that the data have targets of. */
  outputs: ({ name: string } & (ClassScores | OtherScores))[];
  /** The others. */
  unjudged: string[];
}

/** What scripts read from `bitbeat evaluate --json`. */
export type Evaluation = ClassEvaluation | OtherEvaluation | SeveralEvaluation;

/** Computes every fragment with the interpreter. Throws UserError when the fragments or their targets are not the model's. */
export function evaluate(model: IntegerNetwork, set: SignalSet, events?: EventSettings): Evaluation {
  return finish(evaluating(model, set, events));
}

/** The same, to be watched. `events`: what is counted besides, of targets of steps. */
export function* evaluating(model: IntegerNetwork, given: SignalSet, events?: EventSettings): LongWork<Evaluation> {
  const set = atPositionsOf(given, model);
  const interpreter = new Interpreter(model);
  const unfit = [...fitOf(set, model).problems, ...targetProblems(set, model, interpreter)];
  if (unfit.length > 0) throw new UserError(unfit);
  const targets = targetsOf(set);
  const rows: number[][] = [];
  for (let i = 0; i < set.names.length; i++) {
    rows.push(...rowsOf(realScores(interpreter, windowCodes(set, i)), model.classes.length));
    yield (i + 1) / set.names.length;
  }
  const { totalBits, totalBytes, averageBitwidth, float32Bytes, compression } = storage(model);
  const windows = set.names.length;
  const [{ samples }] = set.inputs;
  const steps = set.per === 'step' ? { steps: stepsOf(targets, windows) } : {};
  const counted =
    events && set.per === 'step' ? { events: eventScore(targets, rows, { windows, samples }, events) } : {};
  return {
    ...(isSeveral(model) ? ofSeveral(targets, rows, model) : ofOutput(targets as OutputTargets, rows)),
    ...{ fragments: windows, ...steps, ...counted },
    ...{ storageBits: totalBits, storageBytes: totalBytes, averageBitwidth, float32Bytes, compression },
  };
}

/** Scores [output][position] of the windows, in real values; of labels what they are above their thresholds. */
export function scoresOf(model: IntegerNetwork, set: Pick<SignalSet, 'inputs' | 'names'>): number[][] {
  const interpreter = new Interpreter(model);
  return set.names.map((_, i) => realScores(interpreter, windowCodes(set, i)));
}

function realScores(interpreter: Interpreter, codes: ArrayLike<number>): number[] {
  const { model } = interpreter;
  const [steps, thresholds] = [scoreSteps(model), thresholdsOf(model)];
  const scores = [...interpreter.scores(codes)];
  const each = scores.length / thresholds.length;
  return scores.map((score, at) => {
    const o = Math.floor(at / each);
    return (score - thresholds[o]!) * steps[o]!;
  });
}

function ofSeveral(targets: Targets, rows: Scores, model: IntegerNetwork) {
  const { targets: known, missing } = targetsOfOutputs(model, targets);
  const outputs = known!.outputs.map(({ name, targets: own }) => {
    const place = outputsOf(model).find((output) => output.name === name)!;
    return { name, ...ofOutput(own, scoresOfOutput(rows, place)) };
  });
  return { task: 'several' as const, outputs, unjudged: missing };
}

function ofOutput(targets: OutputTargets, rows: Scores): ClassScores | OtherScores {
  if (targets.kind !== 'classes') {
    const judged = judgedBy(targets);
    return { task: targets.kind, metrics: judged.metrics(rows), outputs: judged.outputs(rows) };
  }
  const { names, labels } = targets;
  const { accuracy, macroF1, confusion } = metrics(labels, rows.map(argmax), names.length);
  return { classes: [...names], accuracy, macroF1, confusion };
}

/** Targets are those of the model, and of as many steps. */
function targetProblems(set: SignalSet, model: IntegerNetwork, interpreter: Interpreter): Problem[] {
  const { targets, provenance } = set;
  const where = provenance.source;
  const field = taskOf(model).kind === 'classes' ? 'classes' : 'targets';
  if (targets === null)
    return [{ where, field, message: 'no labels to score by', value: [], allowed: model.classes.join(', ') }];
  if (isSeveral(model)) return [...severalProblems(set, targets, model), ...stepProblems(set, model, interpreter)];
  const other = otherTask(model, set);
  if (other !== null) return [other];
  const problem = { where, field, message: `not the ${field} of model ${model.name}` };
  if (targets.names.join() !== model.classes.join())
    return [{ ...problem, value: targets.names, allowed: model.classes.join(', ') }];
  return stepProblems(set, model, interpreter);
}

function stepProblems(set: SignalSet, model: IntegerNetwork, interpreter: Interpreter): Problem[] {
  const [steps, positions] = [stepsOf(targetsOf(set), set.names.length), interpreter.lengths.at(-1)!.output];
  if (set.per === 'window' || steps === positions) return [];
  const field = taskOf(model).kind === 'classes' ? 'classes' : 'targets';
  const message = `not the steps of model ${model.name}`;
  return [{ where: set.provenance.source, field, message, value: steps, allowed: `whole times ${positions}` }];
}

/** Targets are those of some of the model's outputs, and of nothing else. */
function severalProblems({ per, provenance }: SignalSet, targets: Targets, model: IntegerNetwork): Problem[] {
  const { strange } = targetsOfOutputs(model, targets);
  if (strange.length === 0 && per === (model.per ?? 'window')) return [];
  return [
    {
      where: provenance.source,
      field: 'targets',
      message: `not those of outputs of model ${model.name}`,
      value: targetsInWords(targets, per),
      allowed: `some of ${saidInWords(model)}`,
    },
  ];
}
