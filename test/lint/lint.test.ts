import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTemplateNames } from '../../generator/emit/modules.js';
import { inFolder } from '../emit/tiny.js';
import { DESIGNS, writeDesigns } from './designs.js';
import { CLEAN, FAULTS, moduleWith } from './faults.js';
import { FRONT_ENDS, type FrontEnd, type Sources } from './front-ends.js';

const MODULES = readdirSync('rtl-templates', { recursive: true, encoding: 'utf8' }).filter((path) => /\.v$/.test(path));

describe('every design, wrapper and bench', () => {
  let root: string;
  let sources: Sources;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'bitbeat-lint-'));
    sources = writeDesigns(root, DESIGNS);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  for (const { name, installed, says } of FRONT_ENDS)
    test.skipIf(!installed)(`${name} takes without one message`, () => expect(says(sources)).toBe(''), 600_000);

  test('all modules there are', () => {
    const there = [...DESIGNS.values()].flatMap((tree) =>
      [...withTemplateNames(tree).keys()].map((path) => basename(path)),
    );
    // Models of cells are part of no design.
    const own = MODULES.filter((path) => !path.startsWith('cells/'));
    expect(own.map((path) => basename(path)).filter((name) => !there.includes(name))).toEqual([]);
  });

  test('printable ASCII in lines of at most 100 columns', () => {
    const tidy = (line: string) => /^[\x20-\x7e]{0,100}$/.test(line) && !line.endsWith(' ');
    const untidy = (path: string, text: string) =>
      text.split('\n').flatMap((line) => (tidy(line) ? [] : [`${path}: ${line}`]));
    // In C files every symbol begins with the name of the top.
    const plainSymbols = (path: string, text: string) => {
      const [, top] = /^sw\/(\w+?)(?:_registers)?\.[ch]$/.exec(path) ?? [];
      return top === undefined ? text : text.replaceAll(new RegExp(`\\b${top}(?=_)`, 'gi'), 'bitbeat');
    };
    // In comments of generated files stand the user's words, in their code longer names of modules.
    const generated = [...DESIGNS.values()].flatMap((tree) => [...withTemplateNames(tree)]);
    const lines = [
      ...MODULES.flatMap((path) => untidy(path, readFileSync(join('rtl-templates', path), 'utf8'))),
      ...generated
        .filter(([path]) => /\.(v|c|h)$/.test(path))
        .flatMap(([path, text]) => untidy(path, plainSymbols(path, text).replaceAll(/^ *\/\/.*$/gm, ''))),
    ];
    expect([...new Set(lines)]).toEqual([]);
  });
});

describe('a front-end can fail', () => {
  const said = (frontEnd: FrontEnd, body: string) =>
    inFolder((root) =>
      frontEnd.says(writeDesigns(root, [['faulty', new Map([['rtl/bitbeat_faulty.v', moduleWith(body)]])]])),
    );

  describe.each(FRONT_ENDS)('$name', (frontEnd) => {
    test.skipIf(!frontEnd.installed)('takes a module without a fault', async () =>
      expect(await said(frontEnd, CLEAN)).toBe(''),
    );
    for (const { fault, body, word } of FAULTS.filter(({ tellers }) => tellers.includes(frontEnd.name)))
      test.skipIf(!frontEnd.installed)(`tells of ${fault}`, async () =>
        expect(await said(frontEnd, body)).toMatch(word),
      );
  });
});
