import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readComparison } from '../../../generator/evaluate/comparison.js';
import { readContinuous } from '../../../generator/evaluate/continuous/faults.js';
import { readCrossEvaluation } from '../../../generator/evaluate/read-evaluation.js';
import { datasetFiles } from '../../data/readers/annotated-set.js';
import type { Marked } from '../../data/readers/wfdb-file.js';
import { bitbeat } from '../run-in-process.js';

/** Samples of three minutes at 10 Hz. */
const BLOCK = 1800;
const WINDOW = 40;

/** Two blocks; fibrillation, in which the signal is another one, from the middle of the first to that of the second. */
function record(phase: number) {
  const fibrillates = (i: number) => i >= BLOCK / 2 && i < (3 * BLOCK) / 2;
  const samples = Array.from({ length: 2 * BLOCK }, (_, i) =>
    Math.round(1024 + 600 * Math.sin((i + phase) * (fibrillates(i) ? 2 : 0.4))),
  );
  const marks: Marked[] = [
    ...Array.from({ length: BLOCK / 5 }, (_, i): Marked => [10 * i, 'N']),
    [BLOCK / 2, '+', '(AFIB'],
    [(3 * BLOCK) / 2, '+', '(N'],
  ];
  return { leads: { X: samples }, marks: marks.sort(([a], [b]) => a - b) };
}

const NETWORK = {
  name: 'tiny',
  inputs: [
    { name: 'input', samples: WINDOW, sampleRateHz: 10, codeBits: 11, zero: 1024, shift: 2, bits: 8, scaleLog2: -6 },
  ],
  nodes: [
    {
      ...{ name: 'conv1', kind: 'convolution', from: ['input'], outChannels: 4, kernel: 5, padding: 2 },
      pool: { kernel: 4, stride: 4 },
    },
    { name: 'head', kind: 'convolution', from: ['conv1'], outChannels: 2, kernel: 10 },
  ],
  outputs: [{ from: 'head', task: { kind: 'classes', names: ['n', 'af'] } }],
};
const TRAIN = {
  ...{ network: './tiny.network.json', epochs: 6, batch: 8, learningRate: 0.01, labelSmoothing: 0, seed: 1 },
  ...{ windowsPerEpoch: 160, groupBalance: 0.5, beats: { node: 'conv1', weight: 0.2 } },
};
const RECIPE = {
  ...{ name: 'tiny', training: 'tiny.train.json', structure: { kind: 'channelwise' }, maxBits: 4 },
  ...{ alphaBits: 8, activationBits: 6, calibrationFragments: 20 },
};

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-recordings-'));
  const files = datasetFiles({
    records: { a: record(0), b: record(3), c: record(7) },
    options: { step: 20 },
    input: { samples: WINDOW },
    files: {
      'tiny.network.json': JSON.stringify(NETWORK),
      'tiny.train.json': JSON.stringify(TRAIN),
      'tiny.quantise.json': JSON.stringify(RECIPE),
    },
  });
  for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content);
});
afterAll(() => rmSync(folder, { recursive: true }));

const evaluate = (...args: string[]) => {
  const recipe = args.includes('--recipe') ? [] : ['--recipe', at('tiny.quantise.json')];
  const shared = ['--folds', '3', '--data', at('data.json'), '--work', at('work'), '--processes', '1'];
  return bitbeat('evaluate', ...recipe, ...shared, ...args);
};

describe.each([
  ['time', /6 blocks of 3 minutes/],
  ['patient', /of 3 patients/],
])('by %s', (protocol, words) => {
  test('networks are scored on windows and, sliding, on all that they were not trained on', async () => {
    const [out, sliding] = [at(`${protocol}.json`), at(`continuous-${protocol}.json`)];
    const args = ['--protocol', protocol, '--seeds', '1,2', '--out', out, '--continuous', sliding];
    const { code, stdout, stderr } = await evaluate(...args);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(words);
    const evaluation = readCrossEvaluation(out);
    const windows = (3 * 2 * BLOCK) / WINDOW;
    expect(evaluation.scored!.fragments).toBeGreaterThan(0.9 * windows);
    expect(evaluation.protocol.fragments).toBe(evaluation.scored!.fragments);
    // Two rhythms that differ in every sample: a network that learns tells most of them apart.
    expect(evaluation.integer.accuracy.mean).toBeGreaterThan(0.9);
    const { made, recordings, conditions } = readContinuous(sliding);
    expect(made).toMatchObject({ protocol: { kind: protocol, folds: 3, seed: 1 }, data: evaluation.data });
    expect(recordings.names).toEqual(['a', 'b', 'c']);
    expect(conditions[0]!.hops.all).toBeGreaterThan((3 * 2 * BLOCK) / 10 - 6 * 5);
    expect(conditions[0]!.right.share).toBeGreaterThan(0.9);
    expect(stdout).toContain('false alarms an hour');
  });
});

