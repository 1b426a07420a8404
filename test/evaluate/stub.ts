import { type SignalSet, signalSet } from '../../generator/data/signal-set.js';
import type { Trained, Trainer } from '../../generator/evaluate/evaluate-recipe.js';
import type { FloatLayer } from '../../generator/model/float-model.js';
import type { IntegerLayer } from '../../generator/model/integer-model.js';
import { chained, type Unlinked } from '../../generator/network/network.js';

export const CLASSES = ['up', 'down', 'never'];
const INPUT = { samples: 4, channels: 1, sampleRateHz: 4, codeBits: 11, zero: 1024, shift: 0, bits: 8 };
const SHAPE = { name: 'head', inChannels: 1, outChannels: 3, kernel: 4, stride: 1, padding: 0, pool: null };

/** Fragments of four codes above (`+`) or below (`-`) the zero, each with its class and its group. */
export function signSet(fragments: readonly (readonly ['+' | '-', label: number, group: string])[]): SignalSet {
  return signalSet(
    'signs',
    { samples: INPUT.samples, channels: 1 },
    fragments.map(([sign, label, group], i) => ({
      codes: Int16Array.from({ length: 4 }, () => 1024 + (sign === '+' ? 10 + i : -10 - i)),
      label,
      group,
      name: `${i}`,
    })),
    CLASSES,
  );
}

/** One layer that says `up` above zero and `down` below it; the float network says the opposite. */
export function signModels(): Trained {
  const ones = [0, 0, 0, 0];
  return {
    integer: {
      name: 'sign',
      classes: CLASSES,
      input: INPUT,
      layers: chained<Unlinked<IntegerLayer>>([
        {
          ...SHAPE,
          structure: { kind: 'channelwise' },
          alphaBits: 5,
          bitwidths: Uint8Array.from([1, 1, 0]),
          alphas: Uint16Array.from([1, 1]),
          signs: Uint8Array.from([...ones, 1, 1, 1, 1]),
          bias: Int32Array.from([0, 0, -100]),
          requant: null,
          scaleLog2: 0,
        },
      ]),
    },
    float: {
      name: 'sign',
      classes: CLASSES,
      input: INPUT,
      inputScale: 1 / 64,
      layers: chained<Unlinked<FloatLayer>>([
        {
          ...SHAPE,
          weights: Float32Array.from([-1, -1, -1, -1, 1, 1, 1, 1, 0, 0, 0, 0]),
          bias: Float32Array.from([0, 0, -100]),
        },
      ]),
    },
  };
}

/** Answers with `signModels` and writes down what it was asked to train on. */
export function stubTrainer(asked: { names: string[]; seed: number }[] = []): Trainer {
  return async (trainings) =>
    trainings.map(({ set, seed }) => {
      asked.push({ names: [...set.names], seed });
      return signModels();
    });
}

/** Ten fragments of two classes in five records; the last of each class has the wrong sign. */
export const TEN = signSet([
  ['+', 0, '100'],
  ['+', 0, '101'],
  ['+', 0, '102'],
  ['+', 0, '103'],
  ['-', 0, '104'],
  ['-', 1, '100'],
  ['-', 1, '101'],
  ['-', 1, '102'],
  ['-', 1, '103'],
  ['+', 1, '104'],
]);
