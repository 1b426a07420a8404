import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSignals, pickFragments, readingSignals } from '../../generator/data/open.js';
import { finish } from '../../generator/support/long-work.js';
import { datasetFiles, MARKS } from './readers/annotated-set.js';
import { codes3600, folderOf, matlab4, problemsOf } from './readers/files.js';
import { rising } from './readers/wfdb-file.js';
import { relabelled } from './sets.js';

test('openSignals reads the folder that is named, else makes synthetic ECG', () => {
  const dir = folderOf({ '3 AFL/222m (0).mat': matlab4(codes3600()) });
  expect(openSignals(dir, { windows: 3, seed: 1 }).names).toEqual(['3 AFL/222m (0)']);
  expect(openSignals(undefined, { windows: 3, seed: 5 })).toMatchObject({
    provenance: { source: 'synthetic ECG (seed 5)' },
    targets: { labels: [0, 1, 2] },
  });
});

// Class of each fragment -> classes of those picked.
const set = relabelled(openSignals(undefined, { windows: 7, seed: 1 }), [2, 2, 2, 1, 1, 5, 0]);
test.each([
  [1, [6]],
  [3, [6, 3, 0]],
  [4, [6, 3, 0, 5]],
  [6, [6, 3, 0, 5, 4, 1]],
  [7, [6, 3, 0, 5, 4, 1, 2]],
])('pickFragments takes %i, class by class in rounds', (n, picked) => {
  expect(pickFragments(set, n).names).toEqual(picked.map((i) => set.names[i]));
});

test.each([0, -1, 1.5, 8, Number.NaN])('pickFragments refuses %s of 7', (n) => {
  expect(problemsOf(() => pickFragments(set, n))[0]).toMatchObject({ field: 'fragments', allowed: '1 to 7' });
});

describe('options of the reader that are otherwise than in the data set file', () => {
  const both = { leads: { X: rising(20, 0), Y: rising(20, 300) }, marks: MARKS };
  const read = (options: Record<string, unknown>) => {
    const path = join(folderOf(datasetFiles({ records: { a: both } })), 'data.json');
    const set = finish(readingSignals(path, { where: 'r.train.json', options }));
    return set.recorded!.recordings.map(({ lead, scored }) => [lead, scored]);
  };

  test('they stand in its place, the others stay', () => {
    expect(read({})).toEqual([['X', true]]);
    const leads = [['X'], ['Y']];
    expect(read({ leads })).toEqual([
      ['X', true],
      ['Y', false],
    ]);
  });

  test.each<[Record<string, unknown>, object]>([
    [{ lead: [] }, { field: 'readerOptions.lead', message: 'unknown field' }],
    [{ step: 0 }, { field: 'readerOptions.step', allowed: '1 or more' }],
    [{ leads: [['x']] }, { field: 'options.leads[0][0]', value: 'x', fix: 'X' }],
  ])('%j is refused', (options, wanted) => {
    expect(problemsOf(() => read(options))[0]).toMatchObject(wanted);
  });
});
