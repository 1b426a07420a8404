import { expect, test } from 'vitest';
import { dataTable } from '../../generator/cli/data-table.js';
import { signalSet } from '../../generator/data/signal-set.js';
import { summarise } from '../../generator/data/summary.js';

test('codes of each channel; windows without classes', () => {
  const window = (name: string, codes: number[]) => ({ codes, group: 'g', name });
  const set = signalSet('s', { samples: 2, channels: 2 }, [window('a', [1, 10, 3, 30]), window('b', [1, 10, 3, 30])]);
  const summary = summarise(set);
  expect(summary).toMatchObject({ channels: 2, samples: 2, classes: [], groups: 1, duplicates: [['a', 'b']] });
  expect(summary.codes).toEqual([
    { min: 1, max: 3, mean: 2, sd: 1 },
    { min: 10, max: 30, mean: 20, sd: 10 },
  ]);
  expect(dataTable(summary)).toMatch(
    /^s: 2 fragments of 2 channels of 2 samples, 1 groups\nno classes\nchannel 0: ADC/,
  );
});
