import type * as TensorFlow from '@tensorflow/tfjs';
import { random } from '../config/random.js';
import { type FragmentSet, fragment } from '../data/fragment-set.js';
import type { FloatModel, InputSpec } from '../model/float-model.js';
import { argmax, quantiseInput } from '../model/interpreter.js';
import type { LayerShape } from '../model/network.js';
import { type AdamState, adamStep, initialAdam } from './adam.js';
import type { Backend, Tf } from './backend.js';
import { type Batch, concat, makeBatch } from './batch.js';
import { forward, initialParameters, type Parameters, parameterShapes, toLayers, toParameters } from './network.js';

export interface TrainSettings {
  epochs: number;
  /** Fragments of one step; what is left over of an epoch's random order is left out of that epoch. */
  batch: number;
  /** At the start; falls to 0 along half a cosine. */
  learningRate: number;
  /** Share of the target spread evenly over all classes. */
  labelSmoothing: number;
  /** Each fragment is rotated in time by a random number of samples, anew in every epoch. */
  circularShift: boolean;
  /** Parameter of the Beta distribution by which half of the fragments are mixed with another of their batch; 0: none. */
  mixup: number;
  seed: number;
}

/** What is trained: everything of a `FloatModel` but the numbers. */
export interface Blueprint {
  name: string;
  classes: string[];
  input: InputSpec;
  inputScale: number;
  layers: LayerShape[];
}

/** Everything that training needs to go on after `epoch` epochs; chance is derived from (seed, epoch). */
export interface TrainState {
  epoch: number;
  parameters: Parameters;
  adam: AdamState;
}

export interface EpochReport {
  /** 1 .. epochs. */
  epoch: number;
  epochs: number;
  /** Mean cross entropy and accuracy over the epoch's batches, shifted as they were seen. */
  loss: number;
  accuracy: number;
  /** Tensors alive; grows if something leaks. */
  tensors: number;
}

export interface TrainHooks {
  /** Goes on from here. */
  resume?: TrainState | null;
  /** After every epoch; `state` is live, copy what is kept. */
  onEpoch?: (report: EpochReport, state: TrainState) => void;
}

/** Trains from the seed's start, or goes on from `resume`; equal seed, data and backend give equal bits. */
export function train(
  { tf }: Backend,
  blueprint: Blueprint,
  set: FragmentSet,
  settings: TrainSettings,
  hooks: TrainHooks = {},
): FloatModel {
  const { layers } = blueprint;
  const inputs = realInputs(blueprint, set);
  const state = hooks.resume ?? startState(layers, settings.seed);
  const shapes = parameterShapes(layers);
  const batch = Math.min(settings.batch, inputs.length);
  const batches = Math.floor(inputs.length / batch);
  for (let epoch = state.epoch; epoch < settings.epochs; epoch++) {
    const chance = random(mixSeeds(settings.seed, epoch));
    const order = chance.shuffle(inputs.map((_, i) => i));
    let loss = 0;
    let right = 0;
    for (let b = 0; b < batches; b++) {
      const picked = order.slice(b * batch, (b + 1) * batch);
      const made = makeBatch(inputs, set.labels, picked, blueprint.classes.length, settings, chance);
      const done = step(tf, layers, state.parameters, shapes, made);
      if (!Number.isFinite(done.loss)) throw new Error(`training diverged: loss is ${done.loss} in epoch ${epoch + 1}`);
      const progress = (epoch * batches + b) / (settings.epochs * batches);
      adamStep(state.adam, state.parameters, done.gradients, cosine(settings.learningRate, progress));
      loss += done.loss / batches;
      right += done.right;
    }
    state.epoch = epoch + 1;
    const accuracy = right / (batches * batch);
    const report = { epoch: epoch + 1, epochs: settings.epochs, loss, accuracy, tensors: tf.memory().numTensors };
    hooks.onEpoch?.(report, state);
  }
  return { ...blueprint, layers: toLayers(layers, state.parameters) };
}

/** Scores of every fragment in floating point, [fragment][class]. */
export function floatScores({ tf }: Backend, model: FloatModel, set: FragmentSet, batch = 50): Float32Array[] {
  const inputs = realInputs(model, set);
  const shapes = parameterShapes(model.layers);
  const scores: Float32Array[] = [];
  for (let from = 0; from < inputs.length; from += batch) {
    const picked = inputs.slice(from, from + batch);
    const flat = tf.tidy(() => {
      const parameters = toParameters(model.layers).map((p, i) => tf.tensor(p, shapes[i]!));
      const x = tf.tensor2d(concat(picked), [picked.length, set.samples]);
      return forward(tf, model.layers, parameters, x).dataSync();
    }) as Float32Array;
    picked.forEach((_, i) => {
      scores.push(flat.slice(i * model.classes.length, (i + 1) * model.classes.length));
    });
  }
  return scores;
}

/** Share of fragments whose largest score is their label's. */
export function shareRight(scores: readonly ArrayLike<number>[], labels: readonly number[]): number {
  return scores.filter((s, i) => argmax(s) === labels[i]).length / scores.length;
}

function startState(layers: readonly LayerShape[], seed: number): TrainState {
  const parameters = initialParameters(layers, mixSeeds(seed, -1));
  return { epoch: 0, parameters, adam: initialAdam(parameters) };
}

/** x * inputScale of every fragment, x as the hardware's first activation. */
function realInputs(blueprint: Pick<Blueprint, 'input' | 'inputScale'>, set: FragmentSet): Float32Array[] {
  return set.names.map((_, i) =>
    Float32Array.from(quantiseInput(blueprint.input, fragment(set, i)), (x) => x * blueprint.inputScale),
  );
}

/** Loss, number of right answers and gradients of one batch. */
function step(tf: Tf, layers: readonly LayerShape[], parameters: Parameters, shapes: number[][], batch: Batch) {
  const { size, inputs, targets, labels } = batch;
  return tf.tidy(() => {
    const x = tf.tensor2d(inputs, [size, inputs.length / size]);
    const target = tf.tensor2d(targets, [size, targets.length / size]);
    let scores: TensorFlow.Tensor2D | undefined;
    const lossOf = (...p: TensorFlow.Tensor[]) => {
      scores = tf.keep(forward(tf, layers, p, x));
      return tf.losses.softmaxCrossEntropy(target, scores) as TensorFlow.Scalar;
    };
    const tensors = parameters.map((p, i) => tf.tensor(p, shapes[i]!));
    const { value, grads } = tf.valueAndGrads(lossOf)(tensors);
    const rows = scores!.arraySync();
    scores!.dispose();
    return {
      loss: value.dataSync()[0]!,
      right: rows.filter((row, i) => argmax(row) === labels[i]).length,
      gradients: grads.map((g) => g.dataSync() as Float32Array),
    };
  }) as unknown as { loss: number; right: number; gradients: Float32Array[] };
}

const cosine = (rate: number, progress: number) => (rate * (1 + Math.cos(Math.PI * progress))) / 2;

/** One well mixed 32-bit seed out of two numbers (the finaliser of MurmurHash3, public domain). */
export function mixSeeds(seed: number, epoch: number): number {
  let h = Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((epoch + 1) | 0, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
