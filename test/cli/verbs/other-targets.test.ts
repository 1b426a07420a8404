import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readIntegerModel } from '../../../generator/model/file.js';
import { folderOf } from '../../data/readers/files.js';
import { floats, longs } from '../../support/npy-file.js';
import { bitbeat } from '../run-in-process.js';

const MODEL = 'test/goldens/tiny.alq.json';
const { samples, channels, sampleRateHz, codeBits } = readIntegerModel(MODEL).input;
const RECIPES = 'configs/recipes/ecg17-small-fragments';

/** A data set of two windows that the model takes, with targets that are no classes. */
function dataset(kind: 'labels' | 'values'): string {
  const input = { samples, channels, rateHz: sampleRateHz, codeBits, zero: 0, gain: 1 };
  const options = { files: [{ x: 'X.npy', y: 'y.npy' }] };
  const y = kind === 'labels' ? longs([2, 2], [1, 1, 0, 1]) : floats([2, 2], [60.5, 1, 70, 2]);
  const folder = folderOf({
    'd.json': JSON.stringify({ name: 'd', reader: 'npy', options, input, targets: { kind, names: ['rate', 'width'] } }),
    'X.npy': floats(
      [2, channels, samples],
      Array.from({ length: 2 * channels * samples }, (_, i) => i % 2 ** codeBits),
    ),
    'y.npy': y,
  });
  return join(folder, 'd.json');
}

test.each<[string, string[]]>([
  ['train', ['--config', `${RECIPES}.train.json`]],
  ['quantise', ['--config', `${RECIPES}.quantise.json`]],
  ['evaluate', ['--model', MODEL]],
  ['evaluate', ['--recipe', `${RECIPES}.quantise.json`]],
  ['compare', ['--config', 'configs/recipes/ecg17-fragments.compare.json']],
])('%s %j says that it needs classes', async (verb, args) => {
  for (const kind of ['labels', 'values'] as const) {
    const work = verb === 'evaluate' && args[0] === '--model' ? [] : ['--work', folderOf({})];
    const ran = await bitbeat(verb, ...args, ...work, '--data', dataset(kind));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(
      new RegExp(
        `d\\.json: targets: targets that are no classes, which this needs \\(found "${kind} of each window: rate, width"\\); ` +
          'allowed: a class of each window; try: "classes" in the place of "targets" .*bitbeat quantise FILE --data \\.\\.\\.\\n$',
      ),
    );
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
  }
});

test('what needs no classes takes such windows', async () => {
  const { code, stdout, stderr } = await bitbeat('data', '--data', dataset('values'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^rate +60\.5 +70 +65\.25 +4\.75$/m);
});
