import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { templateModules } from '../../generator/emit/modules.js';
import { blockDiagram, MODULES_DOCUMENT, moduleFacts, modulesPage } from '../../generator/report/modules-page.js';

test('docs/modules.md is the one that the modules give (npx bitbeat report)', () => {
  expect(readFileSync(MODULES_DOCUMENT, 'utf8')).toBe(modulesPage());
});

test('every module of a design or a bench has a section, a purpose and a picture with an edge', () => {
  const page = modulesPage();
  for (const name of templateModules().keys()) {
    const [, section] = page.split(new RegExp(`^### ${name}$`, 'm'));
    expect(section, name).toMatch(/^\n\n[A-Z][^`]*\n\n```mermaid\nflowchart LR\n[^`]*(-->|-- ")/);
  }
});

test('a line goes from what drives a net to what reads it, through logic and flip-flops', () => {
  const text = `// Says nothing.
module bb_x (
  input  wire clk_i,
  input  wire a_i,
  output wire z_o
);
  wire b, c;
  wire both = b && a_i;
  reg kept_q;
  always @(posedge clk_i) kept_q <= both;
  bb_first first (.clk_i(clk_i), .a_i(a_i), .b_o(b));
  bb_second #(.N(2)) second (
    .clk_i(clk_i), .d_i(kept_q), .c_o(c)
  );
  assign z_o = c;
endmodule
`;
  const diagram = blockDiagram(moduleFacts('bb_x', 'x.v', text))
    .split('\n')
    .slice(2, -1);
  expect(diagram.map((line) => line.trim()).sort()).toEqual(
    [
      'first["first<br>bb_first"]',
      'second["second<br>bb_second"]',
      'in([in]) -- "a" --> first',
      'first -- "b" --> second',
      'in([in]) -- "a" --> second',
      'second -- "c" --> out([out])',
    ].sort(),
  );
});
