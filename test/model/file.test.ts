import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, test } from 'vitest';
import {
  parseIntegerModel,
  printIntegerModel,
  readIntegerModel,
  writeIntegerModel,
} from '../../generator/model/file.js';
import type { IntegerLayer, IntegerModel } from '../../generator/model/integer-model.js';
import { chained, type Unlinked } from '../../generator/network/network.js';
import { UserError } from '../../generator/support/errors.js';
import { OWN_MODELS, ownModel, STEP_MODELS } from '../own-models.js';
import { anyModel } from './random-model.js';

/** 12 samples -> conv of 2 channels, 12 positions, pooled to 4 -> 3 classes. */
const small: IntegerModel = {
  name: 'small',
  classes: ['a', 'b', 'c'],
  input: { samples: 12, channels: 1, sampleRateHz: 360, codeBits: 11, zero: 1024, shift: 2, bits: 8 },
  layers: chained<Unlinked<IntegerLayer>>([
    {
      name: 'conv1',
      inChannels: 1,
      outChannels: 2,
      kernel: 3,
      stride: 1,
      padding: 1,
      pool: { kind: 'max', kernel: 3, stride: 3 },
      structure: { kind: 'kernelwise' },
      alphaBits: 4,
      bitwidths: Uint8Array.of(2, 1),
      alphas: Uint16Array.of(9, 2, 15),
      signs: Uint8Array.of(1, 0, 0, 1, 1, 0, 0, 1, 1),
      bias: Int32Array.of(-7, 100),
      requant: { shift: 3, bits: 4 },
      scaleLog2: -5.25,
    },
    {
      name: 'dense',
      inChannels: 2,
      outChannels: 3,
      kernel: 4,
      stride: 1,
      padding: 0,
      pool: null,
      structure: { kind: 'subchannelwise', count: 2 },
      alphaBits: 8,
      bitwidths: Uint8Array.of(0, 1, 0, 0, 1, 0),
      alphas: Uint16Array.of(200, 1),
      signs: Uint8Array.of(0, 0, 0, 1, 1, 1, 1, 0),
      bias: Int32Array.of(1, 2, 3),
      requant: null,
      scaleLog2: 0,
    },
  ]),
};

type Json = Record<string, unknown>;
/** The same model as files of the first version have it: a chain of layers. */
function asVersion1(text: string): Json {
  const { format, name, inputs, nodes, outputs } = JSON.parse(text);
  const [{ name: _, ...input }] = inputs;
  const layers = nodes.map(({ kind: _kind, from: _from, ...layer }: Json) => layer);
  return { format, version: 1, name, classes: outputs[0].task.names, input, layers };
}

