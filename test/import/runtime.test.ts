import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ComparedReport, importNetwork } from '../../generator/import/import-network.js';
import { OPERATORS } from '../../generator/import/trace/operators/operators.js';
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
    expect(report.levels.map(({ level }) => level)).toEqual(['as imported', 'as folded']);
    for (const { largestDifference } of report.levels)
      expect(largestDifference / report.largestOutput).toBeLessThan(2e-6);
    expect(report.pass).toBe(true);
  });

  test('every output of several', async () => {
    for (const output of ['output', 'output1'])
      expect(((await imported('two-outputs', output)).report as ComparedReport).pass).toBe(true);
  });
});

test('almost every operator that comes in is in one of them', async () => {
  const met = new Set<string>();
  for (const name of names) for (const { op } of (await imported(name)).file.ops) met.add(op);
  const missing = Object.keys(OPERATORS).filter((op) => !met.has(op));
  expect(missing).toEqual([
    'QLinearMatMul',
    'Sum',
    'Mean',
    'Identity',
    'Dropout',
    'CastLike',
    'Expand',
    'Size',
    'qonnx.custom_op.general.Quant',
  ]);
});
