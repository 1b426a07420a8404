import type { Implementation, performance } from '../synth/implement.js';
import type { Part } from '../synth/parts.js';
import { grouped, textTable } from './table.js';

/** What `synth --part` prints: a line a seed, what the part is filled with, and clocks. */
export function implementationReport(result: Implementation & ReturnType<typeof performance>, part: Part): string {
  const seeds = result.seeds.map(({ seed, lc, fmaxMHz, criticalPath: path }) => [
    String(seed),
    grouped(lc),
    fmaxMHz.toFixed(1),
    path === null ? '' : path.from === path.to ? path.from : `${path.from} to ${path.to}`,
  ]);
  const of = (used: number, resource: keyof Part['resources']) =>
    `${grouped(used)} of ${grouped(part.resources[resource])}`;
  const rows = [
    ['logic cells', of(result.lc, 'lut')],
    ['LUT4 / flip-flops', `${grouped(result.lut)} / ${grouped(result.ff)}`],
    ['block RAM', of(result.bram, 'bram')],
    ...(part.resources.spram > 0 ? [['single-port RAM', of(result.spram, 'spram')]] : []),
    ['DSP', of(result.dsp, 'dsp')],
    ['clock reached', `${result.fmaxMHz.toFixed(1)} MHz`],
    ['clock for real time', `${result.realTimeMHz.toFixed(3)} MHz`],
    ['cycles of a fragment', grouped(result.cyclesPerFragment)],
    ['fragments a second', grouped(result.fragmentsPerSecond)],
    ['logic cells x cycles', `${(result.lcCycles / 1e9).toFixed(3)} G`],
  ];
  const tools = Object.entries(result.tools).map(([name, version]) => `${name} ${version}`);
  return [
    `${result.design} on ${part.device} (${part.board})`,
    '',
    textTable(['seed', 'logic cells', 'MHz', 'slowest path'], seeds),
    '',
    textTable(['', 'median'], rows),
    '',
    `${tools.join(', ')}; ${result.harnessLc} logic cells of the harness around the design are not counted`,
  ].join('\n');
}
