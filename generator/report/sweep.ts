import { estimateCells } from '../arch/estimate/cells.js';
import { coefficients, fittedModels } from '../arch/estimate/coefficients.js';
import { PART_FAMILIES, PARTS } from '../devices/devices.js';
import { sum } from '../support/integers.js';
import type { SweepRow } from '../synth/sweep/results.js';
import { staleNote } from './freshness.js';
import { distance } from './implementation.js';
import { areaTimeFront, areaTimePicture } from './pictures/area-time.js';
import { renderSvg } from './pictures/render.js';
import type { ReportedRow, ReportedSweep } from './sweep-results.js';
import { grouped, markdownTable } from './table.js';

export const SWEEP_DOCUMENT = 'docs/sweep.md';
const PICTURES = 'sweep';

const HEAD = [
  'design',
  'lanes',
  'LC',
  'EBR',
  'SPRAM',
  'DSP',
  'cycles',
  'LC x cycles',
  'MHz',
  'fragments/s',
  'real time, MHz',
  'LC estimated',
  'off by',
];

/** Logic cells of a row's design: routed, or packed where it does not fit; null where neither was done. */
function packedLc({ routed, packed }: SweepRow): number | null {
  if (routed !== null) return routed.lc;
  return packed === undefined ? null : Object.values(packed).reduce((sum, { lc }) => sum + lc, 0);
}

/** A row's estimate of logic cells from the committed weights. */
export function estimatedLc(row: SweepRow): number | null {
  const { lc } = estimateCells(row.circuits, familyOfRow(row), coefficients());
  return lc === null ? null : (row.copies ?? 1) * lc;
}

/** Cells of a table's row; `best`: no other design beats it in both area and time. */
export function rowCells(row: ReportedRow, best: boolean): string[] {
  const { name, lanes, routed, cyclesPerFragment, realTimeMHz, shortages, stale } = row;
  const all = row.copies === undefined ? lanes : `${lanes}, ${row.copies} copies`;
  const title = `${best ? `**${name}**` : name}${stale ? ` (${stale})` : ''}`;
  const cycles = grouped(cyclesPerFragment);
  const clock = realTimeMHz.toFixed(3);
  const estimated = estimatedLc(row);
  const told = estimated === null ? '-' : grouped(estimated);
  if (routed === null) {
    const short = shortages.map(({ resource, needed, available }) => `${grouped(needed)} ${resource} of ${available}`);
    const packed = packedLc(row);
    const rest = ['-', clock, told, packed === null ? '-' : distance(estimated, packed)];
    return [title, all, `does not fit: ${short.join(', ')}`, '-', '-', '-', cycles, '-', '-', ...rest];
  }
  const { lc, bram, spram, dsp, lcCycles, fmaxMHz, fragmentsPerSecond } = routed;
  return [
    title,
    all,
    grouped(lc),
    ...[bram, spram, dsp].map(String),
    cycles,
    `${(lcCycles / 1e9).toFixed(3)} G`,
    fmaxMHz.toFixed(1),
    fragmentsPerSecond < 100 ? fragmentsPerSecond.toFixed(1) : grouped(fragmentsPerSecond),
    clock,
    told,
    distance(estimated, lc),
  ];
}

/** Rows of one part as a table, smallest first, what does not fit last. */
export function sweepTable(rows: readonly ReportedRow[]): { head: string[]; cells: string[][] } {
  const sorted = [...rows].sort(
    (a, b) =>
      (a.routed?.lc ?? Number.POSITIVE_INFINITY) - (b.routed?.lc ?? Number.POSITIVE_INFINITY) ||
      (a.name < b.name ? -1 : 1),
  );
  const fitting = sorted.flatMap((row) =>
    row.routed === null ? [] : [{ row, lc: row.routed.lc, ms: 1000 / row.routed.fragmentsPerSecond }],
  );
  const front = new Set(areaTimeFront(fitting).map(({ row }) => row));
  return { head: HEAD, cells: sorted.map((row) => rowCells(row, front.has(row))) };
}

/** What the names of designs stand for. */
export function designNames(designs: NonNullable<ReportedSweep['designs']>): string[] {
  if (designs.length === 0) return [];
  const cells = designs.map(({ name, architecture, folding, copies }) => [
    name,
    architecture,
    settingsText({ ...folding, ...(copies !== undefined && { copies }) }),
  ]);
  return ['What the names stand for:', markdownTable(['design', 'architecture', 'folding'], cells)];
}