describe('a comparison under both protocols', () => {
  const recipe = 'tiny.quantise.json';
  const rows = [
    { name: 'floating point', series: 'float', recipe, network: 'float' },
    { name: 'four bits', series: 'ours', recipe },
    { name: 'two bits, by time', series: 'ours', recipe, change: { name: 'two', maxBits: 2 }, protocols: ['time'] },
  ];
  const compare = (config: object, ...args: string[]) => {
    writeFileSync(at('tiny.compare.json'), JSON.stringify({ name: 'tiny', folds: 3, seeds: [1, 2], ...config }));
    const files = ['--config', at('tiny.compare.json'), '--data', at('data.json'), '--out', at('comparison.json')];
    return bitbeat('compare', ...files, '--work', at('work'), '--processes', '1', ...args);
  };

  test('trains nothing that evaluate has trained, and finds the same figures', async () => {
    // The same recipe in a file of its own.
    writeFileSync(at('two.quantise.json'), JSON.stringify({ ...RECIPE, name: 'two', maxBits: 2 }));
    const evaluations = [
      ['tiny', 'time'],
      ['tiny', 'patient'],
      ['two', 'time'],
    ] as const;
    for (const [name, kind] of evaluations) {
      const args = ['--recipe', at(`${name}.quantise.json`), '--protocol', kind, '--out', at(`${name}-${kind}.json`)];
      const { code } = await evaluate(...args, '--seeds', '1,2');
      expect(code).toBe(0);
    }
    const before = readdirSync(at('work')).sort();
    const { code, stdout, stderr } = await compare({ protocols: ['time', 'patient'], rows });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(readdirSync(at('work')).sort()).toEqual(before);
    const { protocols, rows: found } = readComparison(at('comparison.json'));
    expect(protocols.map(({ kind }) => kind)).toEqual(['time', 'patient']);
    const [float, four, two] = found;
    for (const [name, kind] of evaluations) {
      const evaluation = readCrossEvaluation(at(`${name}-${kind}.json`));
      const row = name === 'two' ? two! : four!;
      expect(row.scores[kind]!.accuracy.mean).toBe(evaluation.integer.accuracy.mean);
      expect(row.scores[kind]!.difference).not.toBeNull();
      if (name === 'tiny') expect(float!.scores[kind]!.accuracy.mean).toBe(evaluation.float.accuracy.mean);
      expect(protocols.find((protocol) => protocol.kind === kind)).toEqual({
        ...evaluation.protocol,
        scored: evaluation.scored,
      });
    }
    expect(Object.keys(two!.scores)).toEqual(['time']);
    expect(stdout).toMatch(/^network +accuracy by time, % .* accuracy by patient, % /m);
    expect(stdout).toContain('3 folds by time, seeds 1, 2:');
  });

  test.each<[string, object, string]>([
    ['recordings by fragment, without fragments', { protocols: ['time', 'fragment'], rows }, '--fragments: not given'],
    ['the same without protocols', { rows: rows.slice(0, 1) }, '--fragments: not given'],
    ['more folds than patients', { protocols: ['time', 'patient'], rows, folds: 4 }, 'cannot fill 4 folds'],
  ])('is told before anything is trained: %s', async (_, config, message) => {
    const before = readdirSync(at('work')).sort();
    expect(await compare(config)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    expect(readdirSync(at('work')).sort()).toEqual(before);
  });
});

test.each([
  ['by fragment', ['--protocol', 'fragment', '--continuous', 'x.json'], '--fragments: not given'],
  ['noise alone', ['--protocol', 'time', '--noise'], '--noise: without --continuous'],
])('refused: %s', async (_, args, message) => {
  const { code, stderr } = await evaluate(...args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  expect(existsSync('x.json')).toBe(false);
});

test('a monitor on fragments is refused before anything is trained', async () => {
  const { code, stderr } = await evaluate(
    '--protocol',
    'fragment',
    '--continuous',
    'x.json',
    '--fragments',
    at('data.json'),
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(/--continuous: no time of recordings is kept out of the trainings/);
});
