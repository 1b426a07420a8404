import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { generated } from '../../generator/emit/generated.js';
import { topModule } from '../../generator/emit/names.js';
import { parametersSheet } from '../../generator/report/datasheet/parameters.js';
import { portsSheet } from '../../generator/report/datasheet/ports.js';

const TEMPLATES = 'rtl-templates';
/** Ports of cells are their makers'. */
const MODULES = readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.v') && !/^cells\/(?!block_ram)/.test(file))
  .sort();

/** Names of a module's parameters and ports, each with the comment of its line; null: none. */
function commentsOf(verilog: string): [string, string | null][] {
  const start = verilog.search(/^module /m);
  const head = verilog.slice(start, verilog.indexOf('\n);', start)).split('\n');
  const declarations = head.filter((line) => /^\s*(parameter|input|output|inout)\b/.test(line));
  return declarations.map((line) => {
    const [code, comment] = line.split(/\/\/(.*)/) as [string, string | undefined];
    const [, name] = /(\w+)\s*,?\s*$/.exec(code.split('=')[0]!)!;
    return [name!, comment?.trim() || null];
  });
}

test('a declaration without a comment is seen, wherever it stands', () => {
  const verilog = `module bb_m #(
  parameter A = 1, // one
  parameter [7:0] B = A > 1 ? $clog2(A) : 1,
  parameter F = ""  // file
) (
  input  wire [A-1:0] a_i,  // in
  output reg  b_o,
  input  wire c_i //
);
`;
  expect(commentsOf(verilog)).toEqual([
    ['A', 'one'],
    ['B', null],
    ['F', 'file'],
    ['a_i', 'in'],
    ['b_o', null],
    ['c_i', null],
  ]);
});

test.each(MODULES)('%s: every parameter and port says what it is', (file) => {
  const module = basename(file, '.v');
  const comments = commentsOf(readFileSync(`${TEMPLATES}/${file}`, 'utf8'));
  expect(comments).not.toEqual([]);
  expect(comments.filter(([, comment]) => comment === null).map(([name]) => `${module}.${name}`)).toEqual([]);
});

test.each([
  'test/goldens/tiny.json',
  'test/goldens/tiny-folded.json',
  'sim/mutation/single.json',
  'sim/mutation/wide.json',
])('%s: no cell of its data sheet is empty', (file) => {
  const { design, hardware } = buildDesign(file);
  const { instances } = generated(design, hardware).interface;
  const rows = [portsSheet(hardware), parametersSheet(topModule(design.name), instances)].flatMap((sheet) =>
    sheet.split('\n').filter((line) => line.startsWith('|')),
  );
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => /\|\s*\|/.test(row))).toEqual([]);
});