/** The small model's JSON with fields changed: `set` is path in version 1 -> value, undefined removes. */
function changed(set: Record<string, unknown>): string {
  const json = asVersion1(printIntegerModel(small));
  for (const [path, value] of Object.entries(set)) {
    const parts = path.split('.');
    const last = parts.pop()!;
    const parent = parts.reduce((o: Json, part) => o[part] as Json, json);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return JSON.stringify(json);
}

/** Where a field of the first version stands in the second. */
const inVersion2 = (field: string) =>
  field
    .replace(/^layers\b/, 'nodes')
    .replace(/^input\b/, 'inputs[0]')
    .replace(/^classes\b/, 'outputs[0].task.names');

/** The small model's JSON of the second version with fields changed, whose paths may be those of the first. */
function changedNodes(set: Record<string, unknown>): string {
  const json = JSON.parse(printIntegerModel(small));
  for (const [path, value] of Object.entries(set)) {
    const parts = inVersion2(path)
      .replaceAll(/\[(\d+)\]/g, '.$1')
      .split('.');
    const last = parts.pop()!;
    const parent = parts.reduce((o: Json, part) => o[part] as Json, json);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return JSON.stringify(json);
}

function problemsOf(text: string) {
  try {
    parseIntegerModel(text, 'file.alq.json');
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  return [];
}

describe('integer model file', () => {
  it('packs bitwidths and signs as documented', () => {
    const text = printIntegerModel(small);
    const [conv] = JSON.parse(text).nodes;
    expect(conv.bitwidths).toBe('21');
    expect(conv.signs).toBe('998'); // 1001 1001 1(000)
    expect(text.split('\n').length).toBeLessThan(50);
  });

  it('gives back any model, and the same text again', () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        const text = printIntegerModel(model);
        const read = parseIntegerModel(text, 'x');
        expect(read).toEqual(model);
        expect(printIntegerModel(read)).toBe(text);
      }),
    );
  });

  it('writes the kind of a sum pool only, and reads either spelled out', () => {
    const pools = (kind: 'max' | 'sum') => {
      const [conv, dense] = small.layers;
      const model = {
        ...small,
        layers: chained<Unlinked<IntegerLayer>>([{ ...conv!, pool: { ...conv!.pool!, kind } }, dense!]),
      };
      expect(parseIntegerModel(printIntegerModel(model), 'x')).toEqual(model);
      return JSON.parse(printIntegerModel(model)).nodes[0].pool;
    };
    expect(pools('max')).toEqual({ kernel: 3, stride: 3 });
    expect(pools('sum')).toEqual({ kind: 'sum', kernel: 3, stride: 3 });
    const spelled = changed({ 'layers.0.pool.kind': 'max' });
    expect(parseIntegerModel(spelled, 'x')).toEqual(small);
  });

  it("does not depend on the order of an object's fields", () => {
    const turned = {
      ...small,
      layers: small.layers.map((l) => Object.fromEntries(Object.entries(l).reverse())),
      input: Object.fromEntries(Object.entries(small.input).reverse()),
    };
    expect(printIntegerModel(turned as unknown as IntegerModel)).toBe(printIntegerModel(small));
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['another format', { format: 'onnx' }, ['format']],
    ['an unknown version', { version: 3 }, ['version']],
    ['no version', { version: undefined }, ['version']],
    ['an unknown field', { comment: 'hello' }, ['comment']],
    ['a missing field', { 'layers.0.alphaBits': undefined }, ['layers[0].alphaBits']],
    ['an unknown field of a layer', { 'layers.1.groups': 2 }, ['layers[1].groups']],
    ['a wrong type', { 'layers.0.kernel': '3' }, ['layers[0].kernel']],
    ['no layers', { layers: chained<Unlinked<IntegerLayer>>([]) }, ['layers']],
    ['alpha 0', { 'layers.0.alphas': [9, 0, 15] }, ['layers[0].alphas[1]']],
    ['alpha too large', { 'layers.0.alphas': [9, 2, 16] }, ['layers[0].alphas[2]']],
    ['alphaBits 17', { 'layers.0.alphaBits': 17 }, ['layers[0].alphaBits']],
    ['bitwidth 9', { 'layers.0.bitwidths': '91' }, ['layers[0].bitwidths']],
    ['too few alphas', { 'layers.0.alphas': [9, 2] }, ['layers[0].alphas']],
    ['too few bitwidths', { 'layers.1.bitwidths': '01001' }, ['layers[1].bitwidths']],
    ['too few signs', { 'layers.0.signs': '99' }, ['layers[0].signs']],
    ['signs that are no hexadecimal', { 'layers.0.signs': '99x' }, ['layers[0].signs']],
    ['rubbish after the last sign', { 'layers.0.signs': '999' }, ['layers[0].signs']],
    ['too many biases', { 'layers.0.bias': [1, 2, 3] }, ['layers[0].bias']],
    ['bias over 32 bits', { 'layers.0.bias': [1, 2 ** 31] }, ['layers[0].bias[1]']],
    ['a bias that is not whole', { 'layers.0.bias': [1, 0.5] }, ['layers[0].bias[1]']],
    [
      'first layer of two channels',
      { 'layers.0.inChannels': 2, 'layers.0.bitwidths': '2100' },
      ['layers[0].inChannels'],
    ],
    ['input channels that the first layer does not take', { 'input.channels': 2 }, ['layers[0].inChannels']],
    ['channels that do not fit', { 'layers.1.inChannels': 4, 'layers.1.signs': '0000' }, ['layers[1].inChannels']],
    [
      'sub-channels that do not divide',
      { 'layers.1.structure': { kind: 'subchannelwise', count: 3 } },
      ['layers[1].structure.count'],
    ],
    ['an unknown structure', { 'layers.1.structure': { kind: 'rowwise' } }, ['layers[1].structure.kind']],
    ['a kernel longer than its input', { 'input.samples': 1, 'layers.0.padding': 0 }, ['layers[0].kernel']],
    ['a pool longer than its input', { 'input.samples': 2 }, ['layers[0].pool.kernel']],
    ['an unknown kind of pool', { 'layers.0.pool.kind': 'average' }, ['layers[0].pool.kind']],
    ['a sum pool in the last layer', { 'layers.1.pool': { kind: 'sum', kernel: 1, stride: 1 } }, ['layers[1].pool']],
    ['a max-pool in the last layer', { 'layers.1.pool': { kernel: 1, stride: 1 } }, ['layers[1].pool']],
    [
      'an accumulator that only sums of the layer before make overflow',
      {
        'layers.0.pool': { kind: 'sum', kernel: 3, stride: 3 },
        'layers.1.bias': [2 ** 31 - 3 * 200 * (3 * 15), 2, 3],
      },
      ['layers[1]'],
    ],
    ['more than one last position', { 'input.samples': 15 }, ['layers[1]']],
    ['activation width 9', { 'layers.0.requant.bits': 9 }, ['layers[0].requant.bits']],
    ['activation width 1', { 'layers.0.requant.bits': 1 }, ['layers[0].requant.bits']],
    ['a negative shift', { 'layers.0.requant.shift': -1 }, ['layers[0].requant.shift']],
    ['requantisation missing', { 'layers.0.requant': null }, ['layers[0].requant']],
    ['requantisation at the end', { 'layers.1.requant': { shift: 1, bits: 4 } }, ['layers[1].requant']],
    ['a class too many', { classes: ['a', 'b', 'c', 'd'] }, ['classes']],
    ['a class twice', { classes: ['a', 'b', 'a'] }, ['classes[2]']],
    ['input of 17 bits', { 'input.bits': 17 }, ['input.bits']],
    ['a zero beyond the codes', { 'input.zero': 2048 }, ['input.zero']],
    ['a name twice', { 'layers.1.name': 'Conv1' }, ['layers[1].name']],
    ['a keyword as a name', { 'layers.1.name': 'wire' }, ['layers[1].name']],
    ['a name with a space', { 'layers.1.name': 'dense 1' }, ['layers[1].name']],
    ['an accumulator that overflows', { 'layers.0.bias': [0, 2 ** 31 - 100] }, ['layers[0]']],
    [
      'several at once',
      { comment: 1, 'layers.0.alphas': [9, 0, 99], 'layers.1.kernel': 'x', 'layers.1.bias': [] },
      ['comment', 'layers[0].alphas[1]', 'layers[0].alphas[2]', 'layers[1].kernel'],
    ],
  ])('refuses %s, in either version', (_what, set, fields) => {
    const problems = problemsOf(changed(set));
    expect(problems.map((p) => p.field)).toEqual(fields);
    for (const p of problems) expect(p.where).toBe('file.alq.json');
    if ('version' in set || 'format' in set) return;
    expect(problemsOf(changedNodes(set)).map((p) => p.field)).toEqual(fields.map(inVersion2));
  });

  it('reads a chain of the first version as the same model', () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        const text = printIntegerModel(model);
        expect(parseIntegerModel(JSON.stringify(asVersion1(text)), 'x')).toEqual(model);
      }),
    );
  });

  test.each([
    ['1', changed({ 'layers.0.name': 'Input' })],
    ['2', changedNodes({ 'nodes.0.name': 'Input', 'nodes.1.from': ['Input'] })],
  ])('a layer may be called Input, which is not the input, in version %s', (_, text) => {
    const { layers } = parseIntegerModel(text, 'x');
    expect(layers.map(({ name, from }) => [name, ...from])).toEqual([
      ['Input', 'input'],
      ['dense', 'Input'],
    ]);
  });

  test.each(['window', 'step'] as const)('several outputs of a %s come back as they were', (per) => {
    const model = ownModel('own', per === 'step' ? STEP_MODELS.several : OWN_MODELS.several!);
    const text = printIntegerModel(model);
    const { outputs } = JSON.parse(text);
    expect(outputs.map(({ from }: { from: string }) => from)).toEqual(outputs.map(() => outputs[0].from));
    expect(outputs.length).toBeGreaterThan(1);
    const back = parseIntegerModel(text, 'x');
    expect([back.classes, back.task, back.per]).toEqual([model.classes, model.task, model.per]);
    expect(printIntegerModel(back)).toBe(text);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a node that is not there', { 'nodes.1.from': ['conv2'] }, 'nodes[1].from[0]: reads what there is not'],
    ['a node behind', { 'nodes.0.from': ['dense'] }, 'nodes[0].from[0]: reads a node that does not come before it'],
    ['itself', { 'nodes.1.from': ['dense'] }, 'nodes[1].from[0]: reads a node that does not come before it'],
    ['a node that nothing reads', { 'nodes.1.from': ['input'] }, 'nothing reads it'],
    ['two inputs', { 'inputs.1': { name: 'x' } }, 'inputs'],
    ['scores of a node that is read', { 'outputs.0.from': 'conv1' }, 'outputs[0].from: not a node that nothing reads'],
    ['another kind', { 'nodes.0.kind': 'lstm' }, 'nodes[0].kind'],
    ['one edge where two are added', { 'nodes.0.kind': 'add' }, 'nodes[0].from: '],
  ])('refuses a graph that reads %s', (_, set, message) => {
    const found = problemsOf(changedNodes(set));
    expect(new UserError(found as [never]).message).toContain(message);
  });

  test.each([
    ['format', changed({ format: undefined }), 'bitbeat-integer-model', undefined],
    ['version', changed({ version: 7 }), '1, 2', '2'],
    ['layers[0].alphas[2]', changed({ 'layers.0.alphas': [9, 2, 99] }), '1 to 15 (alphaBits 4)', '15'],
    ['layers[0].requant.bits', changed({ 'layers.0.requant.bits': 11 }), '8 or less', '8'],
    [
      'layers[0].alphabits',
      changed({ 'layers.0.alphabits': 4, 'layers.0.alphaBits': undefined }),
      undefined,
      'alphaBits',
    ],
  ])('names what is allowed and the nearest of %s', (field, text, allowed, fix) => {
    const problem = problemsOf(text).find((p) => p.field === field);
    expect(problem).toBeDefined();
    expect(problem?.allowed).toBe(allowed);
    expect(problem?.fix).toBe(fix);
  });

  it('refuses what is not JSON', () => {
    expect(problemsOf('{')[0]?.message).toMatch(/not JSON/);
    expect(problemsOf('null')[0]?.field).toBe('format');
  });
});

