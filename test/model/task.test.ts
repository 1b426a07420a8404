import { describe, expect, test } from 'vitest';
import { decisionOf, labelWord, thresholdsOf } from '../../generator/model/decision.js';
import { parseIntegerModel, printIntegerModel } from '../../generator/model/file.js';
import type { UserError } from '../../generator/support/errors.js';
import { OWN_MODELS, ownModel } from '../own-models.js';

const model = (name: string) => ownModel(name, OWN_MODELS[name]!);
const read = (text: string) => parseIntegerModel(text, 'own.alq.json');

/** What is wrong with a model's file with a field, given by its path, changed. */
function problems(name: string, path: (string | number)[], value: unknown) {
  const file = JSON.parse(printIntegerModel(model(name)));
  let at = file;
  for (const key of path.slice(0, -1)) at = at[key];
  at[path.at(-1)!] = value;
  try {
    read(JSON.stringify(file));
  } catch (error) {
    return (error as UserError).problems.map(({ field, message }) => `${field}: ${message}`);
  }
  return [];
}

describe('a file says what its scores do', () => {
  test.each(['labels', 'values', 'three-channels'])('%s: written and read, the same', (name) => {
    const text = printIntegerModel(model(name));
    expect(printIntegerModel(read(text))).toBe(text);
    expect(read(text)).toEqual(model(name));
  });

  test('classes are what is not said in memory, and said in the file', () => {
    expect(model('three-channels').task).toBeUndefined();
    expect(printIntegerModel(model('three-channels'))).toContain('"task":{"kind":"classes","names":["class 0"');
    const labels = JSON.parse(printIntegerModel(model('labels'))).outputs[0].task;
    expect(labels).toMatchObject({ kind: 'labels', thresholds: [0, -700, 1200, -30, 2147483647] });
  });

  const task = ['outputs', 0, 'task'];
  const converter = ['inputs', 0, 'converter'];
  test.each<[string, (string | number)[], unknown, RegExp]>([
    ['labels', [...task, 'thresholds'], [1], /^outputs\[0\]\.task\.thresholds: not one for each output$/],
    ['labels', [...task, 'thresholds'], [0, 0, 0, 0, 0.5], /^outputs\[0\]\.task\.thresholds\[4\]: /],
    ['labels', [...task, 'units'], ['mV'], /^outputs\[0\]\.task\.units: /],
    ['labels', [...task, 'names', 4], 'label 0', /^outputs\[0\]\.task\.names\[4\]: a label name that is there twice$/],
    ['labels', [...task, 'kind'], 'scores', /^outputs\[0\]\.task\.kind: /],
    ['values', [...task, 'units'], ['a', 'b', 'c'], /^outputs\[0\]\.task\.units: not one for each output$/],
    ['values', [...task, 'units', 0], '\n', /^outputs\[0\]\.task\.units\[0\]: a unit is printable$/],
    ['values', [...task, 'thresholds'], [0, 0], /^outputs\[0\]\.task\.thresholds: /],
    ['values', ['nodes', 1, 'scaleLog2'], 2000, /^nodes\[1\]\.scaleLog2: a step of the score has no value$/],
    ['values', [...converter, 'zero'], [1, 2, 3], /^inputs\[0\]\.converter\.zero: not one for each channel$/],
    ['values', [...converter, 'gain'], [1], /^inputs\[0\]\.converter\.gain: not one for each channel$/],
    ['values', [...converter, 'gain'], 0, /^inputs\[0\]\.converter\.gain.*: no gain$/],
    ['values', [...converter, 'units'], ['V'], /^inputs\[0\]\.converter\.units: not one for each channel$/],
    ['values', [...converter, 'zero'], 4096, /^inputs\[0\]\.converter\.zero: larger than any code$/],
  ])('%s: %j as %j', (name, path, value, problem) => {
    expect(problems(name, path, value)).toEqual([expect.stringMatching(problem)]);
  });
});

describe('what scores say', () => {
  test('labels: those above their thresholds, not those at them', () => {
    const set = (...scores: number[]) => decisionOf(model('labels'), scores);
    expect(set(1, -699, 1201, -29, 2147483647)).toEqual({ kind: 'labels', set: [true, true, true, true, false] });
    expect(set(0, -700, 1200, -30, 0)).toEqual({ kind: 'labels', set: [false, false, false, false, false] });
    expect(thresholdsOf({ classes: ['a', 'b'], task: { kind: 'labels' } })).toEqual([0, 0]);
  });

  test('values: scores times the step', () => {
    expect(decisionOf(model('values'), [128, -64])).toEqual({ kind: 'values', values: [1, -0.5] });
  });

  test('classes: the largest, the lowest index on a tie', () => {
    expect(decisionOf(model('three-channels'), [1, 5, 5, -9, 0, 0])).toEqual({ kind: 'classes', index: 1 });
  });

  test('labels as a word', () => {
    expect(labelWord([true, false, true])).toBe(5n);
    expect(labelWord(new Array(32).fill(true))).toBe(2n ** 32n - 1n);
  });
});
