import type * as TensorFlow from '@tensorflow/tfjs';
import { type SignalSet, targetsOf, windowCodes } from '../data/signal-set.js';
import type { FloatNetwork } from '../model/float-model.js';
import { argmax } from '../model/interpreter.js';
import { codesPerWindow } from '../network/input.js';
import { convolutions, type Node } from '../network/network.js';
import type { Topology } from '../network/topology.js';
import { UserError } from '../support/errors.js';
import { random } from '../support/random.js';
import type { Backend } from './backend.js';
import { type Batch, concat, epochOrders, makeBatch, ofWindows } from './batch.js';
import type { BeatHead } from './beat-head.js';
import { checkTargets } from './check-targets.js';
import { forward, streamsOf } from './forward.js';
import { type Activation, type Parameters, parameterShapes, toParameters } from './network.js';
import type { Optimiser } from './optimiser.js';
import { toInput } from './real-input.js';
import type { Metrics } from './tasks/task.js';
import { taskOf } from './tasks/tasks.js';
import type { ValueScale } from './tasks/value-scale.js';
import { imitates, type Teacher, type TeacherShare } from './teacher.js';
import type { Tf } from './tensorflow.js';
import type { BatchSettings } from './train-config.js';

/** What stays the same over all phases of a training. */
export interface TrainingRun {
  topology: Topology<Node>;
  set: SignalSet;
  settings: BatchSettings;
  seed: number;
  teacher: Teacher | null;
  /** What scores of values stand for; absent: for themselves. */
  scale?: ValueScale | null;
  /** Its parameters stand behind those of the network. */
  beats?: BeatHead | null;
  /** Classes without a fragment are no mistake: their outputs learn to stay low. */
  allowAbsentClasses?: boolean;
  /** What is being done, for messages. */
  what: string;
}

/** Some epochs of a training, in one way. */
export interface Phase {
  /** Epochs over which the learning rate falls to 0 along half a cosine. */
  epochs: number;
  /** The part of them that is done now: from epoch `from` (0 for all) to before `to`. */
  from: number;
  to: number;
  /** Added to a phase's epoch to number it among all of the training; chance is derived from (seed, number). */
  offset: number;
  /** At the start. */
  learningRate: number;
  activations?: readonly Activation[];
  /** After every step; `progress`: share of the phase's `epochs` that is done. */
  onStep?: (step: number, progress: number) => void;
  onEpoch?: (report: EpochReport) => void;
}

/** Mean loss and metrics over the epoch's batches, augmented as they were seen. */
export interface EpochReport extends Metrics {
  /** 1 .. epochs. */
  epoch: number;
  epochs: number;
  loss: number;
  /** Tensors alive; grows if something leaks. */
  tensors: number;
}

/**
 * Trains; equal seed, data and backend give equal bits.
 *
 * @throws UserError when network and targets do not fit, when an output has nothing to learn from, or when a loss or gradient is no finite number: the optimiser has not
 * taken that step
 */
