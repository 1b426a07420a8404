import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  classesOf,
  type SignalSet,
  signalSet,
  subset,
  type Targets,
  windowCodes,
} from '../../generator/data/signal-set.js';
import { problemsOf } from './readers/files.js';

const sets = fc
  .record({
    samples: fc.integer({ min: 1, max: 5 }),
    channels: fc.integer({ min: 1, max: 4 }),
    codeBits: fc.constantFrom(8, 16),
    count: fc.integer({ min: 1, max: 6 }),
  })
  .chain(({ count, ...shape }) => {
    const length = shape.samples * shape.channels;
    const code = fc.integer({ min: 0, max: 2 ** shape.codeBits - 1 });
    return fc
      .array(fc.array(code, { minLength: length, maxLength: length }), { minLength: count, maxLength: count })
      .map((codes): [SignalSet, number[][]] => [
        signalSet(
          's',
          shape,
          codes.map((own, i) => ({ codes: own, label: i % 2, group: `g${i % 3}`, name: `${i}` })),
          ['a', 'b'],
        ),
        codes,
      ]);
  });

test('a part of a set is a set: codes of all channels, classes, groups, names and hashes of its windows', () => {
  fc.assert(
    fc.property(sets, fc.array(fc.nat(5), { maxLength: 6 }), ([set, codes], drawn) => {
      const indices = drawn.filter((i) => i < codes.length);
      const part = subset(set, indices);
      expect(indices.map((_, to) => [...windowCodes(part, to)])).toEqual(indices.map((from) => codes[from]));
      expect(classesOf(part).labels).toEqual(indices.map((i) => i % 2));
      expect(part.groups).toEqual(indices.map((i) => `g${i % 3}`));
      expect(part.names).toEqual(indices.map(String));
      expect(part.hashes).toEqual(indices.map((i) => set.hashes[i]));
      expect(part.inputs[0]).toMatchObject({ samples: set.inputs[0].samples, channels: set.inputs[0].channels });
    }),
  );
});

test.each<[Targets, unknown]>([
  [{ kind: 'labels', names: ['x', 'y'], bits: Uint8Array.of(0, 1, 1, 1, 0, 0) }, { bits: Uint8Array.of(0, 0, 0, 1) }],
  [
    { kind: 'values', names: ['v'], units: ['ms'], values: Float32Array.of(1, 2, 3) },
    { values: Float32Array.of(3, 1) },
  ],
])('targets of any kind go with their windows; they are no classes', (targets, picked) => {
  const windows = [1, 2, 3].map((code) => ({ codes: [code], group: 'g', name: `${code}` }));
  const set: SignalSet = { ...signalSet('s', { samples: 1, channels: 1 }, windows), targets };
  expect(subset(set, [2, 0]).targets).toEqual({ ...targets, ...(picked as object) });
  expect(problemsOf(() => classesOf(set))[0]).toMatchObject({
    where: 's',
    field: 'targets',
    message: 'targets that are no classes, which this needs',
    value: `${targets.kind} of each window: ${targets.names.join(', ')}`,
    fix: expect.stringMatching(/"classes" in the place of "targets".*bitbeat quantise FILE --data/),
  });
});

test('windows without any targets have no classes', () => {
  const set = signalSet('s', { samples: 1, channels: 1 }, [{ codes: [1], group: 'g', name: 'a' }]);
  expect(problemsOf(() => classesOf(set))[0]).toMatchObject({
    field: 'classes',
    message: 'no labels',
    fix: '"classes" in the data set\'s file',
  });
});

test('hashes tell windows apart by their codes alone', () => {
  const window = (codes: number[], name: string) => ({ codes, group: 'g', name });
  const { hashes } = signalSet('s', { samples: 1, channels: 2 }, [
    window([1, 2], 'a'),
    window([2, 1], 'b'),
    window([1, 2], 'c'),
  ]);
  expect([hashes[0] === hashes[2], hashes[0] === hashes[1]]).toEqual([true, false]);
});
