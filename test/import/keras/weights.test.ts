import { describe, expect, test } from 'vitest';
import type { Hdf5Dataset, Hdf5Group, Hdf5Node } from '../../../generator/import/keras/hdf5/tree.js';
import { weightsByName } from '../../../generator/import/keras/weights/by-name.js';
import { snakeCase, weightsByPlace } from '../../../generator/import/keras/weights/by-place.js';
import { stored, type Weights } from './models.js';

test.each([
  ['Conv1D', 'conv1d'],
  ['SeparableConv1D', 'separable_conv1d'],
  ['BatchNormalization', 'batch_normalization'],
  ['ReLU', 're_lu'],
  ['PReLU', 'p_re_lu'],
  ['LSTM', 'lstm'],
])('%s is %s', (className, name) => {
  expect(snakeCase(className)).toBe(name);
});

const dataset = (...shape: number[]): Hdf5Dataset => ({ kind: 'dataset', attributes: new Map(), shape, values: null });

/** A group of `a/b/c` paths. */
function tree(paths: Record<string, Hdf5Dataset>, names: Record<string, string> = {}): Hdf5Group {
  const group = (): Hdf5Group => ({ kind: 'group', attributes: new Map(), children: new Map<string, Hdf5Node>() });
  const root = group();
  const into = (path: string[]) =>
    path.reduce((at, name) => {
      const next = at.children.get(name) ?? group();
      at.children.set(name, next);
      return next as Hdf5Group;
    }, root);
  for (const [path, node] of Object.entries(paths)) {
    const parts = path.split('/');
    into(parts.slice(0, -1)).children.set(parts.at(-1)!, node);
  }
  for (const [path, name] of Object.entries(names)) into(path.split('/')).attributes.set('name', [name]);
  return root;
}

const spec = { name: 'kernel', shape: [null] };

describe('by place', () => {
  const found = (root: Hdf5Group, layers: [string, string][]) =>
    weightsByPlace(root)
      .layers(layers.map(([className, name]) => ({ className, name })))
      .map((scope) => scope.find([spec])[0]?.shape[0] ?? null);
  const CASES: [string, Hdf5Group, [string, string][], (number | null)[]][] = [
    [
      'by class, in order',
      tree({
        'layers/conv1d/vars/0': dataset(1),
        'layers/conv1d_1/vars/0': dataset(2),
        'layers/dense/vars/0': dataset(3),
      }),
      [
        ['Conv1D', 'conv1d_1'],
        ['Dense', 'x'],
        ['Conv1D', 'conv1d'],
      ],
      [1, 3, 2],
    ],
    [
      'the tenth behind the second',
      tree(
        Object.fromEntries(
          Array.from({ length: 12 }, (_, i) => [`layers/dense${i === 0 ? '' : `_${i}`}/vars/0`, dataset(i)]),
        ),
      ),
      Array.from({ length: 12 }, (_, i) => ['Dense', `d${i}`]),
      Array.from({ length: 12 }, (_, i) => i),
    ],
    [
      'by the name that is noted',
      tree(
        { 'layers/dense/vars/0': dataset(1), 'layers/dense_1/vars/0': dataset(2) },
        { 'layers/dense/vars': 'b', 'layers/dense_1/vars': 'a' },
      ),
      [
        ['Dense', 'a'],
        ['Dense', 'b'],
      ],
      [2, 1],
    ],
    [
      'of Keras 2.12, which counts each layer twice',
      tree({
        '_layer_checkpoint_dependencies/dense/vars/0': dataset(1),
        '_layer_checkpoint_dependencies/dense_2/vars/0': dataset(2),
      }),
      [
        ['Dense', 'a'],
        ['Dense', 'b'],
      ],
      [1, 2],
    ],
    [
      'of Keras 2 on Windows',
      tree({ 'layers\\dense/vars/0': dataset(1), 'layers\\dense_1/vars/0': dataset(2) }),
      [
        ['Dense', 'a'],
        ['Dense', 'b'],
      ],
      [1, 2],
    ],
    [
      'missing',
      tree({ 'layers/dense/vars/0': dataset(1) }),
      [
        ['Dense', 'a'],
        ['Dense', 'b'],
      ],
      [1, null],
    ],
    ['nothing at all', tree({}), [['Dense', 'a']], [null]],
  ];
  test.each(CASES)('%s', (_, root, layers, wanted) => {
    expect(found(root, layers)).toEqual(wanted);
  });

  test('in models of models, and in layers that others wrap', () => {
    const root = tree({ 'layers/functional/layers/time_distributed/layer/vars/0': dataset(5) });
    const [outer] = weightsByPlace(root).layers([{ className: 'Functional', name: 'f' }]);
    const [inner] = outer!.layers([{ className: 'TimeDistributed', name: 't' }]);
    const part = inner!.part('layer');
    expect(part.find([spec])[0]).toMatchObject({
      name: 'layers/functional/layers/time_distributed/layer/vars/0',
      shape: [5],
    });
    expect(part.place(spec, 1)).toBe('layers/functional/layers/time_distributed/layer/vars/1');
    expect([inner!.count(), part.count()]).toEqual([0, 1]);
  });
});

describe('by name', () => {
  const shapes = (weights: Weights, path: string[], layer: string | null = null, names = ['kernel', 'bias']) => {
    const [first, ...rest] = path;
    let scope = weightsByName([{ layer, weights: stored(weights) }]).layers([
      { name: first!, className: rest.length > 0 ? 'Functional' : 'Dense' },
    ])[0]!;
    for (const name of rest) scope = scope.layers([{ name, className: 'Dense' }])[0]!;
    return scope.find(names.map((name) => ({ name, shape: [null] }))).map((found) => found?.shape[0] ?? null);
  };
  const CASES: [string, Weights, string[], string | null, (number | null)[]][] = [
    ['TensorFlow.js', { 'b/kernel': [[1]], 'a/kernel': [[2]], 'a/bias': [[3]] }, ['a'], null, [2, 3]],
    ['numbered by TensorFlow.js', { 'a/kernel_1': [[2]], 'a/bias_1': [[3]] }, ['a'], null, [2, 3]],
    ['a name with slashes', { 'x/y/kernel': [[1]], 'z/y/kernel': [[2]] }, ['x/y'], null, [1, null]],
    ['Keras 2', { 'a/kernel:0': [[1]], 'a/bias:0': [[2]] }, ['a'], 'a', [1, 2]],
    ['Keras 3', { 'sequential/a/kernel': [[1]], 'sequential/a/bias': [[2]] }, ['a'], 'a', [1, 2]],
    ['of a layer that was renamed', { 'old/kernel:0': [[1]], 'old/bias:0': [[2]] }, ['a'], 'a', [1, 2]],
    ['without names that say anything, in order', { param_0: [[1]], param_1: [[2]] }, ['a'], 'a', [1, 2]],
    ['in a model', { 'conv/kernel:0': [[1]], 'other/kernel:0': [[2]] }, ['m', 'conv'], 'm', [1, null]],
    [
      'in models of models, by the longest name',
      { 'm/a/conv/kernel': [[1]], 'm/b/conv/kernel': [[2]] },
      ['m', 'b', 'conv'],
      'm',
      [2, null],
    ],
    [
      'none rather than one of two',
      { 'x/conv/kernel': [[1]], 'y/conv/kernel': [[2]] },
      ['m', 'conv'],
      'm',
      [null, null],
    ],
  ];
  test.each(CASES)('%s', (_, weights, path, layer, wanted) => {
    expect(shapes(weights, path, layer)).toEqual(wanted);
  });
});