export function trainPhase({ tf }: Backend, run: TrainingRun, optimiser: Optimiser, phase: Phase): void {
  const { topology, set, settings, seed } = run;
  checkTargets(run);
  const shapes = [...parameterShapes(topology.layers), ...(run.beats?.shapes ?? [])];
  const windows = settings.windowsPerEpoch ?? set.names.length;
  const size = Math.min(settings.batch, windows);
  const batches = Math.floor(windows / size);
  const orderOf = epochOrders(ofWindows(set)?.labels ?? set.names.map(() => 0), set.groups, settings);
  const { report } = taskOf(targetsOf(set));
  for (let epoch = phase.from; epoch < phase.to; epoch++) {
    const rng = random(mixSeeds(seed, phase.offset + epoch));
    const order = orderOf(rng);
    let loss = 0;
    let tally: number[] = [];
    for (let b = 0; b < batches; b++) {
      const picked = order.slice(b * size, (b + 1) * size);
      const batch = makeBatch(set, topology, picked, settings, rng);
      const beats = run.beats?.targets(picked);
      const done = step(tf, run, optimiser.parameters(), shapes, { ...batch, beats }, phase.activations);
      if (!isSound(done)) throw diverged(run, `epoch ${epoch + 1}, batch ${b + 1}`, done.loss, phase.learningRate);
      const progress = (epoch * batches + b) / (phase.epochs * batches);
      optimiser.update(done.gradients, cosine(phase.learningRate, progress));
      loss += done.loss / batches;
      tally = done.tally.map((own, i) => (tally[i] ?? 0) + own);
      phase.onStep?.(epoch * batches + b + 1, (epoch * batches + b + 1) / (phase.epochs * batches));
    }
    const { epochs } = phase;
    phase.onEpoch?.({ epoch: epoch + 1, epochs, loss, ...report(tally), tensors: tf.memory().numTensors });
  }
}

/** Scores of every fragment, [fragment][class][position]: in floating point, or with `activations` as `forward` has it. */
export function floatScores(
  { tf }: Backend,
  model: FloatNetwork,
  set: Pick<SignalSet, 'inputs' | 'names'>,
  batch = 50,
  activations?: readonly Activation[],
): Float32Array[] {
  const shapes = parameterShapes(model.layers);
  const scores: Float32Array[] = [];
  for (let from = 0; from < set.names.length; from += batch) {
    const picked: Float32Array[] = [];
    for (let i = from; i < Math.min(from + batch, set.names.length); i++)
      picked.push(toInput(windowCodes(set, i), model));
    let flat = new Float32Array();
    tf.tidy(() => {
      const parameters = toParameters(model.layers).map((p, i) => tf.tensor(p, shapes[i]!));
      const x = tf.tensor2d(concat(picked), [picked.length, codesPerWindow(model.input)]);
      flat = forward(tf, model.layers, parameters, x, activations).dataSync() as Float32Array<ArrayBuffer>;
    });
    const each = flat.length / picked.length;
    picked.forEach((_, i) => {
      scores.push(byClass(flat.slice(i * each, (i + 1) * each), model.classes.length));
    });
  }
  return scores;
}

/** Scores [position][class] as [class][position]. */
function byClass(scores: Float32Array, classes: number): Float32Array {
  const positions = scores.length / classes;
  if (positions === 1) return scores;
  return scores.map((_, i) => scores[(i % positions) * classes + Math.floor(i / positions)]!);
}

/** Share of fragments whose largest score is their label's. */
export function shareRight(scores: readonly ArrayLike<number>[], labels: readonly number[]): number {
  return scores.filter((s, i) => argmax(s) === labels[i]).length / scores.length;
}

interface Step {
  loss: number;
  /** See `Task`. */
  tally: number[];
  gradients: Parameters;
}

