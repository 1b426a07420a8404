import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SignalSet, signalSet } from '../../generator/data/signal-set.js';
import { severalTargets, type Targets } from '../../generator/data/targets.js';
import { type Convolution, INPUT, type Node, type Pool } from '../../generator/network/network.js';
import { layerLengths } from '../../generator/network/shapes.js';
import type { Task } from '../../generator/network/task.js';
import type { Topology } from '../../generator/network/topology.js';
import { random } from '../../generator/support/random.js';
import { loadBackend } from '../../generator/train/backend.js';
import { trainPhase } from '../../generator/train/loop.js';
import { initialParameters, inOneGroup, type Parameters } from '../../generator/train/network.js';
import { standardised } from '../../generator/train/tasks/value-scale.js';
import { TINY_SETTINGS } from './tiny.js';

const backend = await loadBackend();
const [WINDOWS, SAMPLES, CHANNELS, OUTPUTS] = [4, 14, 4, 3];

/** A convolution of four channels that differs from the plainest one. */
const conv = (name: string, from: string, change: Partial<Convolution> = {}): Convolution => ({
  ...{
    name,
    kind: 'convolution',
    from: [from],
    inChannels: 4,
    outChannels: 4,
    kernel: 3,
    stride: 1,
    padding: 1,
    pool: null,
  },
  ...change,
});
const pool = (kind: Pool['kind']): Pool => ({ kind, kernel: 3, stride: 2 });

/** Nodes between a first convolution `a`, so that gradients pass through them, and the head. */
const KINDS: Record<string, Node[]> = {
  plain: [conv('n', 'a')],
  'stride and sides': [conv('n', 'a', { stride: 2, padding: 0, paddingAfter: 3 })],
  'no activation': [conv('n', 'a', { activation: 'none' })],
  dilation: [conv('n', 'a', { dilation: 3, padding: 4 })],
  groups: [conv('n', 'a', { channelGroups: 2, dilation: 2 })],
  depthwise: [conv('n', 'a', { channelGroups: 4, stride: 2 })],
  'largest value': [conv('n', 'a', { pool: pool('max') })],
  'sum of values': [conv('n', 'a', { pool: pool('sum'), activation: 'none' })],
  'two pools': [conv('m', 'a', { pool: pool('max') }), conv('n', 'm', { kernel: 1, padding: 0, pool: pool('sum') })],
  add: [conv('m', 'a'), { name: 'n', kind: 'add', from: ['a', 'm'], outChannels: 4, pool: pool('max') }],
  'add without activation': [
    conv('m', 'a', { activation: 'none' }),
    { name: 'n', kind: 'add', from: ['m', 'm'], outChannels: 4, activation: 'none', pool: null },
  ],
  concat: [conv('m', 'a'), { name: 'n', kind: 'concat', from: ['m', 'a'], outChannels: 8 }],
};

const SEVERAL: Task = {
  kind: 'several',
  outputs: [
    { name: 'which', count: 2, task: { kind: 'classes' } },
    { name: 'size', count: 1, task: { kind: 'values' } },
  ],
};

function networkOf(nodes: readonly Node[], targets: Targets['kind'], per: 'window' | 'step'): Topology {
  const input = { samples: SAMPLES, channels: CHANNELS, sampleRateHz: 1, codeBits: 8, zero: 128, shift: 0, bits: 8 };
  const body = [conv('a', INPUT), ...nodes];
  const { outChannels } = body.at(-1)!;
  const { output } = layerLengths({ input, layers: body }).at(-1)!;
  const kernel = per === 'step' ? 1 : output;
  const head = conv('head', 'n', { inChannels: outChannels, outChannels: OUTPUTS, kernel, padding: 0 });
  return {
    ...{ name: 'x', classes: ['p', 'q', 'r'], input, inputScale: 1 / 64, layers: [...body, head] },
    ...(targets !== 'classes' && { task: targets === 'several' ? SEVERAL : { kind: targets } }),
    ...(per === 'step' && { per }),
  };
}

function targetsOf(kind: Targets['kind'], rows: number, seed: number): Targets {
  const rng = random(seed);
  const names = ['p', 'q', 'r'];
  const numbers = (of: () => number) => Array.from({ length: rows * names.length }, of);
  switch (kind) {
    case 'classes':
      return { kind, names, labels: Array.from({ length: rows }, () => rng.integer(0, 2)) };
    case 'labels':
      return { kind, names, bits: Uint8Array.from(numbers(() => rng.integer(0, 1))) };
    case 'values':
      return { kind, names, values: Float32Array.from(numbers(() => 100 + 30 * rng.normal())) };
    case 'several':
      return severalTargets([
        {
          name: 'which',
          targets: {
            kind: 'classes',
            names: ['p', 'q'],
            labels: Array.from({ length: rows }, () => rng.integer(0, 1)),
          },
        },
        {
          name: 'size',
          targets: {
            kind: 'values',
            names: ['r'],
            values: Float32Array.from({ length: rows }, () => 100 + 30 * rng.normal()),
          },
        },
      ]);
  }
}

