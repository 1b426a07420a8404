import type { Estimate } from '../arch/estimate/estimate.js';
import type { Resources } from '../devices/device.js';
import type { Part } from '../devices/devices.js';
import type { Implementation, performance } from '../synth/implement.js';
import { grouped, textTable } from './table.js';

/** What `synth --part` gives. */
export type PartResult = Implementation &
  ReturnType<typeof performance> & { copies?: number | undefined; estimate: Estimate };

/** How far an estimate lies from the measured figure, in percent with its sign. */
export function distance(estimated: number | null, measured: number): string {
  if (estimated === null) return '-';
  if (measured === 0) return estimated === 0 ? '0 %' : '-';
  const percent = Math.round((100 * (estimated - measured)) / measured);
  return `${percent < 0 ? '' : '+'}${percent} %`;
}

/** What `synth --part` prints: a line a seed, what the part is filled with beside the estimate, and clocks. */
export function implementationReport(result: PartResult, part: Part): string {
  const seeds = result.seeds.map(({ seed, lc, fmaxMHz, criticalPath: path }) => [
    String(seed),
    grouped(lc),
    fmaxMHz.toFixed(1),
    path === null ? '' : path.through.join(' -> '),
  ]);
  const row = (title: string, kind: keyof Estimate, resource: keyof Resources) => {
    const [measured, estimated] = [result[kind], result.estimate[kind]];
    const room = part.resources[resource];
    return [
      title,
      grouped(measured),
      grouped(room),
      estimated === null ? '-' : grouped(estimated),
      distance(estimated, measured),
    ];
  };
  const cells = [
    row('logic cells', 'lc', 'lut'),
    row('LUT4', 'lut', 'lut'),
    row('flip-flops', 'ff', 'ff'),
    row('block RAM', 'bram', 'bram'),
    ...(part.resources.spram > 0 ? [row('single-port RAM', 'spram', 'spram')] : []),
    row('DSP', 'dsp', 'dsp'),
  ];
  const ofEach = result.copies === undefined ? '' : ` of each of ${result.copies} copies`;
  const clocks = [
    `clock reached: ${result.fmaxMHz.toFixed(1)} MHz, ${grouped(result.fragmentsPerSecond)} fragments a second`,
    `real time needs ${result.realTimeMHz.toFixed(3)} MHz: ${grouped(result.cyclesPerFragment)} cycles a fragment${ofEach}`,
    `logic cells x cycles: ${(result.lcCycles / 1e9).toFixed(3)} G`,
  ];
  const tools = Object.entries(result.tools).map(([name, version]) => `${name} ${version}`);
  return [
    `${result.design} on ${part.device} (${part.board})`,
    '',
    textTable(['seed', 'logic cells', 'MHz', 'slowest path'], seeds),
    '',
    textTable(['', 'median', 'of', 'estimated', 'off by'], cells),
    '',
    ...clocks,
    '',
    `${tools.join(', ')}; ${result.harnessLc} logic cells of the harness around the design are not counted`,
  ].join('\n');
}
