import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../config/errors.js';
import { keptFile } from '../config/roots.js';
import type { PowerResult } from '../synth/power.js';
import { grouped, markdownTable, textTable } from './table.js';

export const POWER_RESULTS = keptFile('docs/results/power');
export const POWER_DOCUMENT = keptFile('docs/power.md');

const BEGIN = '<!-- results: written by `npx bitbeat power --write` -->';
const END = '<!-- end of results -->';

const three = (value: number) => (value === 0 ? '0' : Number(value.toPrecision(3)).toString());
const volume = (value: number) => (Number.isInteger(value) ? grouped(value) : three(value));

/** All results in a folder, by target and design. @throws UserError when there are none */
export function readPower(folder: string): PowerResult[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const results = files
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as PowerResult);
  if (results.length > 0) return results;
  throw new UserError({ where: folder, message: 'no results yet', fix: 'npx bitbeat power --design <name|file>' });
}

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
    [
      `**average uW, a fragment each ${r.secondsPerFragment} s, clock stopped between, modelled**`,
      `**${three(r.averageUw.clockStopped)}**`,
    ],
    ['average uW, clock running, modelled', three(r.averageUw.clockRunning)],
    [
      'tools',
      Object.entries(r.tools)
        .map(([name, v]) => (v.startsWith(name) || name === 'simulator' ? v : `${name} ${v}`))
        .join(', '),
    ],
  ];
}

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
export function powerSections(results: readonly PowerResult[]): string {
  return results
    .map((r) =>
      [
        `### \`${r.design}\` on ${r.target}`,
        '',
        markdownTable(['modelled', ''], powerRows(r)),
        ...(r.memories.length === 0 ? [] : ['', markdownTable(MEMORY_HEAD, r.memories.map(memoryRow))]),
      ].join('\n'),
    )
    .join('\n\n');
}

/** The document with its results made again. */
export function withPower(document: string, where: string, results: readonly PowerResult[]): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin)
    throw new UserError({
      where,
      message: 'has no place for the results',
      allowed: `a line ${BEGIN} and a later line ${END}`,
    });
  return `${document.slice(0, begin + BEGIN.length)}\n\n${powerSections(results)}\n\n${document.slice(end)}`;
}
