import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { random } from '../../generator/support/random.js';

/** Waves of these many periods a window are the classes. */
const CLASSES = { slow: 1, middling: 3, quick: 7 };
const SAMPLES = 40;
const WINDOWS = 90;

const NETWORK = {
  name: 'waves',
  inputs: [{ samples: SAMPLES, sampleRateHz: 40, codeBits: 12, zero: 2048, shift: 4, bits: 8, scaleLog2: -5 }],
  nodes: [
    {
      ...{ name: 'conv1', kind: 'convolution', from: ['input'], outChannels: 4, kernel: 7, stride: 2, padding: 3 },
      pool: { kernel: 2, stride: 2 },
    },
    {
      ...{ name: 'conv2', kind: 'convolution', from: ['conv1'], outChannels: 4, kernel: 3, padding: 1 },
      pool: { kind: 'sum', kernel: 10, stride: 10 },
    },
    { name: 'head', kind: 'convolution', from: ['conv2'], outChannels: 3, kernel: 1 },
  ],
  outputs: [{ from: 'head', task: { kind: 'classes', names: Object.keys(CLASSES) } }],
};

const TRAINING = {
  ...{ network: 'waves.network.json', epochs: 20, batch: 6, learningRate: 0.01, labelSmoothing: 0.05, augment: [] },
  seed: 3,
};

const RECIPE = {
  ...{ name: 'waves', training: 'waves.train.json', structure: { kind: 'channelwise' }, maxBits: 3, alphaBits: 8 },
  ...{ activationBits: 5, calibrationFragments: 20, budget: { bytes: 80 } },
  phases: [{ kind: 'straight-through', epochs: 10, learningRate: 0.003, prune: { everyBatches: 4, until: 0.6 } }],
};

/** A search of models and of their hardware that takes seconds. */
export const SEARCH = {
  ...{ name: 'waves', part: 'up5k', objectives: ['accuracy', 'bytes', 'cells', 'cycles'] },
  recipe: {
    ...{ file: 'waves.quantise.json', activationBits: [2, 5], widths: [0.25, 1], folds: 5, seed: 3 },
    rungs: [
      { share: 0.2, keep: 2 },
      { share: 1, keep: 1 },
    ],
  },
  hardware: { architectures: ['folded'], lanes: [1], tapsPerLookup: [1, 4], spram: false },
  ...{ synthesised: 2, placed: 1, seeds: 1 },
};

/** Noisy waves of random phase and size as windows, with a network, a recipe and a search of it, in a folder. */
export function writeSearch(folder: string, search: object = SEARCH): { config: string; data: string } {
  const rnd = random(1);
  const lines = Array.from({ length: WINDOWS }, (_, i) => {
    const [name, periods] = Object.entries(CLASSES)[i % 3]!;
    const [phase, size] = [2 * Math.PI * rnd.uniform(), 0.3 + rnd.uniform()];
    const values = Array.from(
      { length: SAMPLES },
      (_, t) => size * Math.sin((2 * Math.PI * periods * t) / SAMPLES + phase) + 0.4 * (rnd.uniform() - 0.5),
    );
    return `${values.map((value) => value.toFixed(4)).join(',')}:${name}`;
  });
  const head = ['@problemName waves', '@timeStamps false', '@univariate true', '@equalLength true'];
  const classes = `@classLabel true ${Object.keys(CLASSES).join(' ')}`;
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'data', 'waves.ts'), `${[...head, classes, '@data', ...lines].join('\n')}\n`);
  const dataset = {
    ...{ name: 'waves', folder: 'data', reader: 'ts', options: { files: ['waves.ts'] } },
    classes: Object.keys(CLASSES),
    input: { samples: SAMPLES, rateHz: 40, codeBits: 12, zero: 2048, gain: 600 },
  };
  const files = {
    ...{ 'waves.network.json': NETWORK, 'waves.train.json': TRAINING, 'waves.quantise.json': RECIPE },
    ...{ 'waves.dataset.json': dataset, 'waves.explore.json': search },
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
  return { config: 'waves.explore.json', data: 'waves.dataset.json' };
}
