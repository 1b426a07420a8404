import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Import {
  file: string;
  /** What is imported, as it stands in the source. */
  from: string;
  kind: 'type' | 'static' | 'dynamic';
}

const files = readdirSync('generator', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .sort();

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join('generator', file), 'utf8');
  const found = text.matchAll(/^(?:import|export)\s(type\s)?[^;'"]*?['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm);
  return [...found].map(([, type, named, dynamic]) => ({
    file,
    from: (named ?? dynamic)!,
    kind: dynamic !== undefined ? 'dynamic' : type !== undefined ? 'type' : 'static',
  }));
});

const within = (...folders: string[]) => {
  const pattern = new RegExp(`^(${folders.join('|')})/`);
  return ({ file }: Import) => pattern.test(file);
};
const reaches = (...folders: string[]) => {
  const pattern = new RegExp(`^(?:\\.\\./)+(${folders.join('|')})/`);
  return ({ from }: Import) => pattern.test(from);
};

test('the imports are found', () => {
  expect(imports).toContainEqual({ file: 'cli/main.ts', from: './program.js', kind: 'static' });
  expect(imports).toContainEqual({ file: 'cli/program.ts', from: './verbs/doctor.js', kind: 'dynamic' });
  expect(imports).toContainEqual({ file: 'train/backend.ts', from: '@tensorflow/tfjs', kind: 'type' });
});

describe('TensorFlow.js', () => {
  const tensorflow = imports.filter(({ from }) => from.startsWith('@tensorflow/'));

  test('is known to train and quantise only', () => {
    expect(tensorflow.filter((found) => !within('train', 'quantise')(found))).toEqual([]);
  });

  test('is loaded on demand only', () => {
    expect(tensorflow.filter(({ kind }) => kind === 'static')).toEqual([]);
  });
});

describe('optional packages', () => {
  const { optionalDependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const optional = Object.keys({ ...optionalDependencies, ...peerDependencies });
  const found = imports.filter(({ from }) => optional.some((name) => from === name || from.startsWith(`${name}/`)));

  test('are loaded where they are used, and nowhere before', () => {
    expect(found.filter(({ kind }) => kind === 'static')).toEqual([]);
    expect([...new Set(found.filter(({ kind }) => kind === 'dynamic').map(({ file }) => file))]).toEqual([
      'link/transport.ts',
      'report/pictures/render.ts',
      'train/backend.ts',
    ]);
  });
});

describe('one way', () => {
  test.each([
    ['every step', imports.filter((i) => !within('cli')(i)), ['cli']],
    [
      'the devices',
      imports.filter(within('devices')),
      [
        'config',
        'data',
        'train',
        'quantise',
        'evaluate',
        'model',
        'arch',
        'emit',
        'simulate',
        'verify',
        'synth',
        'report',
      ],
    ],
    [
      'the configuration',
      imports.filter(within('config')),
      ['data', 'train', 'quantise', 'evaluate', 'model', 'arch', 'emit', 'simulate', 'synth', 'report'],
    ],
    [
      'the model',
      imports.filter(within('model')),
      ['train', 'quantise', 'evaluate', 'arch', 'emit', 'simulate', 'synth', 'report'],
    ],
    [
      'training and quantisation',
      imports.filter(within('train', 'quantise')),
      ['evaluate', 'arch', 'emit', 'simulate', 'synth', 'report'],
    ],
    [
      'the link',
      imports.filter(within('link')),
      ['train', 'quantise', 'evaluate', 'arch', 'emit', 'simulate', 'synth', 'report'],
    ],
    ['training', imports.filter(within('train')), ['quantise']],
    ['evaluation', imports.filter(within('evaluate')), ['arch', 'emit', 'simulate', 'synth', 'report']],
    [
      'the architecture',
      imports.filter(within('arch')),
      ['train', 'quantise', 'evaluate', 'emit', 'simulate', 'synth', 'report'],
    ],
    [
      'the emitted files',
      imports.filter(within('emit')),
      ['train', 'quantise', 'evaluate', 'simulate', 'synth', 'report'],
    ],
    [
      'simulation and synthesis',
      imports.filter(within('simulate', 'synth')),
      ['train', 'quantise', 'evaluate', 'report'],
    ],
  ])('%s does not reach into a later step', (_, some, later) => {
    expect(some.filter(reaches(...later))).toEqual([]);
  });
});
