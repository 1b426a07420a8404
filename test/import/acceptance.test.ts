import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ComparedReport, importNetwork } from '../../generator/import/import-network.js';
import { UserError } from '../../generator/support/errors.js';
import { finish } from '../../generator/support/long-work.js';
import { folderOf } from '../data/readers/files.js';
import { besideData } from '../data/sets.js';

interface Item {
  folder: string;
  models: { file: string; verdict: string; operators: string }[];
}

const folder = besideData('models');
const items = folder === undefined ? [] : (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Item[]);
const models = items.flatMap(({ folder: item, models }) => models.map((model) => ({ item, ...model })));

/** What the README of the weights without a network says of their layers. */
const DESCRIPTION = {
  input: { channels: 1, samples: 150 },
  layers: [
    ...[[3, 4], 2, 1].flatMap((padding, i) => [
      { op: 'Conv', tensors: `conv${i + 1}`, padding },
      { op: 'BatchNormalization', tensors: `bn${i + 1}` },
      { op: 'Relu' },
    ]),
    { op: 'GlobalAveragePool' },
    { op: 'Flatten' },
    { op: 'Dense', tensors: 'fc' },
  ],
};

async function reportOf(item: string, file: string, network?: string): Promise<ComparedReport> {
  const paths = { file: join(folder!, item, file), expected: join(folder!, item, 'expected.npz') };
  return finish(await importNetwork({ ...paths, network })).report as ComparedReport;
}

describe.skipIf(folder === undefined)('networks of other frameworks', () => {
  test.each(models.filter(({ verdict }) => verdict === 'import'))(
    '$item/$file gives what it gives there',
    async ({ item, file }) => {
      const { pass, windows, largestDifference, largestOutput } = await reportOf(item, file);
      expect(windows).toBe(32);
      expect(largestDifference / largestOutput).toBeLessThan(1e-5);
      expect(pass).toBe(true);
    },
  );

  test.each(models.filter(({ verdict }) => verdict === 'refuse'))(
    '$item/$file is refused',
    async ({ item, file, operators }) => {
      const refused = await reportOf(item, file).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(UserError);
      for (const name of operators.match(/[A-Z]\w*[A-Z]?\w+/g)!) expect((refused as UserError).message).toContain(name);
    },
  );

  test.each(models.filter(({ verdict }) => /description/.test(verdict)))(
    '$item/$file with its layers',
    async ({ item, file }) => {
      expect(await reportOf(item, file).catch((error: unknown) => String(error))).toMatch(
        /weights alone.*conv1\.weight \[16,1,8\]/,
      );
      const network = join(folderOf({}), 'layers.json');
      writeFileSync(network, JSON.stringify(DESCRIPTION));
      expect((await reportOf(item, file, network)).pass).toBe(true);
    },
  );

  test('all are tried', () => {
    expect(models.length).toBeGreaterThanOrEqual(11);
    expect(new Set(models.map(({ verdict }) => verdict.split(' ')[0]))).toEqual(new Set(['import', 'refuse']));
  });
});
