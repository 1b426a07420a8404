import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonSchemas } from '../../generator/report/json-schemas.js';
import { bitbeat } from '../cli/run-in-process.js';
import { inFolder } from '../emit/tiny.js';

interface Validator {
  (given: unknown): boolean;
  errors?: unknown;
}
/** A validator that shares nothing with what the schemas are made by. */
const { Ajv } = createRequire(import.meta.url)('ajv') as {
  Ajv: new (options: { strict: 'log'; allErrors: boolean }) => { compile: (schema: object) => Validator };
};
const validators = new Map(
  [...jsonSchemas()].map(([name, schema]) => [
    name.replace('.schema.json', ''),
    new Ajv({ strict: 'log', allErrors: true }).compile(schema),
  ]),
);
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

/** The schema that a file of configs/recipes is for. */
const kindOf = (file: string) => /\.(train|quantise|compare)\.json$/.exec(file)?.[1] ?? 'none';
const inside = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.json'));
const shipped: [string, string][] = [
  ...inside('configs/designs').map((name): [string, string] => [join('configs/designs', name), 'design']),
  ...inside('configs/recipes').map((name): [string, string] => [join('configs/recipes', name), kindOf(name)]),
  ...inside('configs/imports').map((name): [string, string] => [join('configs/imports', name), 'import']),
  ...inside('configs/networks').map((name): [string, string] => [join('configs/networks', name), 'network']),
  ...inside('configs/targets').map((name): [string, string] => [join('configs/targets', name), 'design']),
  ...inside('configs/datasets').map((name): [string, string] => [join('configs/datasets', name), 'dataset']),
  ...inside('configs/sweep').map((name): [string, string] => [join('configs/sweep', name), 'sweep']),
  ['configs/farm/cluster.json', 'farm'],
  ['models/ecg17/ecg17.alq.json', 'model'],
  ['models/ecg17-small/ecg17-small.alq.json', 'model'],
  ['test/goldens/tiny/model.alq.json', 'model'],
];

test('schemas/ and the table of fields are what the command writes', async () => {
  const { code, stderr } = await bitbeat('schemas', '--check');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('--check tells of a stale file and writes nothing: 1', () =>
  inFolder(async (folder) => {
    const { code, stderr } = await bitbeat('schemas', '--check', '--out', join(folder, 'none'));
    expect(code).toBe(1);
    expect(stderr.match(/is stale/g)).toHaveLength(jsonSchemas().size);
    expect(readdirSync(folder)).toEqual([]);
  }));

test.each(shipped)('%s fits its schema by an independent validator', (path, kind) => {
  const validate = validators.get(kind)!;
  expect(validate(json(path)), JSON.stringify(validate.errors)).toBe(true);
});

describe('the same as the program refuses', () => {
  test.each([
    ['design', 'configs/designs/ecg17.json', { lanes: 3 }],
    ['design', 'configs/designs/ecg17.json', { architecture: 'streem' }],
    ['design', 'configs/designs/ecg17-folded.json', { folding: { lanes: 4, tapsPerLookup: 3 } }],
    ['dataset', 'configs/datasets/mitbih17.json', { reader: 'tsv' }],
    ['network', 'configs/networks/ecg17.json', { nodes: [] }],
    ['train', 'configs/recipes/ecg17.train.json', { epochs: 0 }],
    ['quantise', 'configs/recipes/ecg17.quantise.json', { maxBits: '3' }],
    ['compare', 'configs/recipes/ecg17-fragments.compare.json', { folds: 1 }],
    ['sweep', 'configs/sweep/ecg17.json', { designs: [] }],
    ['model', 'test/goldens/tiny/model.alq.json', { version: 3 }],
    ['model', 'test/goldens/tiny/model.alq.json', { nodes: [] }],
  ])('%s: %s with %j', (kind, path, change) => {
    expect(validators.get(kind)!({ ...json(path), ...change })).toBe(false);
  });
});

test('a file may name its schema', () => {
  for (const [path, kind] of shipped) expect(validators.get(kind)!({ $schema: 'x', ...json(path) }), path).toBe(true);
});

test('the program takes such a file', () =>
  inFolder(async (folder) => {
    const model = { $schema: 'schemas/model.schema.json', ...json('test/goldens/tiny.alq.json') };
    writeFileSync(join(folder, 'tiny.alq.json'), JSON.stringify(model));
    const design = { $schema: 'schemas/design.schema.json', ...json('test/goldens/tiny.json') };
    writeFileSync(join(folder, 'tiny.json'), JSON.stringify({ ...design, model: 'tiny.alq.json' }));
    const { code, stderr } = await bitbeat('describe', '--design', join(folder, 'tiny.json'));
    expect(code, stderr).toBe(0);
  }));
