import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Evaluator } from '../../../generator/import/graph/evaluate.js';
import { importNetwork } from '../../../generator/import/import-network.js';
import { readIntegerModel } from '../../../generator/model/file.js';
import { quantiseNetwork } from '../../../generator/quantise/foreign/quantise-network.js';
import { finish } from '../../../generator/support/long-work.js';
import { readFloatNetwork } from '../../../generator/train/float-file.js';
import { bitbeat } from '../../cli/run-in-process.js';
import { folderOf } from '../../data/readers/files.js';
import { numbers, onnx, values } from '../../import/onnx/build.js';
import { floats, longs } from '../../support/npy-file.js';

const COUNT = 60;

/** A network of windows of 2 x 8 with so many outputs, behind a sigmoid or bare. */
function network(outputs: number, sigmoid: boolean): Uint8Array {
  const end = sigmoid ? [{ op: 'Sigmoid', from: ['s'], to: ['p'] }] : [];
  return onnx({
    nodes: [
      { op: 'Conv', from: ['x', 'w', 'b'], to: ['c'], attributes: { kernel_shape: [3] } },
      { op: 'Relu', from: ['c'], to: ['r'] },
      { op: 'Flatten', from: ['r'], to: ['f'] },
      { op: 'Gemm', from: ['f', 'v'], to: ['s'] },
      ...end,
    ],
    constants: { w: values([4, 2, 3], 5), b: values([4], 6), v: values([24, outputs], 7) },
  });
}

/** A folder with a network, windows, and targets that are made of what the network says of them. */
async function folderWith(
  outputs: number,
  sigmoid: boolean,
  targets: { kind: 'labels' | 'values'; names: string[]; units?: string[] },
  of: (score: number, output: number) => number,
) {
  const x = numbers(COUNT * 16, 11);
  const folder = folderOf({ 'net.onnx': network(outputs, sigmoid) });
  const { graph } = finish(await importNetwork({ file: join(folder, 'net.onnx') }));
  const evaluator = new Evaluator(graph);
  const scores = Array.from({ length: COUNT }, (_, i) => {
    const streams = evaluator.streams(Float64Array.from(x.slice(i * 16, (i + 1) * 16)));
    return [...streams.get(graph.outputs[0]!.edge)!].map(of);
  });
  const y = (targets.kind === 'labels' ? longs : floats)([COUNT, scores[0]!.length], scores.flat());
  const input = { samples: 8, channels: 2, rateHz: 10, codeBits: 8, zero: 128, gain: 127 };
  const dataset = { name: 'd', reader: 'npy', options: { files: [{ x: 'X.npy', y: 'y.npy' }] }, input, targets };
  for (const [name, content] of [
    ['X.npy', floats([COUNT, 2, 8], x)],
    ['y.npy', y],
    ['d.json', JSON.stringify(dataset)],
  ] as const)
    writeFileSync(join(folder, name), content);
  return { file: join(folder, 'net.onnx'), data: join(folder, 'd.json'), name: 'own', windows: 6400, folder };
}

const isAbove = (score: number) => (score > 0 ? 1 : 0);

