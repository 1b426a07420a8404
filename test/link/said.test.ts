import { expect, test } from 'vitest';
import { severalTargets } from '../../generator/data/targets.js';
import { classSent, saidOf, saidText, truthText } from '../../generator/link/said.js';
import { OWN_MODELS, ownModel } from '../own-models.js';

const model = (name: string) => ownModel(name, OWN_MODELS[name]!);

test.each([
  ['three-channels', [3, 9, 1, 0, 0, 0], 1, 'class 1', 1],
  ['labels', [7, -700, 1201, -31, 0], 0, 'label 0 (7 > 0), label 2 (1201 > 1200)', 0],
  ['labels', [0, -700, 1200, -31, 0], 0, 'no label', 0],
  ['values', [128, -65], 0, 'value 0 1 beats/min (128 x 0.0078125), value 1 -0.507813 "ms" */ (-65 x 0.0078125)', 0],
])('%s: %j', (name, scores, index, text, sent) => {
  expect(saidText(saidOf(model(name), scores, index))).toBe(text);
  expect(classSent(model(name), scores)).toBe(sent);
});

test('what is said for programs: thresholds, scale and unit', () => {
  expect(saidOf(model('labels'), [7, 0, 0, 0, 0], 0)).toMatchObject({
    class: null,
    labels: [{ name: 'label 0', set: true, score: 7, threshold: 0 }, { set: true }, {}, {}, { set: false }],
  });
  expect(saidOf(model('values'), [128, 0], 0).values![0]).toEqual({
    ...{ name: 'value 0', value: 1, unit: 'beats/min', score: 128, scale: 2 ** -7 },
  });
});

test('what the data say, of the same task alone', () => {
  const labels = { kind: 'labels' as const, names: ['a', 'b'], bits: Uint8Array.of(0, 0, 1, 1) };
  const values = { kind: 'values' as const, names: ['u', 'v'], values: Float32Array.of(1, 2, 3, 4.5) };
  expect([0, 1].map((i) => truthText(model('labels'), labels, i))).toEqual(['no label', 'a, b']);
  expect(truthText(model('values'), values, 1)).toBe('u 3 beats/min, v 4.5 "ms" */');
  const several = severalTargets([
    { name: 'rhythm', targets: { kind: 'classes', names: ['a', 'b'], labels: [0, 1] } },
    { name: 'noise', targets: labels },
  ]);
  expect(truthText(model('several'), several, 1)).toBe('rhythm: b; noise: a, b');
  expect(truthText(model('values'), labels, 1)).toBeNull();
  expect(truthText(model('labels'), null, 0)).toBeNull();
});
