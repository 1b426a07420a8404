import { join } from 'node:path';
import { random } from '../../../../generator/support/random.js';
import { folderOf } from '../../../data/readers/files.js';
import { type BuiltNode, onnx, type Values } from '../../../import/onnx/build.js';
import { floats } from '../../../support/npy-file.js';

/** Windows are 2 x 16; the input lies on steps of 1/32. */
export const SHAPE = { channels: 2, samples: 16 };
const INPUT_STEP = 2 ** -5;

/** Whole numbers, all values of a range as often. */
export const wholeIn = (count: number, least: number, most: number, seed: number): number[] => {
  const rng = random(seed);
  return Array.from({ length: count }, () => rng.integer(least, most));
};

export const scalar = (value: number, type = 1): Values => ({ shape: [], values: [value], type });

/** A quantised convolution's weights and the nodes that make them of constants `name_...`. */
export interface QuantisedWeights {
  nodes: BuiltNode[];
  constants: Record<string, Values>;
  /** As the file means them. */
  real: number[];
}

/** int8 numbers behind DequantizeLinear; of several scales one for each output channel, with a zero point that is its own. */
export function qdq(name: string, shape: number[], numbers: number[], scales: number[], zero = 0): QuantisedWeights {
  const each = numbers.length / shape[0]!;
  const scaleOf = (i: number) => Math.fround(scales[scales.length === 1 ? 0 : Math.floor(i / each)]!);
  const along = scales.length === 1 ? [] : [scales.length];
  return {
    nodes: [
      { op: 'DequantizeLinear', from: [`${name}_q`, `${name}_s`, `${name}_z`], to: [name], attributes: { axis: 0 } },
    ],
    constants: {
      [`${name}_q`]: { shape, values: numbers.map((number) => number + zero), type: 3 },
      [`${name}_s`]: { shape: along, values: scales },
      [`${name}_z`]: { shape: along, values: scales.map(() => zero), type: 3 },
    },
    real: numbers.map((number, i) => number * scaleOf(i)),
  };
}

const QONNX = 'qonnx.custom_op.general';

/** Float weights behind Quant of so many bits. */
export function quant(name: string, shape: number[], numbers: number[], scale: number, bits: number): QuantisedWeights {
  return {
    nodes: [
      {
        ...{ op: 'Quant', domain: QONNX, from: [`${name}_w`, `${name}_s`, 'nought', `${name}_b`], to: [name] },
        attributes: { signed: 1, narrow: 0, rounding_mode: 'ROUND' },
      },
    ],
    constants: {
      // Not on the grid: Quant puts them there.
      [`${name}_w`]: { shape, values: numbers.map((number) => (number + 0.3) * scale) },
      [`${name}_s`]: scalar(scale),
      [`${name}_b`]: scalar(bits),
    },
    real: numbers.map((number) => number * scale),
  };
}

/** Float weights behind BipolarQuant. */
export function bipolar(name: string, shape: number[], signs: number[], scale: number): QuantisedWeights {
  return {
    nodes: [{ op: 'BipolarQuant', domain: QONNX, from: [`${name}_w`, `${name}_s`], to: [name] }],
    constants: {
      [`${name}_w`]: { shape, values: signs.map((sign) => 0.37 * sign) },
      [`${name}_s`]: scalar(scale),
    },
    real: signs.map((sign) => sign * scale),
  };
}

export interface Built {
  first: QuantisedWeights;
  second: QuantisedWeights;
  last: QuantisedWeights;
  /** Whole steps of the first two layers' sums; all odd, so that no activation lies in the middle between two steps. */
  biases: { first: number[]; second: number[] };
  /** Of the sums of the first two layers, and of what they give. */
  steps: { first: number; second: number; firstGiven: number; secondGiven: number };
  softmax?: boolean;
}

const grid = (from: string, to: string, step: string, zero: string): BuiltNode[] => [
  { op: 'QuantizeLinear', from: [from, step, zero], to: [`${to}_q`] },
  { op: 'DequantizeLinear', from: [`${to}_q`, step, zero], to: [to] },
];

/** Two convolutions, 2 to 4 to 4 channels, with a ReLU, a grid of 8 bits and a pool each, then 3 scores. */
export function quantisedNetwork({ first, second, last, biases, steps, softmax = true }: Built): Uint8Array {
  const scores = softmax ? 'logits' : 'y';
  return onnx({
    input: { shape: ['N', SHAPE.channels, SHAPE.samples] },
    nodes: [
      ...grid('x', 'x0', 'step0', 'signed'),
      ...first.nodes,
      { op: 'Conv', from: ['x0', 'first', 'bias1'], to: ['c1'], attributes: { pads: [1, 1] } },
      { op: 'Relu', from: ['c1'], to: ['r1'] },
      ...grid('r1', 'x1', 'step1', 'unsigned'),
      ...second.nodes,
      { op: 'Conv', from: ['x1', 'second', 'bias2'], to: ['c2'], attributes: { pads: [1, 1] } },
      { op: 'Relu', from: ['c2'], to: ['r2'] },
      { op: 'MaxPool', from: ['r2'], to: ['p2'], attributes: { kernel_shape: [2], strides: [2] } },
      ...grid('p2', 'x2', 'step2', 'unsigned'),
      { op: 'Flatten', from: ['x2'], to: ['flat'] },
      ...last.nodes,
      { op: 'Gemm', from: ['flat', 'last', 'bias3'], to: [scores], attributes: { transB: 1 } },
      ...(softmax ? [{ op: 'Softmax', from: [scores], to: ['y'] }] : []),
    ],
    constants: {
      ...{ ...first.constants, ...second.constants, ...last.constants },
      ...{ nought: scalar(0), signed: scalar(0, 3), unsigned: scalar(0, 2) },
      ...{ step0: scalar(INPUT_STEP), step1: scalar(steps.firstGiven), step2: scalar(steps.secondGiven) },
      bias1: { shape: [4], values: biases.first.map((b) => b * steps.first) },
      bias2: { shape: [4], values: biases.second.map((b) => b * steps.second) },
      bias3: { shape: [3], values: [0, 0, 0] },
    },
  });
}

/** Windows whose codes are the input's grid, all of them even; their file. */
export function evenWindows(count: number): string {
  const numbers = wholeIn(count * SHAPE.channels * SHAPE.samples, -60, 60, 8).map((number) => 2 * number);
  const input = { ...SHAPE, rateHz: 50, codeBits: 8, zero: 128, gain: 1 / INPUT_STEP };
  const file = { name: 'even', input, reader: 'npy', options: { files: [{ x: 'x.npy' }] } };
  const folder = folderOf({
    'x.npy': floats(
      [count, SHAPE.channels, SHAPE.samples],
      numbers.map((number) => number * INPUT_STEP),
    ),
    'even.json': Buffer.from(JSON.stringify(file)),
  });
  return join(folder, 'even.json');
}

/** Step of sums of the input times weights of a scale. */
export const sumStep = (scale: number, inputStep = INPUT_STEP): number => Math.fround(scale) * inputStep;
