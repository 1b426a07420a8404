import { random } from '../../generator/support/random.js';
import { floats, longs } from '../support/npy-file.js';

/** Windows of two channels; the network halves their positions. */
export const [SAMPLES, CHANNELS] = [64, 2];

/** Targets of made-up windows: what is to be learned, and from what network and data set. */
export interface Given {
  /** Of the network's output and the data set's file. */
  kind: 'classes' | 'labels' | 'values' | 'several';
  names: string[];
  /** Of several: names of each are slices of `names`. */
  outputs?: { name: string; kind: 'classes' | 'labels' | 'values'; names: string[]; units?: string[] }[];
  units?: string[];
  per: 'window' | 'step';
  /** Windows [window][channel][sample], and their targets. */
  make(count: number, seed: number): { x: number[]; y: number[] };
}

const noise = (rng: ReturnType<typeof random>) => 0.05 * rng.normal();

/** Slow and fast waves, each there or not, whatever else. */
const waves: Given = {
  kind: 'labels',
  names: ['slow', 'fast'],
  per: 'window',
  make(count, seed) {
    const rng = random(seed);
    const [x, y]: number[][] = [[], []];
    for (let i = 0; i < count; i++) {
      const [slow, fast] = [rng.integer(0, 1), rng.integer(0, 1)];
      const [a, b] = [6.28 * rng.uniform(), 6.28 * rng.uniform()];
      for (let c = 0; c < CHANNELS; c++)
        for (let t = 0; t < SAMPLES; t++)
          x!.push(0.4 * slow * Math.sin(0.2 * t + a + c) + 0.4 * fast * Math.sin(1.6 * t + b - c) + noise(rng));
      y!.push(slow, fast);
    }
    return { x: x!, y: y! };
  },
};

/** The size of a slow wave of the first channel and of a fast one of the second, far from 0 and in units of their own. */
const sizes: Given = {
  kind: 'values',
  names: ['pressure', 'flow'],
  units: ['hPa', 'l/s'],
  per: 'window',
  make(count, seed) {
    const rng = random(seed);
    const [x, y]: number[][] = [[], []];
    for (let i = 0; i < count; i++) {
      const own = [rng.uniform(), rng.uniform()];
      for (let c = 0; c < CHANNELS; c++) {
        const phase = 6.28 * rng.uniform();
        for (let t = 0; t < SAMPLES; t++)
          x!.push(0.8 * own[c]! * Math.sin((c === 0 ? 0.3 : 0.9) * t + phase) + noise(rng));
      }
      y!.push(1013 + 40 * own[0]!, -3 + 20 * own[1]!);
    }
    return { x: x!, y: y! };
  },
};

/** A burst of one of two kinds in noise; each sample is of it or of none. */
const bursts: Given = {
  kind: 'classes',
  names: ['none', 'up', 'wave'],
  per: 'step',
  make(count, seed) {
    const rng = random(seed);
    const [x, y]: number[][] = [[], []];
    for (let i = 0; i < count; i++) {
      const [kind, from, length] = [rng.integer(1, 2), 2 * rng.integer(3, 18), 16];
      const at = (t: number) => (t >= from && t < from + length ? kind : 0);
      for (let c = 0; c < CHANNELS; c++)
        for (let t = 0; t < SAMPLES; t++) x!.push([0, 0.7, 0.7 * Math.sin(1.5 * t + c)][at(t)]! + noise(rng));
      for (let t = 0; t < SAMPLES; t++) y!.push(at(t));
    }
    return { x: x!, y: y! };
  },
};

/** Which of two waves there is, how large it is, and whether the second channel is silent. */
const heads: Given = {
  kind: 'several',
  names: ['slow', 'fast', 'size', 'silent'],
  outputs: [
    { name: 'wave', kind: 'classes', names: ['slow', 'fast'] },
    { name: 'strength', kind: 'values', names: ['size'], units: ['hPa'] },
    { name: 'state', kind: 'labels', names: ['silent'] },
  ],
  per: 'window',
  make(count, seed) {
    const rng = random(seed);
    const [x, y]: number[][] = [[], []];
    for (let i = 0; i < count; i++) {
      const [fast, silent, size, phase] = [rng.integer(0, 1), rng.integer(0, 1), rng.uniform(), 6.28 * rng.uniform()];
      for (let c = 0; c < CHANNELS; c++)
        for (let t = 0; t < SAMPLES; t++)
          x!.push((c === 1 && silent ? 0 : 0.2 + 0.6 * size) * Math.sin((fast ? 1.6 : 0.3) * t + phase) + noise(rng));
      y!.push(fast, 1000 + 40 * size, silent);
    }
    return { x: x!, y: y! };
  },
};

