import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { designSchema } from '../../generator/config/design.js';
import { headerSchemas, nodeSchema } from '../../generator/model/file-layout.js';
import { packInput, packNode } from '../../generator/model/packed-nodes.js';
import { zodProblems } from '../../generator/support/zod-problems.js';
import { trainConfigSchema } from '../../generator/train/train-config.js';
import { OWN_MODELS, ownModel } from '../own-models.js';

const problems = (schema: z.ZodType, given: unknown) => {
  const parsed = schema.safeParse(given);
  return parsed.success ? [] : zodProblems('f', parsed.error, given);
};
const fields = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape);

test.each<[string, z.ZodType, unknown, object[]]>([
  [
    'a union of literals: all of them, and the nearest',
    fields({ a: z.union([z.literal(1), z.literal(2), z.literal(4)]) }),
    { a: 3 },
    [{ field: 'a', value: 3, allowed: '1, 2, 4', fix: '2' }],
  ],
  ['a literal that is missing', fields({ a: z.union([z.literal(1), z.literal(2)]) }), {}, [{ allowed: '1, 2' }]],
  ['an exclusive bound', fields({ a: z.number().positive() }), { a: 0 }, [{ allowed: 'more than 0' }]],
  ['an exclusive upper bound', fields({ a: z.number().lt(5) }), { a: 5 }, [{ allowed: 'less than 5' }]],
  ['an inclusive bound', fields({ a: z.int().min(3) }), { a: 1 }, [{ allowed: '3 or more', fix: '3' }]],
  ['an empty text', fields({ a: z.string().min(1) }), { a: '' }, [{ allowed: '1 characters or more' }]],
  ['an empty list', fields({ a: z.array(z.number()).min(1) }), { a: [] }, [{ allowed: '1 entries or more' }]],
  ['a list of a length', fields({ a: z.array(z.number()).length(2) }), { a: [1] }, [{ allowed: 'exactly 2 entries' }]],
  ['a multiple', fields({ a: z.number().multipleOf(4) }), { a: 3 }, [{ allowed: 'multiples of 4' }]],
  ['no whole number', fields({ a: z.int() }), { a: 1.5 }, [{ message: 'wrong type', allowed: 'a whole number' }]],
  ['Infinity', fields({ a: z.number() }), { a: 1 / 0 }, [{ message: 'no finite number', value: 'Infinity' }]],
  ['beyond whole numbers', fields({ a: z.int().max(9) }), { a: 1e300 }, [{ allowed: '9 or less', fix: '9' }]],
  ['an enum', fields({ a: z.enum(['max', 'sum']) }), { a: 'avg' }, [{ allowed: 'max, sum' }]],
  [
    'values of two kinds',
    fields({ a: z.union([z.number(), z.literal('auto')]) }),
    { a: 'x' },
    [{ allowed: 'a number, or auto' }],
  ],
  [
    'a discriminator',
    z.discriminatedUnion('k', [fields({ k: z.literal('stream') }), fields({ k: z.literal('folded') })]),
    { k: 'steam' },
    [{ field: 'k', value: 'steam', allowed: 'stream, folded', fix: 'stream' }],
  ],
  [
    'forms of which none is there',
    fields({
      a: z.union([fields({ b: z.number() }), fields({ c: z.number() }), fields({ d: z.number(), e: z.number() })]),
    }),
    { a: {} },
    [{ field: 'a', message: 'none of the known forms', allowed: 'b; or c; or d and e' }],
  ],
  [
    'the form that was meant',
    fields({ a: z.union([fields({ b: z.number() }), fields({ c: z.int().min(1) })]) }),
    { a: { c: 0 } },
    [{ field: 'a.c', allowed: '1 or more', fix: '1' }],
  ],
])('%s', (_, schema, given, expected) => {
  const found = problems(schema, given);
  expect(found).toEqual(expected.map((problem) => expect.objectContaining(problem)));
  if (!('fix' in expected[0]!)) expect(found[0]).not.toHaveProperty('fix');
});

const model = ownModel('m', OWN_MODELS['three-channels']!);
const header = { format: 'bitbeat-integer-model', version: 1, name: 'm', classes: model.classes };
const train = {
  ...{
    network: 'ecg17',
    epochs: 1,
    learningRate: 0.1,
    batch: 1,
    labelSmoothing: 0,
    augment: [{ kind: 'noise', deviation: 1 }],
  },
  ...{ seed: 1 },
};
/** Files of the user that are right, with their schemas. */
const RIGHT: readonly (readonly [z.ZodType, object])[] = [
  [designSchema, { name: 'a', model: 'm', architecture: 'folded', folding: { lanes: 1, tapsPerLookup: 2 } }],
  [
    designSchema,
    { name: 'a', model: 'm', architecture: 'stream', folding: { cyclesPerLayer: 9 }, monitor: { clockHz: 5 } },
  ],
  [designSchema, { name: 'a', model: 'm', architecture: 'stream', folding: { fragmentsPerSecond: 1, clockMHz: 1 } }],
  [headerSchemas[1], { ...header, input: packInput(model.input), layers: [1] }],
  [nodeSchema, packNode(model.layers[0]!)],
  [trainConfigSchema, train],
];

/** Paths of all values in a JSON. */
function paths(value: unknown, at: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [at];
  const below = Array.isArray(value) ? value.slice(0, 2).map((v, i) => [i, v] as const) : Object.entries(value);
  return [...(at.length > 0 ? [at] : []), ...below.flatMap(([key, inner]) => paths(inner, [...at, key]))];
}

function changed(given: object, path: readonly (string | number)[], value: unknown): object {
  const copy = structuredClone(given) as Record<string | number, unknown>;
  const parent = path.slice(0, -1).reduce((node, key) => node[key] as typeof copy, copy);
  parent[path.at(-1)!] = value;
  return copy;
}

const wrong = fc.oneof(
  fc.integer({ min: -10, max: 70_000 }),
  fc.constantFrom<unknown>(0, -1, 3, 0.5, 1e300, -1e300, 2 ** 40, '', 'x', 'steam', true, null, [], {}, [0], 1 / 0),
);

test('what is offered is accepted: no value that is tried in its place is refused there', () => {
  for (const [schema, given] of RIGHT) expect(problems(schema, given)).toEqual([]);
  fc.assert(
    fc.property(
      fc.constantFrom(...RIGHT).chain(([schema, given]) =>
        fc.record({
          schema: fc.constant(schema),
          given: fc.constant(given),
          path: fc.constantFrom(...paths(given)),
          value: wrong,
        }),
      ),
      ({ schema, given, path, value }) => {
        const name = path
          .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
          .join('')
          .slice(1);
        for (const { field, fix, message } of problems(schema, changed(given, path, value))) {
          if (fix === undefined || message === 'unknown field' || field !== name) continue;
          const offered = /^-?[\d.e+]+$/.test(fix) ? Number(fix) : fix;
          const left = problems(schema, changed(given, path, offered)).filter((problem) => problem.field === name);
          expect(left, `${name}: ${JSON.stringify(value)} -> ${fix}`).toEqual([]);
        }
      },
    ),
    { numRuns: 2000, seed: 3 },
  );
});
