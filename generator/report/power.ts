import { keptFile } from '../support/roots.js';
import type { PowerResult } from '../synth/power/power.js';
import { replaceBlock } from './block.js';
import { staleNote } from './freshness.js';
import type { ReportedPower } from './power-results.js';
import { grouped, markdownTable, textTable } from './table.js';

export const POWER_DOCUMENT = keptFile('docs/power.md');

const BLOCK = {
  begin: '<!-- results: written by `npx bitbeat power --write` -->',
  end: '<!-- end of results -->',
  what: 'the results',
};

const three = (value: number) => (value === 0 ? '0' : Number(value.toPrecision(3)).toString());
const volume = (value: number) => (Number.isInteger(value) ? grouped(value) : three(value));

/** Words for a camel-case name. */
const words = (name: string) => name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replace('mm2', 'mm2');

/** Rows of one result: what it is, its figure. */
export function powerRows(r: PowerResult): [string, string][] {
  const spread = `${three(Math.min(...r.fragmentsUj))} to ${three(Math.max(...r.fragmentsUj))}`;
  return [
    ['clock, MHz (the netlist reaches)', `${r.clockMHz} (${r.fmaxMHz.toFixed(1)})`],
    ['supply, temperature', `${r.volts} V, ${r.celsius} C, typical`],
    ...Object.entries(r.size).map(([name, value]): [string, string] => [
      words(name).replace(' mm2', ', mm2'),
      volume(value),
    ]),
    ['fragments, cycles of one', `${r.fragments}, ${grouped(r.cyclesPerFragment)}`],
    ['scores compared, different', `${r.scores.values}, ${r.scores.mismatches}`],
    ...r.parts.map(({ name, energyUj }): [string, string] => [`uJ a fragment: ${name}`, three(energyUj)]),
    ['uJ a fragment, dynamic, least to most', spread],
    ...Object.entries(r.staticUw).map(([name, value]): [string, string] => [`static uW: ${name}`, three(value)]),
    ['**energy of a fragment, uJ, modelled**', `**${three(r.energyPerFragmentUj)}**`],
    ...(r.gated === undefined ? averageRows(r) : gatedRows(r, r.gated)),
    [
      'tools',
      Object.entries(r.tools)
        .map(([name, v]) => (v.startsWith(name) || name === 'simulator' ? v : `${name} ${v}`))
        .join(', '),
    ],
  ];
}

const averageRows = ({ secondsPerFragment, averageUw }: PowerResult): [string, string][] => [
  [
    `**average uW, a fragment each ${secondsPerFragment} s, clock stopped between, modelled**`,
    `**${three(averageUw.clockStopped)}**`,
  ],
  ['average uW, clock running, modelled', three(averageUw.clockRunning)],
];

/** Of two clocks, of which one stands: a fragment is a window, with all that the intake does until the next. */
const gatedRows = (
  { secondsPerFragment, averageUw }: PowerResult,
  { intakeHz, intakeUw, edges, edgePj }: NonNullable<PowerResult['gated']>,
): [string, string][] => [
  ['clock of the intake, Hz', grouped(intakeHz)],
  [
    'edges a fragment: intake, before the gate, behind it',
    [edges.slow, edges.fast, edges.core].map((n) => grouped(Math.round(n))).join(', '),
  ],
  ['pJ an edge, with nothing but the clock', [edgePj.slow, edgePj.fast, edgePj.core].map(three).join(', ')],
  ['uW of the intake alone, no window in work', three(intakeUw)],
  [
    `**average uW, a window each ${secondsPerFragment} s, gated in the netlist, modelled**`,
    `**${three(averageUw.clockStopped)}**`,
  ],
  ['average uW, gated, the clock before the gate running on, modelled', three(averageUw.clockRunning)],
];

/** One result as text. */
export function powerReport(r: PowerResult): string {
  const rows = powerRows(r).map((row) => row.map((cell) => cell.replaceAll('**', '')));
  const memories = r.memories.length === 0 ? [] : ['', textTable(MEMORY_HEAD, r.memories.map(memoryRow))];
  return [`${r.design} on ${r.target}, modelled, ${r.source}`, '', textTable(['', ''], rows), ...memories].join('\n');
}

const MEMORY_HEAD = ['memory', 'kind', 'words', 'bits', 'reads', 'writes', 'pJ a read', 'pJ a write', 'uJ a fragment'];

const memoryRow = (m: PowerResult['memories'][number]) => [
  m.name,
  m.kind,
  grouped(m.words),
  String(m.width),
  grouped(m.reads),
  grouped(m.writes),
  three(m.readPj),
  three(m.writePj),
  three(m.energyUj),
];

/** Each result as Markdown. */
export function powerSections(results: readonly ReportedPower[]): string {
  const note = staleNote(results.map(({ stale = null }) => stale));
  return results
    .map((r) =>
      [
        `### \`${r.design}\` on ${r.target}${r.stale ? ` (${r.stale})` : ''}`,
        '',
        markdownTable(['modelled', ''], powerRows(r)),
        ...(r.memories.length === 0 ? [] : ['', markdownTable(MEMORY_HEAD, r.memories.map(memoryRow))]),
      ].join('\n'),
    )
    .concat(note === '' ? [] : [note])
    .join('\n\n');
}

/** The document with its results made again. */
export function withPower(document: string, where: string, results: readonly ReportedPower[]): string {
  return replaceBlock(document, where, BLOCK, `\n${powerSections(results)}\n`);
}