/** `lanes 8, spram.tables 3`: each setting with its value. */
const settingsText = (settings: object): string => settingsOf(settings).join(', ');
function settingsOf(settings: object, before = ''): string[] {
  return Object.entries(settings).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? settingsOf(value, `${before}${key}.`)
      : [`${before}${key} ${Array.isArray(value) ? value.join(' ') : value}`],
  );
}

/** The document of all sweeps and its pictures: path beneath docs -> text. */
export async function sweepDocument(sweeps: readonly ReportedSweep[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const sections: string[] = [];
  for (const { model, rows, missing = [], designs = [] } of sweeps) {
    sections.push(`## ${model}`, ...designNames(designs));
    for (const part of PARTS) {
      const own = rows.filter((row) => row.part === part.name);
      const absent = missing.filter((point) => point.part === part.name).map(({ name }) => name);
      if (own.length + absent.length === 0) continue;
      const { head, cells } = sweepTable(own);
      const unmeasured = absent.map((name) => [name, 'not measured yet', ...head.slice(2).map(() => '-')]);
      sections.push(`### ${model} on ${part.device} (${part.board})`, markdownTable(head, [...cells, ...unmeasured]));
      if (own.filter((row) => row.routed !== null).length < 2) continue;
      const picture = `${PICTURES}/${model}-${part.name}.svg`;
      files.set(picture, await renderSvg(areaTimePicture(model, part.device, own)));
      sections.push(`![Area against time on ${part.device}](${picture})`);
    }
  }
  const tools = sweeps.flatMap(({ rows }) =>
    rows.flatMap((row) => Object.entries(row.tools).map(([t, v]) => `${t} ${v}`)),
  );
  const seeds = [
    ...new Set(sweeps.flatMap(({ rows }) => rows.flatMap((r) => (r.routed ? [r.routed.seeds.length] : [])))),
  ];
  const intro = [
    '# Area against time',
    'Written by `make sweep`. Every row is generated, synthesised, placed and routed: LC are logic cells as nextpnr packs ' +
      'them (iCE40: LUT4 with flip-flop; ECP5, Nexus: LUT4; Gowin: LUT4 or ALU), without those of the harness that ' +
      `stands for what is around the design. Clock and LC are the median of ${seeds.join(' or ')} seeds. Cycles are from ` +
      'one fragment to the next. Designs in bold are those that no other one beats in both area and time.',
    `Tools: ${[...new Set(tools)].sort().join(', ')}. Figures of other versions differ.`,
    ...estimateNote(sweeps),
    ...[staleNote(sweeps.flatMap(({ rows }) => rows.map(({ stale = null }) => stale)))].filter(Boolean),
  ];
  files.set('sweep.md', `${[...intro, ...sections].join('\n\n')}\n`);
  return files;
}

/** How far estimates are off, a row a family: on designs that its weights were fitted to, and on others. */
function estimateNote(sweeps: readonly ReportedSweep[]): string[] {
  const rows = sweeps.flatMap(({ model, rows: own }) =>
    own.flatMap((row) =>
      errorOf(row).map((error) => ({ error, family: familyOfRow(row), isFitted: isFitted(model, row) })),
    ),
  );
  if (rows.length === 0) return [];
  const told = (errors: readonly number[]) =>
    errors.length === 0
      ? ['0', '-', '-']
      : [`${errors.length}`, percent(sum(errors) / errors.length), percent(Math.max(...errors))];
  const lines = PART_FAMILIES.flatMap((family) => {
    const of = (fitted: boolean) => rows.filter((one) => one.family === family && one.isFitted === fitted);
    const [fitted, others] = [true, false].map((own) => of(own).map(({ error }) => error));
    return rows.some((one) => one.family === family) ? [[family, ...told(fitted!), ...told(others!)]] : [];
  });
  return [
    'The estimate of LC (`generator/arch/estimate/estimate.ts`, weights by `bitbeat sweep --calibrate`) is off by so ' +
      'much; of designs that do not fit, of logic cells as packed. Of networks of other kinds: [explored.md](explored.md).',
    markdownTable(['family', 'designs fitted to', 'mean', 'most', 'others', 'mean', 'most'], lines),
  ];
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const familyOfRow = (row: SweepRow) => PARTS.find(({ name }) => name === row.part)!.family;

/** Whether the weights were fitted to a row: several cores are never among what they are fitted to. */
const isFitted = (model: string, row: ReportedRow) =>
  row.copies === undefined && fittedModels(familyOfRow(row)).includes(model);

/** Share by which a row's estimate is off; none if it has none, or was not packed. */
function errorOf(row: ReportedRow): number[] {
  const [estimated, lc] = [estimatedLc(row), packedLc(row)];
  return lc !== null && estimated !== null ? [Math.abs(estimated / lc - 1)] : [];
}
