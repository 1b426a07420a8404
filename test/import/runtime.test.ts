import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { comparing, expectedOf, readArrays } from '../../generator/import/expected.js';
import { places } from '../../generator/import/framework-outputs.js';
import { Evaluator } from '../../generator/import/graph/evaluate.js';
import type { LayerGraph } from '../../generator/import/graph/graph.js';
import { type ComparedReport, importNetwork } from '../../generator/import/import-network.js';
import { laidAsSeen } from '../../generator/import/to-network/as-seen.js';
import { OPERATORS } from '../../generator/import/trace/operators/operators.js';
import { floatScores } from '../../generator/model/float-network.js';
import { finish } from '../../generator/support/long-work.js';

const FOLDER = 'test/import/runtime';
const names = readdirSync(FOLDER).flatMap((file) => (file.endsWith('.onnx') ? [file.slice(0, -5)] : []));

async function imported(name: string, output?: string) {
  const options = { file: `${FOLDER}/${name}.onnx`, expected: `${FOLDER}/${name}.npz`, output };
  return finish(await importNetwork(options));
}

describe('gives what ONNX Runtime gives', () => {
  test.each(names)('%s', async (name) => {
    const report = (await imported(name)).report as ComparedReport;
    expect(report.windows).toBe(2);
    expect(report.largestOutput).toBeGreaterThan(0);
    expect([...new Set(report.levels.map(({ level }) => level))]).toEqual(['as imported', 'as folded']);
    for (const { largestDifference } of report.levels)
      expect(largestDifference / report.largestOutput).toBeLessThan(2e-6);
    expect(report.pass).toBe(true);
  });

  test('every output of several, each by its array', async () => {
    const report = (await imported('two-outputs')).report as ComparedReport;
    expect(report.levels.map(({ level, output }) => [level, output])).toEqual([
      ['as imported', 'v3_0'],
      ['as imported', 'v5_0'],
      ['as folded', 'v3_0'],
      ['as folded', 'v5_0'],
    ]);
    for (const { largestDifference, largestOutput } of report.levels)
      expect(largestDifference / largestOutput!).toBeLessThan(2e-6);
    expect([report.pass, report.notes]).toEqual([true, []]);
  });

  test('of several outputs those that there are arrays of, and each must be right', async () => {
    const arrays = readArrays(`${FOLDER}/two-outputs.npz`);
    const { graph } = await imported('two-outputs');
    const taken = (given: Record<string, string>) =>
      expectedOf(
        new Map(Object.entries(given).map(([to, from]) => [to, arrays.get(from)!])),
        'x',
        'input',
        undefined,
        graph,
      );
    const distances = (found: ReturnType<typeof taken>) =>
      found.expected.map((one) => finish(comparing(graph, one)).largestDifference);
    const right = taken({ input: 'input', v5_0: 'output1' });
    expect([right.missing, right.expected.map(({ of }) => of)]).toEqual([['v3_0'], ['v5_0']]);
    expect(Math.max(...distances(right))).toBeLessThan(1e-5);
    const values = Float64Array.from(arrays.get('output1')!.values as Float64Array, (v) => v + 0.01);
    const wrong = { ...right, expected: right.expected.map((one) => ({ ...one, output: { ...one.output, values } })) };
    expect(Math.max(...distances(wrong))).toBeCloseTo(0.01, 4);
    expect(() => taken({ input: 'input' })).toThrow(/output: no such array/);
  });

  test('an output by its array, as it is named', async () => {
    for (const output of ['output', 'output1'])
      expect(((await imported('two-outputs', output)).report as ComparedReport).pass).toBe(true);
  });
});

/** What is imported exactly, but has no nodes here. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'average-not-counted':
    /AveragePool_2: an average that does not count all of its padding.*try: an average without padding/,
  'average-same': /AveragePool_2: an average that does not count all/,
  'average-ceil-counted': /AveragePool_2: an average that does not count all/,
  'max-dilated': /MaxPool_1: a dilated pool/,
  'two-outputs': /more than one output/,
};

describe('laid out as nodes of this project gives the same', () => {
  test.each(names)('%s', async (name) => {
    const { graph, folded } = await imported(name);
    const windows = [...windowsOf(name)].map((tensor) => inOrder(graph, tensor));
    const laid = () => laidAsSeen(name, folded, windows);
    if (name in REFUSED) return expect(laid).toThrow(REFUSED[name]!);
    // Grids are left out, which moves values by a step or two.
    const share = graph.nodes.some(({ kind }) => kind === 'grid') ? 0.05 : 2e-6;
    const { input, layers, per } = laid();
    const { positions } = graph.input;
    const ofInput = (v: number, i: number) =>
      input === null ? v : v * input.scale[Math.floor(i / positions)]! + input.offset[Math.floor(i / positions)]!;
    for (const window of windows) {
      const wanted = new Evaluator(graph).streams(window).get(graph.outputs[0]!.edge)!;
      const largest = Math.max(...wanted.map(Math.abs));
      const found = floatScores({ layers, ...(per && { per }) }, window.map(ofInput));
      expect(found).toHaveLength(wanted.length);
      found.forEach((score, i) => {
        expect(Math.abs(score - wanted[i]!) / largest).toBeLessThan(share);
      });
    }
  });
});

function* windowsOf(name: string): Generator<Float64Array> {
  const { values, shape } = readArrays(`${FOLDER}/${name}.npz`).get('input')!;
  const size = values.length / shape[0]!;
  for (let at = 0; at < values.length; at += size) yield Float64Array.from(values.slice(at, at + size), Number);
}

/** A window of the framework as [channel][sample]. */
function inOrder({ input }: LayerGraph, tensor: Float64Array): Float64Array {
  const window = new Float64Array(tensor.length);
  places(input.axes, input).forEach((at, i) => {
    window[at] = tensor[i]!;
  });
  return window;
}

test('almost every operator that comes in is in one of them', async () => {
  const met = new Set<string>();
  for (const name of names) for (const { op } of (await imported(name)).file.ops) met.add(op);
  const missing = Object.keys(OPERATORS).filter((op) => !met.has(op));
  expect(missing).toEqual([
    'QLinearMatMul',
    'Sum',
    'Mean',
    'Identity',
    'CastLike',
    'Expand',
    'Size',
    'qonnx.custom_op.general.Quant',
  ]);
});
