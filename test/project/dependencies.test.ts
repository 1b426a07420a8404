import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Import {
  file: string;
  /** What is imported, as it stands in the source. */
  from: string;
  kind: 'type' | 'static' | 'dynamic';
}

const files = readdirSync('generator', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .sort();

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join('generator', file), 'utf8');
  const found = text.matchAll(
    /^(?:import|export)\s(type\s)?(?:[^;'"()]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm,
  );
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
test('the imports are found', () => {
  expect(imports).toContainEqual({ file: 'cli/main.ts', from: './program.js', kind: 'static' });
  expect(imports).toContainEqual({ file: 'cli/program.ts', from: './verbs/doctor.js', kind: 'dynamic' });
  expect(imports).toContainEqual({ file: 'train/tensorflow.ts', from: '@tensorflow/tfjs', kind: 'type' });
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
      'import/keras/hdf5/worker.ts',
      'import/onnx/decode.ts',
      'link/transport.ts',
      'report/pictures/render.ts',
      'train/backend.ts',
    ]);
  });
});

describe('one way', () => {
  /** The rooms from the bottom up: each may import those before it alone. */
  const ROOMS = [
    'support',
    'devices',
    'config',
    'network',
    'model',
    'data',
    'import',
    'train',
    'quantise',
    'evaluate',
    'arch',
    'link',
    'emit',
    'simulate',
    'synth',
    'explore',
    'verify',
    'farm',
    'report',
    'view',
    'api',
    'cli',
  ];
  /** `api.ts` is a room of its own. */
  const roomOf = (path: string) => /^([\w-]+)(?:\/|\.[jt]sx?$)/.exec(path)![1]!;
  const targetOf = ({ file, from }: Import) => posix.normalize(posix.join(posix.dirname(file), from));
  const sourceOf = (target: string) => {
    const source = target.replace(/\.js$/, '.ts');
    return files.includes(source) ? source : `${source}x`;
  };
  const own = imports.filter(({ from }) => /^\.\.?\//.test(from));

  test('every folder is a room', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual([...ROOMS].sort());
  });

  test.each(ROOMS)('%s imports only what lies before it', (room) => {
    const before = ROOMS.slice(0, ROOMS.indexOf(room) + 1);
    const up = own.filter((i) => roomOf(i.file) === room && !before.includes(roomOf(targetOf(i))));
    expect(up).toEqual([]);
  });

  test.each([
    [
      'hardware is made from the integer model alone',
      ['arch', 'emit', 'simulate', 'synth', 'verify', 'link'],
      ['train', 'quantise', 'evaluate'],
    ],
    ['the way from a model to Verilog knows no signals', ['arch', 'emit'], ['data']],
    ['synthesis and simulation know no campaigns', ['simulate', 'synth'], ['verify']],
  ])('%s', (_, some, others) => {
    expect(own.filter((i) => some.includes(roomOf(i.file)) && others.includes(roomOf(targetOf(i))))).toEqual([]);
  });

  test('no file reaches itself through others', () => {
    const next = new Map<string, string[]>();
    for (const i of own.filter(({ kind }) => kind !== 'dynamic'))
      next.set(i.file, [...(next.get(i.file) ?? []), sourceOf(targetOf(i))]);
    const done = new Set<string>();
    const circle = (file: string, path: string[]): string[] | null => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return null;
      for (const other of next.get(file) ?? []) {
        const found = circle(other, [...path, file]);
        if (found !== null) return found;
      }
      done.add(file);
      return null;
    };
    expect(files.map((file) => circle(file, [])).find((found) => found !== null) ?? []).toEqual([]);
  });
});