export const GIVEN = { waves, sizes, bursts, heads };

/** A sum around a depthwise and a pointwise convolution, beside a dilated one of two groups, then a head. */
export function networkOf({ kind, names, outputs, per }: Given) {
  const said = (outputs ?? [{ kind, names }]).map((own) => ({
    ...('name' in own && { name: own.name }),
    ...{ from: 'head', ...(per === 'step' && { per }), task: { kind: own.kind, names: own.names } },
  }));
  const convolution = (name: string, from: string, outChannels: number, kernel: number, more: object = {}) => ({
    ...{ name, kind: 'convolution', from: [from], outChannels, kernel },
    ...more,
  });
  const halved = SAMPLES / 2;
  return {
    name: 'every-node',
    inputs: [
      {
        samples: SAMPLES,
        channels: CHANNELS,
        sampleRateHz: 64,
        codeBits: 10,
        zero: 512,
        shift: 2,
        bits: 8,
        scaleLog2: -6,
      },
    ],
    nodes: [
      convolution('stem', 'input', 8, 5, { padding: 2, pool: { kernel: 2, stride: 2 } }),
      convolution('depth', 'stem', 8, 3, { groups: 8, padding: 1, activation: 'none' }),
      convolution('point', 'depth', 8, 1),
      { name: 'sum', kind: 'add', from: ['stem', 'point'] },
      convolution('wide', 'stem', 8, 3, { groups: 2, dilation: 2, padding: 1, paddingAfter: 3 }),
      { name: 'both', kind: 'concat', from: ['sum', 'wide'] },
      convolution('mix', 'both', 16, 3, {
        padding: 1,
        ...(per === 'window' && { pool: { kind: 'sum', kernel: halved, stride: halved } }),
      }),
      convolution('head', 'mix', names.length, 1),
    ],
    outputs: said,
  };
}

/** Files of a data set, a network, a training and a recipe. */
export function filesOf(given: Given, windows: number, epochs: number): Record<string, string | Uint8Array> {
  const { kind, names, outputs, units, per, make } = given;
  const set = (name: string, count: number, seed: number) => {
    const { x, y } = make(count, seed);
    const each = y.length / count;
    const dataset = {
      ...{ name, reader: 'npy', options: { files: [{ x: `${name}-x.npy`, y: `${name}-y.npy` }] } },
      ...(kind === 'classes'
        ? { classes: names }
        : { targets: outputs ? { kind, outputs } : { kind, names, ...(units && { units }) } }),
      per,
      input: { samples: SAMPLES, channels: CHANNELS, rateHz: 64, codeBits: 10, zero: 512, gain: 256 },
    };
    return {
      [`${name}.json`]: JSON.stringify(dataset),
      [`${name}-x.npy`]: floats([count, CHANNELS, SAMPLES], x),
      [`${name}-y.npy`]: (kind === 'values' || kind === 'several' ? floats : longs)([count, each], y),
    };
  };
  const training = {
    ...{ network: 'network.json', epochs, batch: 16, learningRate: 0.01, labelSmoothing: 0, seed: 1 },
    ...(per === 'step' && { events: { tolerance: 3, background: 'none' } }),
  };
  const recipe = {
    ...{ name: 'r', training: 'train.json', structure: { kind: 'channelwise' }, maxBits: 3, alphaBits: 8 },
    activationBits: 6,
    phases: [{ kind: 'straight-through', epochs: Math.ceil(epochs / 2), learningRate: 0.002 }],
  };
  return {
    ...set('learn', windows, 5),
    ...set('test', 120, 6),
    'network.json': JSON.stringify(networkOf(given)),
    'train.json': JSON.stringify(training),
    'quantise.json': JSON.stringify(recipe),
  };
}
