import { expect, test } from 'vitest';
import { windowCodes } from '../../../generator/data/signal-set.js';
import type { ClassEvaluation } from '../../../generator/evaluate/evaluate-model.js';
import { readIntegerModel } from '../../../generator/model/file.js';
import { Interpreter } from '../../../generator/model/interpreter.js';
import { storage } from '../../../generator/model/storage.js';
import { grouped } from '../../../generator/report/table.js';
import { folderOf, matlab4 } from '../../data/readers/files.js';
import { readFolder, syntheticEcg } from '../../data/sets.js';
import { bitbeat } from '../run-in-process.js';

const MODEL = 'models/ecg17';
const model = readIntegerModel(MODEL);

/** Three synthetic fragments; the model's own class of the first two is their label, that of the third is not. */
function labelled(): { folder: string; own: number[] } {
  const set = syntheticEcg(3, 1);
  const interpreter = new Interpreter(model);
  const own = [0, 1, 2].map((i) => interpreter.classify(windowCodes(set, i)));
  const labels = [own[0]!, own[1]!, (own[2]! + 1) % 17];
  const files = labels.map((label, i) => [
    `${label + 1} ${model.classes[label]}/10${i}m (${i}).mat`,
    matlab4([...windowCodes(set, i)]),
  ]);
  return { folder: folderOf(Object.fromEntries(files)), own };
}

test('--json gives what scripts rely on', async () => {
  const { folder, own } = labelled();
  const { code, stdout } = await bitbeat('evaluate', '--model', MODEL, '--data', folder, '--json');
  expect(code).toBe(0);
  const evaluation = JSON.parse(stdout) as ClassEvaluation;
  const size = storage(model);
  expect(evaluation).toMatchObject({
    fragments: 3,
    accuracy: 2 / 3,
    storageBits: size.totalBits,
    storageBytes: size.totalBytes,
    averageBitwidth: size.averageBitwidth,
    float32Bytes: size.float32Bytes,
    compression: size.compression,
  });
  expect(evaluation.macroF1).toBeGreaterThan(0);
  expect(evaluation.confusion[(own[2]! + 1) % 17]![own[2]!]).toBe(1);
  expect(evaluation.confusion.flat().reduce((a, b) => a + b, 0)).toBe(3);
});

test('the table has a row for each class that occurs', async () => {
  const { stdout } = await bitbeat('evaluate', '--model', MODEL, '--data', labelled().folder);
  expect(stdout).toMatch(/^3 fragments: accuracy 66\.67 %, macro F1 \d/m);
  expect(stdout).toContain(`${grouped(storage(model).totalBytes)} bytes`);
});

test('a model for other fragments: 2', async () => {
  const args = ['--model', 'test/goldens/tiny.alq.json', '--data', labelled().folder];
  expect(await bitbeat('evaluate', ...args)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/samples: not the samples of a fragment of model tiny.*3600.*allowed: 36/),
    stdout: '',
  });
});

test('no data folder named: 2', async () => {
  const before = process.env.BITBEAT_DATA;
  delete process.env.BITBEAT_DATA;
  try {
    expect(await bitbeat('evaluate', '--model', MODEL)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'--data <dir|file>' not specified"),
    });
  } finally {
    if (before !== undefined) process.env.BITBEAT_DATA = before;
  }
});

const data = process.env.BITBEAT_DATA;
test.skipIf(data === undefined)(
  'on the real fragments it was trained on, the model is right nearly always',
  async () => {
    const { stdout } = await bitbeat('evaluate', '--model', MODEL, '--data', data!, '--json');
    const { fragments, accuracy } = JSON.parse(stdout) as ClassEvaluation;
    expect(fragments).toBe(readFolder(data!).names.length);
    expect(accuracy).toBeGreaterThan(0.97);
  },
);