describe('a network is measured by the targets of windows', () => {
  test('several labels: F1 of all and of each', async () => {
    const given = await folderWith(3, true, { kind: 'labels', names: ['n', 'v', 'a'] }, isAbove);
    const { levels, metric, outputs, integer, notes } = await quantiseNetwork(given);
    expect([integer.classes, integer.task]).toEqual([['n', 'v', 'a'], { kind: 'labels' }]);
    expect(integer.input.converter).toEqual({ zero: 128, gain: 127 });
    expect(notes.join()).not.toContain('not compared');
    expect(levels[0]).toMatchObject({ metrics: { F1: 1 }, agreement: 1 });
    expect(metric).toEqual({ kind: 'F1', float: 1, integer: levels.at(-1)!.metrics.F1 });
    expect(metric.integer).toBeGreaterThan(0.9);
    expect(levels.at(-1)!.agreement).toBeGreaterThan(0.9);
    expect(outputs.map(({ name, float }) => [name, float])).toEqual(['n', 'v', 'a'].map((name) => [name, { F1: 1 }]));
  });

  test('one label behind a sigmoid: two classes, of which the second is it', async () => {
    const given = await folderWith(1, true, { kind: 'labels', names: ['alarm'] }, isAbove);
    const { metric, outputs, integer } = await quantiseNetwork(given);
    expect([integer.classes, integer.task]).toEqual([['not alarm', 'alarm'], undefined]);
    expect(metric).toMatchObject({ kind: 'F1', float: 1 });
    expect(metric.integer).toBeGreaterThan(0.85);
    expect(outputs).toEqual([{ name: 'alarm', float: { F1: 1 }, integer: { F1: metric.integer } }]);
  });

  test('values: error in spreads, R2, and of each the error in its unit', async () => {
    const targets = { kind: 'values' as const, names: ['rate', 'width'], units: ['1/min', 'ms'] };
    // The second is always 3 more than the network says.
    const given = await folderWith(2, false, targets, (score, o) => (o === 1 ? score + 3 : score));
    const { levels, metric, outputs, integer } = await quantiseNetwork(given);
    expect([integer.classes, integer.task]).toEqual([['rate', 'width'], { kind: 'values', units: ['1/min', 'ms'] }]);
    expect(metric.kind).toBe('RMSE');
    expect(levels.every(({ agreement }) => agreement === null)).toBe(true);
    expect(outputs).toMatchObject([
      { name: 'rate', unit: '1/min', float: { R2: expect.closeTo(1, 2) } },
      { name: 'width', unit: 'ms', float: { error: expect.closeTo(3, 1) } },
    ]);
    expect(outputs[0]!.integer.R2).toBeGreaterThan(0.9);
    expect(outputs[0]!.float.error!).toBeLessThan(0.05);
    expect(metric.float!).toBeGreaterThan(outputs[1]!.float.error! / 20);
  });

  test('values behind a sigmoid are not compared, which is told', async () => {
    const given = await folderWith(2, true, { kind: 'values', names: ['p', 'q'] }, (score) => score);
    const { metric, outputs, integer, notes } = await quantiseNetwork({ ...given, windows: 0 });
    expect([metric.kind, outputs, integer.classes]).toEqual(['agreement', [], ['p', 'q']]);
    expect(notes.join()).toMatch(/d\.json: its values are not compared: the network ends in sigmoid/);
  });
});

describe('by the command line', () => {
  let given: Awaited<ReturnType<typeof folderWith>>;
  const run = (...more: string[]) =>
    bitbeat(
      'quantise',
      given.file,
      '--data',
      given.data,
      '--windows',
      '3200',
      '--out',
      join(given.folder, 'm'),
      ...more,
    );

  test('labels', async () => {
    given = await folderWith(2, true, { kind: 'labels', names: ['n', 'v'] }, isAbove);
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^level +windows +largest difference +rms +same labels +F1$/m);
    expect(stdout).toMatch(/^as imported +60 +0\.00 +0\.00 +100\.0 % +1$/m);
    expect(stdout).toMatch(/^F1 of all labels together, each said where its score is above 0$/m);
    expect(stdout).toMatch(/^output +F1 as imported +F1 integer$/m);
    expect(stdout).toMatch(/^v +1 +(0\.\d+|1)$/m);
  });

  test('one value, with its unit; both models are read again', async () => {
    given = await folderWith(1, false, { kind: 'values', names: ['rate'], units: ['1/min'] }, (score) => 2 * score);
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^level +windows +largest difference +rms +RMSE +R2$/m);
    expect(stdout).toMatch(/^RMSE: root of the mean square error, in spreads of the value/m);
    expect(stdout).toMatch(/^output +unit +error as imported +error integer +R2 as imported +R2 integer$/m);
    expect(stdout).toMatch(/^rate +1\/min +\d\.\d+ +\d\.\d+ +0\.\d+ +0\.\d+$/m);
    const json = await run('--json');
    const { metric, outputs, levels, model } = JSON.parse(json.stdout);
    expect(metric).toEqual({ kind: 'RMSE', float: levels[0].metrics.RMSE, integer: levels[3].metrics.RMSE });
    expect(outputs).toMatchObject([{ name: 'rate', unit: '1/min' }]);
    expect(readIntegerModel(model)).toMatchObject({ classes: ['rate'], task: { kind: 'values', units: ['1/min'] } });
    expect(readFloatNetwork(join(given.folder, 'm/net.float.json')).classes).toEqual(['rate']);
    const design = join(given.folder, 'm/net.json');
    const simulated = await bitbeat('simulate', '--design', design, '--data', given.data, '--fragments', '2', '--json');
    expect(JSON.parse(simulated.stdout)).toMatchObject({ pass: true, fragments: 2 });
  });
});
