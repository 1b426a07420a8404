import { expect, test } from 'vitest';
import { dataTable } from '../../generator/cli/data-table.js';
import { signalSet, subset, type Targets } from '../../generator/data/signal-set.js';
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

const windows = (count: number, targets: Targets) => {
  const all = Array.from({ length: count }, (_, i) => ({ codes: [i], group: `${i}`, name: `${i}` }));
  return { ...signalSet('s', { samples: 1, channels: 1 }, all), targets };
};

test('labels: how many windows have each, several of them, or none', () => {
  const bits = Uint8Array.of(1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1);
  const summary = summarise(windows(4, { kind: 'labels', names: ['a', 'b', 'c'], bits }));
  expect(summary).toMatchObject({ classes: [], groups: 4 });
  expect(summary.targets).toEqual({
    kind: 'labels',
    names: [
      { name: 'a', windows: 2 },
      { name: 'b', windows: 3 },
      { name: 'c', windows: 1 },
    ],
    several: 2,
    none: 1,
  });
  expect(dataTable(summary).split('\n').slice(1, 7)).toEqual([
    'label  windows   share',
    '-----  -------  ------',
    'a            2  50.0 %',
    'b            3  75.0 %',
    'c            1  25.0 %',
    '2 windows with several labels, 1 with none',
  ]);
});

test('values: range, mean, spread and unit of each', () => {
  const given: Targets = {
    kind: 'values',
    names: ['rate', 'width'],
    units: ['1/min', 'ms'],
    values: Float32Array.of(60, -1, 70, 1, 80, 3),
  };
  const set = windows(3, given);
  const sd = Math.sqrt(8 / 3);
  expect(summarise(set).targets).toEqual({
    kind: 'values',
    names: [
      { name: 'rate', unit: '1/min', min: 60, max: 80, mean: 70, sd: 5 * sd },
      { name: 'width', unit: 'ms', min: -1, max: 3, mean: 1, sd },
    ],
  });
  expect(dataTable(summarise(set)).split('\n').slice(1, 5)).toEqual([
    expect.stringMatching(/^value +unit +least +largest +mean +standard deviation$/),
    expect.stringMatching(/^[- ]+$/),
    expect.stringMatching(/^rate +1\/min +60 +80 +70 +8\.165$/),
    expect.stringMatching(/^width +ms +-1 +3 +1 +1\.633$/),
  ]);
  const { units: _, ...bare } = given;
  const { targets } = summarise(subset({ ...set, targets: bare }, [2]));
  expect(targets).toMatchObject({ names: [{ name: 'rate', min: 80, max: 80, mean: 80, sd: 0 }, { name: 'width' }] });
  expect(dataTable(summarise({ ...set, targets: bare }))).toMatch(/^value +least/m);
});
