import { keptFile } from '../support/roots.js';
import type { LayoutResult } from '../synth/layout/result.js';
import { replaceBlock } from './block.js';
import { staleNote } from './freshness.js';
import type { ReportedLayout } from './layout-results.js';
import { grouped, markdownTable, textTable } from './table.js';

export const LAYOUT_DOCUMENT = keptFile('docs/layout.md');

const BLOCK = {
  begin: '<!-- results: written by `npx bitbeat layout --write` -->',
  end: '<!-- end of results -->',
  what: 'the results',
};

const three = (value: number) => (value === 0 ? '0' : Number(value.toPrecision(3)).toString());

/** Rows of the block and what was checked of it. */
function blockRows({ block, wires, checks, memories, scores, tools }: LayoutResult): [string, string][] {
  const rules = Object.entries(checks.drc);
  return [
    ['cells, fillers', `${grouped(block.cells)}, ${grouped(block.fillers)}`],
    ['nets, pins of the block', `${grouped(block.nets)}, ${grouped(block.pins)}`],
    ['rows; block, um', `${block.rows}; ${three(block.widthUm)} x ${three(block.heightUm)}`],
    ['cells, rows, mm2', `${three(block.cellMm2)}, ${three(block.coreMm2)}`],
    ['utilisation', `${(100 * block.utilisation).toFixed(1)} %`],
    ...memories.map(({ name, areaMm2, pins }): [string, string] => [
      `outside: ${name}, mm2, pins`,
      `${three(areaMm2)}, ${pins}`,
    ]),
    ['vias', grouped(wires.vias)],
    ['wires, pF: by the wire model, by the layers alone', `${three(wires.capacitancePf)}, ${three(wires.layersPf)}`],
    [
      'cells, nets, pins found again in the routed DEF',
      `${grouped(checks.cells)}, ${grouped(checks.nets)}, ${grouped(checks.pins)}`,
    ],
    ['overlapping cells, open nets', `${checks.overlaps}, ${checks.open}`],
    ['faults', checks.faults.length === 0 ? 'none' : checks.faults.join('; ')],
    ['Netgen', `${checks.lvs.said}: ${grouped(checks.lvs.devices)} cells, ${grouped(checks.lvs.nets)} nets`],
    [
      'rules broken, Magic',
      rules.length === 0 ? 'none' : rules.map(([rule, n]) => `${rule}: ${grouped(n)}`).join('; '),
    ],
    ['scores compared, different', `${scores.values}, ${scores.mismatches}`],
    [
      'tools',
      Object.entries(tools)
        .map(([name, v]) => (v.startsWith(name) || name === 'simulator' ? v : `${name} ${v}`))
        .join(', '),
    ],
  ];
}

const COST_HEAD = ['', 'estimated', 'placed', 'routed'];

/** Rows of wires and what they cost, under each idea of them. */
function costRows({ block, wires, costs, clockMHz }: LayoutResult): string[][] {
  const ideas = [costs.estimated, costs.placed, costs.routed];
  const lengths = [wires.estimatedUm, wires.placedUm, wires.routedUm];
  const row = (name: string, of: (cost: (typeof ideas)[number]) => number) => [name, ...ideas.map((c) => three(of(c)))];
  return [
    ['wires, mm', ...lengths.map((um) => three(um / 1000))],
    ['mean of a net, um', ...lengths.map((um) => three(um / block.nets))],
    [`clock reached, MHz (priced at ${clockMHz})`, ...ideas.map(({ fmaxMHz }) => fmaxMHz.toFixed(1))],
    row('uJ a fragment: clock tree and clock pins', (c) => c.clockUj),
    row('uJ a fragment: logic', (c) => c.logicUj),
    row('uJ a fragment: memories', (c) => c.memoriesUj),
    row('uJ a fragment: leakage', (c) => c.leakageUj),
    row('**energy of a fragment, uJ, modelled**', (c) => c.energyUj),
  ];
}

/** One result as text. */
export function layoutReport(r: LayoutResult): string {
  const plain = (rows: string[][]) => rows.map((row) => row.map((cell) => cell.replaceAll('**', '')));
  return [
    `${r.design} in ${r.target}, modelled, ${r.source}`,
    '',
    textTable(COST_HEAD, plain(costRows(r))),
    '',
    textTable(['', ''], blockRows(r)),
  ].join('\n');
}

/** The document with its results made again. */
export function withLayouts(document: string, where: string, results: readonly ReportedLayout[]): string {
  const note = staleNote(results.map(({ stale = null }) => stale));
  const sections = results.map((r) =>
    [
      `### \`${r.design}\` in ${r.target}${r.stale ? ` (${r.stale})` : ''}`,
      '',
      `![Cells of the block, and memories beside it to scale](results/layout/${r.design}-${r.target}.svg)`,
      '',
      markdownTable(COST_HEAD, costRows(r)),
      '',
      markdownTable(['block', ''], blockRows(r)),
    ].join('\n'),
  );
  return replaceBlock(document, where, BLOCK, `\n${[...sections, ...(note === '' ? [] : [note])].join('\n\n')}\n`);
}
