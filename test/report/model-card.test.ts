import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { History } from '../../generator/evaluate/history.js';
import { printJson } from '../../generator/evaluate/print-json.js';
import { writeIntegerModel } from '../../generator/model/file.js';
import { measuredAccuracy } from '../../generator/report/accuracy.js';
import { cardFiles } from '../../generator/report/card-files.js';
import { signModels } from '../evaluate/stub.js';
import { historyOf40, oldComparisonOf18, stubComparison, stubEvaluation } from './fixtures.js';

/** The committed cards, word for word; mended with `npx bitbeat report --card models/<name>`. */
describe.each(readdirSync('models').sort())('models/%s', (name) => {
  test('card and pictures are what the files beside them give', async () => {
    for (const [path, text] of await cardFiles(join('models', name)))
      expect(readFileSync(path, 'utf8'), path).toBe(text);
  });
});

describe('of invented figures', () => {
  let folder: string;
  const at = (file: string) => join(folder, file);
  const write = (file: string, value: unknown) => writeFileSync(at(file), printJson(value));
  /** The history of the first layer as that of the only one. */
  const historyOfHead = (data: History['data']): History => ({
    ...historyOf40,
    data,
    layers: ['head'],
    rounds: historyOf40.rounds.map((round) => {
      const [first] = round.bitwidths as [number, ...number[]];
      return { ...round, bitwidths: [first], meanBitwidth: first };
    }),
  });
  beforeAll(async () => {
    folder = join(mkdtempSync(join(tmpdir(), 'bitbeat-card-')), 'sign');
    const fragment = await stubEvaluation();
    writeIntegerModel(at('sign.alq.json'), signModels().integer);
    write('rounds.json', historyOfHead(fragment.data));
    write('evaluation-fragment.json', fragment);
    write('evaluation-patient.json', await stubEvaluation('patient'));
    write('comparison.json', { ...oldComparisonOf18, data: fragment.data });
    write('comparison-protocols.json', await stubComparison());
  });
  afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

  test('the whole card, word for word (npx vitest run test/report -u writes it again)', async () => {
    const files = await cardFiles(folder);
    const pictures = ['confusion.svg', 'bitwidths.svg', 'accuracy-size-protocols.svg', 'accuracy-size.svg'];
    expect([...files.keys()]).toEqual(['README.md', ...pictures].map(at));
    await expect(files.get(at('README.md'))!).toMatchFileSnapshot('../goldens/card/README.md');
  });

  test('the same files give the same bytes', async () => {
    expect(await cardFiles(folder)).toEqual(await cardFiles(folder));
  });

  test('the README of the project takes its figures from the evaluations', () => {
    const { fragment, patient } = measuredAccuracy(at('sign.alq.json'));
    expect(fragment!.integer.accuracy).toMatchObject({ mean: expect.closeTo(0.8, 12) });
    expect(fragment!.float.macroF1).toBeCloseTo(0.2, 12);
    expect(patient!.integer.accuracy.mean).toBeCloseTo(0.8, 12);
  });

  test.each([
    ['recipe', { recipe: { name: 'other', settings: {} } }, /\(stale: recipe [0-9a-f]{8}, not the model's\)/],
    [
      'data',
      { data: { fragments: 9, hash: 'f'.repeat(16) } },
      /\(stale: 9 fragments of hash ffffffff, not the model's\)/,
    ],
  ])('an evaluation of another %s is shown as stale, in text and picture and README', async (_, change, mark) => {
    const evaluation = readFileSync(at('evaluation-fragment.json'), 'utf8');
    write('evaluation-fragment.json', { ...JSON.parse(evaluation), ...change });
    const files = await cardFiles(folder);
    const titles = files.get(at('README.md'))!.match(/^### By .*$/gm)!;
    expect(titles[0]).toMatch(mark);
    expect(titles[1]).toBe('### By patient: a new wearer');
    expect(files.get(at('confusion.svg'))!.replaceAll('&#39;', "'")).toMatch(mark);
    expect(`(${measuredAccuracy(at('sign.alq.json')).fragment!.stale})`).toMatch(mark);
    writeFileSync(at('evaluation-fragment.json'), evaluation);
  });

  test.each([
    ['protocol', { protocol: undefined }, 'evaluation-fragment.json: protocol: missing field'],
    ['version', { version: 3 }, 'evaluation-fragment.json: version: '],
    ['hash', { data: { fragments: 9, hash: 'x' } }, 'evaluation-fragment.json: data.hash: not 16 hexadecimal digits'],
  ])('an evaluation of another form is refused: %s', async (_, change, message) => {
    const evaluation = readFileSync(at('evaluation-fragment.json'), 'utf8');
    write('evaluation-fragment.json', { ...JSON.parse(evaluation), ...change });
    await expect(cardFiles(folder)).rejects.toThrow(message);
    writeFileSync(at('evaluation-fragment.json'), evaluation);
  });

  test('the history of a model with other layers is refused', async () => {
    const history = readFileSync(at('rounds.json'), 'utf8');
    write('rounds.json', { ...JSON.parse(history), layers: ['tail'] });
    await expect(cardFiles(folder)).rejects.toThrow('rounds.json: layers: the history of another model');
    writeFileSync(at('rounds.json'), history);
  });

  test('by patient in the place of by fragment is refused', async () => {
    const evaluation = readFileSync(at('evaluation-fragment.json'), 'utf8');
    writeFileSync(at('evaluation-fragment.json'), readFileSync(at('evaluation-patient.json'), 'utf8'));
    await expect(cardFiles(folder)).rejects.toThrow('protocol.kind: an evaluation by another protocol');
    writeFileSync(at('evaluation-fragment.json'), evaluation);
  });

  test('a model of which nothing is known has a card that says so', async () => {
    for (const file of readdirSync(folder)) if (!file.endsWith('.alq.json')) rmSync(at(file));
    const files = await cardFiles(folder);
    expect([...files.keys()]).toEqual([at('README.md')]);
    expect(files.get(at('README.md'))).toContain('has not been cross-validated yet');
    expect(existsSync(at('README.md'))).toBe(false);
    expect(measuredAccuracy(at('sign.alq.json'))).toEqual({ fragment: null, time: null, patient: null });
  });
});
