import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { generated } from '../../generator/emit/generated.js';
import { busTree } from '../../generator/emit/wrappers/bus.js';
import { driverFiles } from '../../generator/emit/wrappers/bus-software.js';
import { headerSchemas } from '../../generator/model/file-layout.js';
import { accuracySheet } from '../../generator/report/datasheet/measured.js';
import { confusionPicture } from '../../generator/report/pictures/confusion.js';
import { renderSvg } from '../../generator/report/pictures/render.js';
import { markdownTable } from '../../generator/report/table.js';
import { cString, markdownText } from '../../generator/support/escape.js';
import { folderOf } from '../data/readers/files.js';

/** What has broken other tools, and random mixtures of it. */
const PARTS = [
  '|',
  '`',
  '<script>',
  '*/',
  '/*',
  '??/',
  '\n',
  '\r',
  '\u202e',
  '\u2066',
  '"',
  "'",
  '\\',
  '$(x)',
  '&amp;',
  '%s',
];
const MORE = [
  '- ',
  '1. ',
  '# ',
  '![x](y)',
  '_a_',
  '~~',
  'é',
  '\u{1f600}',
  '\0',
  '\x1b[31m',
  '//',
  '--',
  ' ',
  'NSR',
  '7',
];
const hostile = fc
  .array(fc.constantFrom(...PARTS, ...MORE), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const STEERING = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;
const each = (check: (text: string) => void) => fc.assert(fc.property(hostile, check), { numRuns: 500 });

describe('texts of the user stay texts', () => {
  test('in a cell of Markdown: one cell, no tag, no mark', () => {
    each((text) => {
      const cell = markdownText(text);
      const [, , row] = markdownTable(['name', 'n'], [[cell, 1]]).split('\n');
      expect(markdownTable(['name', 'n'], [[cell, 1]]).split('\n')).toHaveLength(3);
      expect(row!.replace(/\\[^a-z\d\s]/gi, '').match(/\|/g)).toHaveLength(3);
      expect(cell.replace(/\\[^a-z\d\s]/gi, '')).not.toMatch(/[<>`*_[\]#|~]/);
      expect(cell).not.toMatch(STEERING);
      expect(cell).not.toMatch(/^(\d+\.|[-+=#>])/);
    });
    expect(['NSR', '1 NSR', 'ST-T', 'a.b'].map(markdownText)).toEqual(['NSR', '1 NSR', 'ST-T', 'a.b']);
  });
  test('or are refused, where they name models and classes', () => {
    const { name, classes } = headerSchemas[1].shape;
    each((text) => {
      if (name.safeParse(text).success) expect(text).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/);
      if (classes.safeParse([text]).success) expect(text).toMatch(/^[\x20-\x7e]+$/);
      else expect(text).toMatch(/[^\x20-\x7e]/);
    });
  });

  const samples = fc.sample(hostile, { numRuns: 200, seed: 1 }).map((text) => text.replaceAll('\0', ''));
  test('in string literals of C, where trigraphs are replaced', () => {
    const dir = folderOf({});
    const list = samples.map((text) => `  ${cString(text)},`).join('\n');
    writeFileSync(
      join(dir, 'x.c'),
      `#include <stdio.h>\nstatic const char *names[] = {\n${list}\n};\nint main(void) {\n` +
        `  for (unsigned i = 0; i < sizeof names / sizeof *names; i++) { fputs(names[i], stdout); putchar(0); }\n  return 0;\n}\n`,
    );
    execFileSync('gcc', ['-std=c99', '-trigraphs', '-Wall', '-Werror', '-o', join(dir, 'x'), join(dir, 'x.c')]);
    expect(execFileSync(join(dir, 'x')).toString()).toBe(samples.map((text) => `${text}\0`).join(''));
  });
  test('in pictures', async () => {
    const names = ['<script>alert(1)</script>', 'a & b', "it's", '"|`'];
    const svg = await renderSvg(
      confusionPicture(
        't',
        's',
        names,
        names.map((_, i) => names.map((_, j) => i + j)),
      ),
    );
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
    expect(svg.replace(/&(amp|lt|gt|quot|apos|#39);/g, '')).not.toContain('&');
  });
});

describe("names of a model's classes", () => {
  const { design, hardware } = buildDesign('test/goldens/tiny.json');
  const classes = hardware.model.classes.map((_, i) => ['what??/', 'a|b <i>*/', '"`\\'][i % 3]! + i);
  const named = { ...hardware, model: { ...hardware.model, classes } };

  test('are the same in the C header of a bus', () => {
    const text = busTree(generated(design, named), 'axi').get(driverFiles(design.name).registers) as string;
    const main =
      '#include <stdio.h>\n#include "registers.h"\nstatic const char *names[] = BITBEAT_TINY_CLASS_NAMES;\n' +
      'int main(void) { for (unsigned i = 0; i < BITBEAT_TINY_CLASSES; i++) puts(names[i]); return 0; }\n';
    const dir = folderOf({ 'registers.h': text, 'x.c': main });
    execFileSync('gcc', ['-std=c99', '-trigraphs', '-Wall', '-Werror', '-o', join(dir, 'x'), join(dir, 'x.c')]);
    expect(execFileSync(join(dir, 'x')).toString()).toBe(classes.map((name) => `${name}\n`).join(''));
  });
  test('are texts in the data sheet', () => {
    const sheet = accuracySheet(named, { fragment: null, time: null, patient: null });
    expect(sheet).toContain(markdownText(classes[1]!));
    expect(sheet).not.toContain('<i>');
  });
});
