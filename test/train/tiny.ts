import { type SignalSet, signalSet } from '../../generator/data/signal-set.js';
import type { Convolution } from '../../generator/network/network.js';
import { chained } from '../../generator/network/network.js';
import type { Topology } from '../../generator/network/topology.js';
import type { TrainSettings } from '../../generator/train/train-config.js';

/** A network with everything the large one has (stride, padding, pools, dense) that trains in milliseconds. */
export const TINY_LAYERS: Convolution[] = chained([
  {
    name: 'conv1',
    inChannels: 1,
    outChannels: 3,
    kernel: 5,
    stride: 2,
    padding: 1,
    pool: { kind: 'max', kernel: 3, stride: 2 },
  },
  {
    name: 'conv2',
    inChannels: 3,
    outChannels: 4,
    kernel: 4,
    stride: 2,
    padding: 2,
    pool: { kind: 'max', kernel: 2, stride: 1 },
  },
  { name: 'conv3', inChannels: 4, outChannels: 4, kernel: 3, stride: 1, padding: 1, pool: null },
  { name: 'dense1', inChannels: 4, outChannels: 2, kernel: 4, stride: 1, padding: 0, pool: null },
]);

export const TINY: Topology<Convolution> = {
  name: 'tiny',
  classes: ['slow', 'fast'],
  input: { samples: 40, channels: 1, sampleRateHz: 40, codeBits: 11, zero: 1024, shift: 2, bits: 8 },
  inputScale: 1 / 64,
  layers: TINY_LAYERS,
};

export const TINY_SETTINGS: TrainSettings = {
  epochs: 4,
  batch: 4,
  learningRate: 0.01,
  weightDecay: 0,
  averageLast: 0,
  classBalance: 0,
  groupBalance: 0,
  beats: null,
  labelSmoothing: 0.05,
  augment: [{ kind: 'circular-shift' }, { kind: 'mixup', beta: 0.3, probability: 0.5 }],
  teacher: null,
  seed: 7,
};

/** Sines of 1 or 4 periods, no two alike. */
export function tinySet(count = 18): SignalSet {
  const fragments = Array.from({ length: count }, (_, i) => {
    const label = i % 2;
    const periods = label === 0 ? 1 : 4;
    const codes = Int16Array.from({ length: 40 }, (_, t) =>
      Math.round(1024 + (120 + i) * Math.sin((2 * Math.PI * periods * t) / 40 + i)),
    );
    return { codes, label, group: `${100 + i}`, name: `${TINY.classes[label]}/${i}` };
  });
  return signalSet('tiny', { samples: 40, channels: 1 }, fragments, TINY.classes);
}