/** Loss, what is counted of the scores, and gradients of one batch. */
function step(
  tf: Tf,
  { topology: { layers, classes }, set, teacher, beats, scale }: TrainingRun,
  parameters: Parameters,
  shapes: number[][],
  batch: Batch & { beats: Float32Array | undefined },
  activations: readonly Activation[] | undefined,
): Step {
  const { size, inputs } = batch;
  const taught = teacher === null ? null : { ...teacher.share, answers: teacher.answers(batch) };
  const imitated = taught !== null && imitates(taught);
  const task = taskOf(targetsOf(set));
  let done: Step | null = null;
  // Not returned: tidy would look for tensors among all the values of the gradients.
  tf.tidy(() => {
    const x = tf.tensor2d(inputs, [size, inputs.length / size]);
    const wanted = imitated ? taught.answers : batch.rows;
    /** Of windows, or of their steps. */
    const shape: [number, number] = [wanted.length / classes.length, classes.length];
    const target = imitated ? null : tf.tensor2d(batch.rows, shape);
    const soft = taught === null ? null : tf.tensor2d(taught.answers, shape);
    const inSpreads = scale ? tf.tensor1d(scale.units.map((unit, o) => unit / scale.spreads[o]!)) : null;
    let scores: TensorFlow.Tensor2D | undefined;
    const lossOf = (...p: TensorFlow.Tensor[]) => {
      const streams = streamsOf(tf, layers, p, x, activations);
      const raw = tf.reshape(streams.get(layers.at(-1)!.name)!, shape) as TensorFlow.Tensor2D;
      scores = tf.keep(inSpreads === null ? raw : (tf.mul(raw, inSpreads) as TensorFlow.Tensor2D));
      const known = target === null ? (tf.scalar(0) as TensorFlow.Scalar) : task.loss(tf, scores, target);
      const own = p.slice(2 * convolutions(layers).length);
      const fromTargets = (
        beats ? tf.add(known, beats.loss(tf, streams.get(beats.settings.node)!, own, batch.beats!)) : known
      ) as TensorFlow.Scalar;
      if (taught === null) return fromTargets;
      const { weight, temperature, spreads } = taught;
      const fromTeacher = (
        spreads === undefined
          ? tf.losses.softmaxCrossEntropy(soft!, tf.div(scores, temperature))
          : tf.losses.meanSquaredError(soft!, tf.div(scores, tf.tensor1d(spreads)))
      ) as TensorFlow.Scalar;
      return tf.add(
        tf.mul(fromTargets, 1 - weight),
        tf.mul(fromTeacher, weight * temperature ** 2),
      ) as TensorFlow.Scalar;
    };
    const tensors = parameters.map((p, i) => tf.tensor(p, shapes[i]!));
    const { value, grads } = tf.valueAndGrads(lossOf)(tensors);
    const found = scores!.arraySync();
    scores!.dispose();
    done = {
      loss: value.dataSync()[0]! - (taught === null ? 0 : teacherEntropy(taught, shape[0])),
      tally: task.tally(found, imitated ? found.map((_, i) => taughtClass(taught, i, classes.length)) : batch.truth),
      gradients: grads.map((g) => g.dataSync() as Float32Array),
    };
  });
  return done!;
}

type Taught = TeacherShare & { answers: Float32Array };

/** The class of a row of a teacher's answers. */
function taughtClass({ answers, spreads }: Taught, row: number, classes: number): number {
  return argmax(answers.subarray(row * classes, (row + 1) * classes).map((a, c) => a * (spreads?.[c] ?? 1)));
}

/** What makes of the cross entropy with the teacher the Kullback-Leibler divergence: it has no gradient. */
function teacherEntropy({ weight, temperature, spreads, answers }: Taught, rows: number): number {
  if (spreads !== undefined) return 0;
  const entropy = answers.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0) / rows;
  return weight * temperature ** 2 * entropy;
}

function isSound({ loss, gradients }: Step): boolean {
  if (!Number.isFinite(loss)) return false;
  let sum = 0;
  // Times 0: every finite value becomes 0, all others NaN.
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) sum += 0 * gradient[i]!;
  return sum === 0;
}

function diverged({ what }: TrainingRun, at: string, loss: number, learningRate: number): UserError {
  const found = Number.isFinite(loss) ? 'a gradient is not finite' : `the loss is ${loss}`;
  return new UserError({
    where: what,
    field: 'learningRate',
    message: `training diverged in ${at}: ${found}; the state after the epoch before is kept`,
    value: learningRate,
    allowed: 'a rate at which the loss stays finite',
    fix: `${learningRate / 4}`,
  });
}

const cosine = (rate: number, progress: number) => (rate * (1 + Math.cos(Math.PI * progress))) / 2;

/** One well mixed 32-bit seed out of two numbers (the finaliser of MurmurHash3, public domain). */
export function mixSeeds(seed: number, epoch: number): number {
  let h = Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((epoch + 1) | 0, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