/** Loss and gradients of all windows in one batch. */
function lossAt(topology: Topology, set: SignalSet, parameters: Parameters, smoothing: number) {
  const settings = { ...TINY_SETTINGS, augment: [], batch: WINDOWS, labelSmoothing: smoothing };
  let [loss, gradients]: [number, Parameters] = [Number.NaN, []];
  const optimiser = {
    parameters: () => parameters,
    update(found: Parameters) {
      gradients = found;
    },
  };
  const scale = standardised(set.targets);
  const run = { topology, set, settings, seed: 1, teacher: null, scale, allowAbsentClasses: true, what: 'test' };
  trainPhase(backend, run, optimiser, {
    ...{ epochs: 1, from: 0, to: 1, offset: 0, learningRate: 0.1 },
    onEpoch: (report) => {
      loss = report.loss;
    },
  });
  return { loss, gradients };
}

const dot = (a: Parameters, b: Parameters) =>
  a.reduce((sum, own, p) => own.reduce((inner, v, i) => inner + v * b[p]![i]!, sum), 0);

const STEP = 1e-3;

test.each(Object.entries(KINDS))('%s: gradients of every task are quotients of differences', (_, nodes) => {
  fc.assert(
    fc.property(
      fc.constantFrom<Targets['kind']>('classes', 'labels', 'values', 'several'),
      fc.constantFrom<'window' | 'step'>('window', 'step'),
      fc.constantFrom(0, 0.1),
      fc.integer({ min: 1, max: 1e6 }),
      (kind, per, smoothing, seed) => {
        const topology = networkOf(nodes, kind, per);
        const rng = random(seed);
        const codes = () => Int16Array.from({ length: SAMPLES * CHANNELS }, () => rng.integer(0, 255));
        const windows = Array.from({ length: WINDOWS }, (_, i) => ({ codes: codes(), group: 'g', name: `${i}` }));
        const rows = per === 'step' ? layerLengths(topology).at(-1)!.output : 1;
        const made = signalSet('random', { samples: SAMPLES, channels: CHANNELS, codeBits: 8 }, windows);
        const set = { ...made, per, targets: targetsOf(kind, WINDOWS * rows, seed) };
        const at = initialParameters(topology.layers, seed).map((p) => p.map((v) => v + 0.05 * rng.normal()));
        const { loss, gradients } = lossAt(topology, set, at, smoothing);
        const length = Math.sqrt(dot(gradients, gradients));
        for (const own of [null, 1, 2]) {
          const drawn = own === null ? gradients : at.map((p) => p.map(() => rng.normal()));
          const norm = Math.sqrt(dot(drawn, drawn));
          const moved = (by: number) => at.map((p, k) => p.map((v, i) => v + (by * drawn[k]![i]!) / norm));
          const before = (loss - lossAt(topology, set, moved(-STEP), smoothing).loss) / STEP;
          const behind = (lossAt(topology, set, moved(STEP), smoothing).loss - loss) / STEP;
          const slope = dot(gradients, drawn) / norm;
          // A loss has 24 bits. Where largest values or ReLUs bend it within a step, the slopes of its sides differ.
          const allowed = 0.03 * length + 2e-3 + Math.abs(behind - before);
          expect(Math.abs((before + behind) / 2 - slope)).toBeLessThan(allowed);
        }
      },
    ),
    { numRuns: 12 },
  );
});

test('weights between groups are no part of the network', () => {
  const grouped = conv('n', 'a', { channelGroups: 2 });
  const topology = networkOf([grouped], 'classes', 'window');
  const rng = random(3);
  const codes = () => Int16Array.from({ length: SAMPLES * CHANNELS }, () => rng.integer(0, 255));
  const windows = Array.from({ length: WINDOWS }, (_, i) => ({
    codes: codes(),
    label: i % 3,
    group: 'g',
    name: `${i}`,
  }));
  const set = signalSet('random', { samples: SAMPLES, channels: CHANNELS, codeBits: 8 }, windows, ['p', 'q', 'r']);
  const parameters = initialParameters(topology.layers, 5);
  const { gradients } = lossAt(topology, set, parameters, 0);
  const within = [...parameters[2]!.keys()].map((at) => inOneGroup(grouped, at));
  expect(within.filter(Boolean)).toHaveLength(parameters[2]!.length / 2);
  within.forEach((one, at) => {
    expect([parameters[2]![at] !== 0, gradients[2]![at] !== 0]).toEqual([one, one]);
  });
});