describe('files and folders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bitbeat-model-'));
  const path = join(folder, 'small.alq.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes, and reads by file or by folder', () => {
    writeIntegerModel(path, small);
    expect(readIntegerModel(path)).toEqual(small);
    expect(readIntegerModel(folder)).toEqual(small);
    expect(readdirSync(folder)).toEqual(['small.alq.json']);
  });

  it('keeps the old file when the new model is unfit', () => {
    expect(() => writeIntegerModel(path, { ...small, classes: ['a'] })).toThrow(UserError);
    expect(readIntegerModel(path)).toEqual(small);
    expect(readdirSync(folder)).toEqual(['small.alq.json']);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['a missing file', () => readIntegerModel(join(folder, 'none.alq.json')), /no such file/],
    ['another ending', () => writeIntegerModel(join(folder, 'small.json'), small), /try: .*small\.alq\.json/],
    [
      'a file where a folder should be',
      () => {
        writeFileSync(join(folder, 'file'), '');
        writeIntegerModel(join(folder, 'file', 'small.alq.json'), small);
      },
      /cannot be written/,
    ],
    [
      'a folder of two models',
      () => {
        writeFileSync(join(folder, 'other.alq.json'), '');
        return readIntegerModel(folder);
      },
      /holds 2 model files/,
    ],
  ])('refuses %s', (_what, run, message) => {
    expect(run).toThrow(UserError);
    expect(run).toThrow(message);
  });

  test('makes the folder of a model', () => {
    writeIntegerModel(join(folder, 'new', 'small.alq.json'), small);
    expect(readdirSync(join(folder, 'new'))).toEqual(['small.alq.json']);
  });
});
