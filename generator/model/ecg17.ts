import type { InputSpec } from '../network/input.js';
import { type Convolution, chained, type LayerShape } from '../network/network.js';

/** The 17 rhythm classes in the order of the data set's folder numbers. */
export const ECG17_CLASSES = [
  'NSR',
  'APB',
  'AFL',
  'AFIB',
  'SVTA',
  'WPW',
  'PVC',
  'Bigeminy',
  'Trigeminy',
  'VT',
  'IVR',
  'VFL',
  'Fusion',
  'LBBBB',
  'RBBBB',
  'SDHB',
  'PR',
];

/** 10 s at 360 Hz, 11-bit converter with its zero at 1024. */
export const ECG17_INPUT: InputSpec = {
  samples: 3600,
  channels: 1,
  sampleRateHz: 360,
  codeBits: 11,
  zero: 1024,
  shift: 2,
  bits: 8,
};

/** How the data set was taken: 200 codes a mV. */
export const ECG17_CONVERTER = {
  rateHz: ECG17_INPUT.sampleRateHz,
  codeBits: ECG17_INPUT.codeBits,
  zero: [ECG17_INPUT.zero],
  gain: [200],
  units: ['mV'],
};

const conv = (
  name: string,
  inChannels: number,
  outChannels: number,
  kernel: number,
  stride: number,
  padding: number,
  pool: [number, number],
): LayerShape => ({
  name,
  inChannels,
  outChannels,
  kernel,
  stride,
  padding,
  pool: { kind: 'max', kernel: pool[0], stride: pool[1] },
});

/** The network of Sun et al., arXiv 2202.12943: 7 convolutions, 7 poolings, 2 dense layers; 80,609 weights and biases. */
export const ECG17_LAYERS: Convolution[] = chained([
  conv('conv1', 1, 8, 16, 2, 7, [8, 4]),
  conv('conv2', 8, 12, 12, 2, 5, [4, 2]),
  conv('conv3', 12, 32, 9, 1, 4, [5, 2]),
  conv('conv4', 32, 64, 7, 1, 3, [4, 2]),
  conv('conv5', 64, 64, 5, 1, 2, [2, 2]),
  conv('conv6', 64, 64, 3, 1, 1, [2, 2]),
  conv('conv7', 64, 72, 3, 1, 1, [2, 2]),
  { name: 'dense1', inChannels: 72, outChannels: 64, kernel: 3, stride: 1, padding: 0, pool: null },
  { name: 'dense2', inChannels: 64, outChannels: 17, kernel: 1, stride: 1, padding: 0, pool: null },
]);
