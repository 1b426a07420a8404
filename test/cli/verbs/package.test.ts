import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDesign } from '../../../generator/arch/built-design.js';
import { editedFiles, readManifest } from '../../../generator/emit/write-tree.js';
import { makePackage } from '../../../generator/report/package.js';
import { bitbeat, type Ran } from '../run-in-process.js';
import { flipBit, ran, TinyPackage, VLNV } from '../tiny-package.js';

const tiny = new TinyPackage();
const { parent, folder } = tiny;
let made: Ran;

beforeAll(async () => {
  made = await tiny.make();
});
afterAll(() => tiny.remove());

/** The bench as the data sheet says it is run without FuseSoC. */
function icarus(cwd: string, ...plus: string[]) {
  const bench = 'tb/bitbeat_tiny__tb.v';
  const flags = ['-g2005', '-y', 'rtl', '-y', 'tb', '-s', 'bitbeat_tiny__tb', '-o', 's'];
  const compiled = ran(cwd, 'iverilog', ...flags, bench);
  expect(compiled).toEqual({ status: 0, text: '' });
  return ran(cwd, 'vvp', '-n', 's', ...plus);
}

test('writes the package and says how it is tried', () => {
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toContain('2 fragments, 144 values compared and every cycle as predicted');
  expect(made.stdout).toContain(`run --target=sim ${VLNV}`);
  expect(readdirSync(folder).sort()).toEqual(
    [
      ...[
        'DATASHEET.html',
        'DATASHEET.md',
        'LICENSE',
        'bench',
        'bitbeat_tiny.core',
        'boards',
        'design.json',
        'doc',
        'manifest.json',
      ],
      ...['mem', 'model.alq.json', 'rtl', 'tb', 'vectors'],
      // Of other people's flows.
      ...['bitbeat_tiny.f', 'bitbeat_tiny__tb.f', 'component.xml', 'constraints', 'quartus', 'vivado'],
    ].sort(),
  );
  expect(editedFiles(folder, readManifest(folder)!)).toEqual([]);
});

test('the same bytes again', async () => {
  const design = 'test/goldens/tiny.json';
  const options = { design, simulator: 'icarus', fragments: 2 } as const;
  const { tree } = await makePackage(buildDesign(design), options);
  for (const [path, text] of tree) expect([path, readFileSync(join(folder, path), 'utf8')]).toEqual([path, text]);
});

test('pictures and files that the data sheet names are there', () => {
  const sheet = readFileSync(join(folder, 'DATASHEET.md'), 'utf8');
  const named = [...sheet.matchAll(/\]\(([^)]+)\)|`((?:mem|bench|rtl)\/[^`]*)`/g)].map(
    (found) => found[1] ?? found[2]!,
  );
  expect(named.length).toBeGreaterThan(10);
  for (const path of named) expect([path, existsSync(join(folder, path))]).toEqual([path, true]);
  expect(sheet).not.toMatch(/undefined|NaN|null/);
});

test('FuseSoC is told of every file that it needs', () => {
  const core = readFileSync(join(folder, 'bitbeat_tiny.core'), 'utf8');
  const listed = [...core.matchAll(/^ {6}- (\S+): /gm)].map(([, path]) => path!);
  for (const path of listed) expect([path, existsSync(join(folder, path))]).toEqual([path, true]);
  const needed = ['rtl', 'mem', 'vectors'].flatMap((part) =>
    readdirSync(join(folder, part)).map((file) => `${part}/${file}`),
  );
  expect(listed).toEqual(expect.arrayContaining(needed));
});

describe('the bench judges by itself', () => {
  test('PASS, exit code 0', () => {
    const { status, text } = icarus(folder, '+fragments=2');
    expect(text).toContain('PASS: 2 fragments, 144 values compared');
    expect(status).toBe(0);
  });

  const images = ['conv1_signs', 'conv2_passes', 'dense1_weights'];
  test.each(images.map((name) => `mem/bitbeat_tiny__${name}.hex`))('a bit of %s: FAIL, another exit code', (image) => {
    const { status, text } = icarus(tiny.changed(image, flipBit), '+fragments=2');
    expect(text).toContain('FAIL: 2 of 2 fragments');
    expect(status).not.toBe(0);
  });

  test.each([
    ['a class', 'vectors/class.hex', flipBit],
    ['the end of the vectors', 'vectors/layer_dense1.hex', (text: string) => text.slice(0, -6)],
    [
      'another cycle than predicted',
      'tb/bitbeat_tiny__tb.v',
      (text: string) => text.replace(/32'd(\d+)$/m, (_, cycle) => `32'd${Number(cycle) + 1}`),
    ],
    [
      'a core that takes no sample',
      'rtl/bitbeat_tiny.v',
      (text: string) => text.replace('.valid_i(sample_valid_i)', ".valid_i(1'b0)"),
    ],
  ])('%s: FAIL', (_, file, change) => {
    const { status, text } = icarus(tiny.changed(file, change), '+fragments=2', '+timeout=5000');
    expect(text).toContain('FAIL: ');
    expect(status).not.toBe(0);
  });
});

describe('mistakes', () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await bitbeat('package', '--design', 'test/goldens/tiny.json', ...args);
    expect(code).toBe(2);
    return stderr;
  };

  test('no fragment', async () => {
    expect(await refused('--fragments', '0')).toContain('not a whole number from 1');
  });

  test('no such folder of fragments', async () => {
    expect(await refused('--data', join(parent, 'nowhere'))).toContain('nowhere');
  });

  test('a folder that holds edited files is left alone', async () => {
    const root = tiny.changed('mem/bitbeat_tiny__conv1_signs.hex', flipBit);
    expect(await refused('--out', root, '--simulator', 'icarus')).toContain('edited since it was generated');
  });
});
