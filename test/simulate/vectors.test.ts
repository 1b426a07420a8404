import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { builtInSignals } from '../../generator/data/signals.js';
import { generateDesign } from '../../generator/emit/design-folder.js';
import { readVectors } from '../../generator/simulate/vector-folder.js';
import { writeVectors } from '../../generator/simulate/vectors.js';
import { bitbeat } from '../cli/run-in-process.js';
import { problemsOf } from '../data/readers/files.js';
import { buildTiny, inFolder } from '../emit/tiny.js';
import { ownDesign } from '../own-models.js';

const { hardware } = buildTiny();
const set = builtInSignals(hardware.model.input, 2, 1);

/** Vectors of the tiny design, two fragments, after `damage`. */
const given = <T>(damage: (folder: string) => void, use: (folder: string) => T) =>
  inFolder((folder) => {
    writeVectors(folder, hardware, set);
    damage(folder);
    return use(folder);
  });

const lines = (file: string, change: (lines: string[]) => string[]) => (folder: string) => {
  const path = join(folder, file);
  writeFileSync(path, `${change(readFileSync(path, 'utf8').trimEnd().split('\n')).join('\n')}\n`);
};
const head = (change: object) => (folder: string) => {
  const path = join(folder, 'vectors.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
};

test('vectors as they are written: expected values of whole fragments', () =>
  given(
    () => {},
    (folder) => expect(readVectors(folder, hardware)).toEqual({ expected: true, fragments: 2 }),
  ));

test('carriage returns and upper-case digits are the same values', () =>
  given(
    (folder) => {
      const path = join(folder, 'samples.hex');
      writeFileSync(path, readFileSync(path, 'utf8').toUpperCase().replaceAll('\n', '\r\n'));
    },
    (folder) => expect(readVectors(folder, hardware)).toMatchObject({ fragments: 2 }),
  ));

test('samples alone: the same codes, nothing expected', () =>
  given(
    (folder) => {
      for (const name of readdirSync(folder)) if (name !== 'samples.hex') rmSync(join(folder, name));
    },
    (folder) => {
      const read = readVectors(folder, hardware);
      expect('set' in read && read.set.hashes).toEqual(set.hashes);
    },
  ));

const other = 'f'.repeat(64);
test.each<[string, (folder: string) => void, RegExp, RegExp]>([
  ['of another model', head({ design: 'theirs', model: other }), /vectors\.json$/, /design theirs, of another model/],
  ['in another order', head({ design: 'theirs', order: other }), /vectors\.json$/, /design theirs, in the order of/],
  ['of fewer fragments', head({ fragments: 1 }), /vectors\.json$/, /another number of fragments/],
  ['of a later version', head({ version: 2 }), /vectors\.json$/, /known values/],
  ['that are nobody’s', (folder) => rmSync(join(folder, 'vectors.json')), /vectors\.json$/, /which design/],
  ['without a stream', (folder) => rmSync(join(folder, 'layer_conv2.hex')), /layer_conv2\.hex$/, /no such file/],
  ['cut', lines('layer_conv3.hex', (all) => all.slice(0, -5)), /layer_conv3\.hex:\d+$/, /too early/],
  ['empty', (folder) => writeFileSync(join(folder, 'class.hex'), ''), /class\.hex:1$/, /too early/],
  ['with a value more', lines('class.hex', (all) => [...all, '0']), /class\.hex:3$/, /goes on/],
  ['out of range', lines('layer_conv1.hex', (all) => all.with(6, 'fff')), /layer_conv1\.hex:7$/, /more than 6 bits/],
  ['that are no values', lines('class.hex', (all) => all.with(1, '0x1')), /class\.hex:2$/, /no hexadecimal/],
  ['of unknown bits', lines('class.hex', (all) => all.with(0, 'x')), /class\.hex:1$/, /no hexadecimal/],
  [
    'with samples out of range',
    lines('samples.hex', (all) => all.with(3, '800')),
    /samples\.hex:4$/,
    /more than 11 bits/,
  ],
  ['with an empty line', lines('samples.hex', (all) => all.with(3, '')), /samples\.hex:4$/, /no hexadecimal/],
  ['with half a fragment', lines('samples.hex', (all) => all.slice(1)), /samples\.hex:72$/, /within a fragment/],
  ['without samples', (folder) => rmSync(join(folder, 'samples.hex')), /samples\.hex$/, /no such file/],
])('refuses vectors %s', (_, damage, where, message) =>
  given(damage, (folder) => {
    const problems = problemsOf(() => readVectors(folder, hardware));
    expect(problems).toContainEqual(
      expect.objectContaining({ where: expect.stringMatching(where), message: expect.stringMatching(message) }),
    );
  }),
);

test('few of many bad lines are told in words', () =>
  given(
    lines('samples.hex', (all) => all.map(() => 'zz')),
    (folder) => {
      const problems = problemsOf(() => readVectors(folder, hardware));
      expect(problems.map(({ message }) => message)).toEqual([
        ...Array(5).fill('no hexadecimal value'),
        'and 67 more such lines',
      ]);
    },
  ));

test('another folding of the same model has its values in another order', () =>
  inFolder((folder) => {
    const [stream, folded] = (['stream', 'folded'] as const).map(
      (architecture) => buildDesign(ownDesign(folder, 'three-channels', architecture)).hardware,
    );
    const own = builtInSignals(stream!.model.input, 1, 1);
    writeVectors(join(folder, 'v'), stream!, own);
    expect(readVectors(join(folder, 'v'), stream!)).toMatchObject({ expected: true });
    const wider = { ...folded!, layers: folded!.layers.map((layer) => ({ ...layer, outBits: layer.outBits + 1 })) };
    const [problem] = problemsOf(() => readVectors(join(folder, 'v'), wider as typeof folded & object));
    expect(problem).toMatchObject({ field: 'order' });
  }));

test('windows of one signal: codes that two of them share are the same', () =>
  inFolder((folder) => {
    const file = ownDesign(folder, 'three-channels', 'folded');
    const design = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...design, folding: { ...design.folding, hopSamples: 32 } }));
    const windows = buildDesign(file).hardware;
    const { input } = windows.model;
    writeVectors(folder, windows, builtInSignals(input, 3, 1, 32));
    expect(readVectors(folder, windows)).toMatchObject({ fragments: 3 });
    writeVectors(folder, windows, builtInSignals(input, 3, 1));
    const [problem] = problemsOf(() => readVectors(folder, windows));
    expect(problem).toMatchObject({
      where: expect.stringMatching(/samples\.hex:385$/),
      message: expect.stringMatching(/32 samples apart/),
    });
  }));

test('simulate --vectors with samples alone: PASS, nothing of the user’s folder is touched', () =>
  inFolder(async (folder) => {
    const built = buildDesign(ownDesign(folder, 'wide-codes', 'folded'));
    const rtl = generateDesign(built, join(folder, 'rtl'));
    const vectors = join(rtl, 'vectors', 'mine');
    const { input } = built.hardware.model;
    writeVectors(vectors, built.hardware, builtInSignals(input, 3, 5));
    for (const name of readdirSync(vectors)) if (name !== 'samples.hex') rmSync(join(vectors, name));
    const args = ['--rtl', rtl, '--vectors', vectors, '--simulator', 'icarus'];
    const { code, stdout } = await bitbeat('simulate', ...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/3 fragments of .*mine/);
    expect(stdout).toMatch(/^class: 3 compared, 0 differ$/m);
    expect(readdirSync(vectors)).toEqual(['samples.hex']);
    expect(existsSync(join(rtl, 'vectors', 'computed', '0', 'vectors.json'))).toBe(true);
  }));
