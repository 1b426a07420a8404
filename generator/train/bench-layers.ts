import { performance } from 'node:perf_hooks';
import type * as TensorFlow from '@tensorflow/tfjs';
import { random } from '../support/random.js';
import { type Backend, loadWasm } from './backend.js';
import { conv1d, type Window } from './conv1d.js';

/** A convolution to be measured: of a batch of windows, with padding that keeps their length. */
interface Measured extends Partial<Pick<Window, 'stride' | 'dilation' | 'groups'>> {
  kind: string;
  ins: number;
  outs: number;
  taps: number;
}

const [BATCH, POSITIONS] = [2, 512];

const LAYERS: readonly Measured[] = [
  { kind: 'standard', ins: 32, outs: 32, taps: 9 },
  { kind: 'standard, stride 2', ins: 32, outs: 32, taps: 9, stride: 2 },
  { kind: 'one tap', ins: 64, outs: 64, taps: 1 },
  { kind: 'first of one channel', ins: 1, outs: 32, taps: 16 },
  { kind: 'dilation 8', ins: 32, outs: 32, taps: 9, dilation: 8 },
  { kind: 'dilation 8, one channel', ins: 1, outs: 32, taps: 9, dilation: 8 },
  { kind: '4 groups', ins: 64, outs: 64, taps: 9, groups: 4 },
  { kind: '16 groups', ins: 64, outs: 64, taps: 9, groups: 16 },
  { kind: '32 groups of two channels', ins: 64, outs: 64, taps: 9, groups: 32 },
  { kind: 'depthwise', ins: 64, outs: 64, taps: 9, groups: 64 },
  { kind: 'depthwise, stride 2', ins: 64, outs: 64, taps: 9, groups: 64, stride: 2 },
  { kind: 'depthwise, dilation 8', ins: 64, outs: 64, taps: 9, groups: 64, dilation: 8 },
  { kind: 'depthwise, two of each', ins: 32, outs: 64, taps: 9, groups: 32 },
];

/** Forward and backward of one kind of layer. */
export interface LayerSpeed {
  kind: string;
  shape: string;
  /** Multiply-adds of a step: of the layer, and of the gradients of filter and input. */
  work: number;
  /** Milliseconds of a step, in kernels of our own and in TensorFlow.js's operations. */
  own: number;
  plain: number;
}

/**
 * How long a step of training takes in one convolution, none of whose gradients is 0: of several the fastest, as whatever else the
 * machine does only slows them down.
 *
 * @param seconds that each kind is measured for
 */
export async function layerSpeeds(seconds: number): Promise<LayerSpeed[]> {
  const own = await timesOn(await loadWasm('own'), seconds);
  const plain = await timesOn(await loadWasm('plain'), seconds);
  await loadWasm('own');
  return LAYERS.map((layer, i) => ({
    ...{ kind: layer.kind, shape: shapeOf(layer), work: workOf(layer) },
    ...{ own: own[i]!, plain: plain[i]! },
  }));
}

const windowOf = ({ taps, stride = 1, dilation = 1, groups = 1 }: Measured): Window => {
  const padding = (taps - 1) * dilation;
  return { stride, dilation, before: Math.floor(padding / 2), after: Math.ceil(padding / 2), groups };
};

function shapeOf({ ins, outs, taps }: Measured): string {
  return `${ins} to ${outs} channels, ${taps} taps`;
}

const workOf = ({ ins, outs, taps, stride = 1, groups = 1 }: Measured) =>
  3 * BATCH * Math.ceil(POSITIONS / stride) * taps * (ins / groups) * outs;

const timesOn = async (backend: Backend, seconds: number) => LAYERS.map((layer) => timeOf(backend, layer, seconds));

function timeOf({ tf }: Backend, layer: Measured, seconds: number): number {
  const { ins, outs, taps, groups = 1 } = layer;
  const rng = random(1);
  const values = (shape: number[]) =>
    tf.tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.uniform() + 0.1),
      shape,
    );
  const inputs = [values([BATCH, 1, POSITIONS, ins]), values([1, taps, ins / groups, outs]), values([outs])];
  const window = windowOf(layer);
  const run = (x: TensorFlow.Tensor, filter: TensorFlow.Tensor, bias: TensorFlow.Tensor) =>
    conv1d(tf, x as TensorFlow.Tensor4D, filter as TensorFlow.Tensor4D, window, true, bias as TensorFlow.Tensor1D);
  const dy = tf.tidy(() => tf.onesLike(run(...(inputs as [TensorFlow.Tensor, TensorFlow.Tensor, TensorFlow.Tensor]))));
  const step = () =>
    tf.tidy(() => {
      for (const gradient of tf.grads(run as never)(inputs, dy)) gradient.dataSync();
    });
  step();
  let fastest = Number.POSITIVE_INFINITY;
  const end = performance.now() + 1000 * seconds;
  for (let n = 0; n < 3 || performance.now() < end; n++) {
    const from = performance.now();
    step();
    fastest = Math.min(fastest, performance.now() - from);
  }
  tf.dispose([...inputs, dy]);
  return fastest;
}
