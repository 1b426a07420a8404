import { existsSync } from 'node:fs';
import { z } from 'zod';
import {
  claim,
  count,
  type Fault,
  filled,
  generatorVersion,
  positive,
  readResult,
  some,
} from '../config/result-fields.js';
import { keptFile } from '../support/roots.js';
import { currentDesign, fileOfDesign, staleMark } from './freshness.js';
import { grouped, markdownTable } from './table.js';

export const PEERS_DOCUMENT = keptFile('docs/peers.md');
const RESULT = keptFile('docs/results/peers/peers.json');

const areaSchema = z.strictObject({ lut: count, ff: count, dsp: count, ram: count, leftOut: count });

const rowSchema = z.strictObject({
  network: filled,
  peer: filled,
  what: z.string(),
  /** What ran out of time or failed. */
  ended: filled.nullable(),
  form: filled.optional(),
  bits: filled.optional(),
  design: filled.optional(),
  /** Hash of the generated files, of bitbeat's own. */
  tree: filled.optional(),
  layer: filled.optional(),
  area: areaSchema.nullish(),
  cycles: some.nullish(),
  perSecond: positive.nullish(),
  simulator: filled.nullish(),
  /** Windows whose class is that of the integer network, of how many. */
  sameClass: z.tuple([count, some]).optional(),
  /** Its own check: whether it passes, and whether it fails with a changed weight; null: it has none. */
  check: z.strictObject({ passes: z.boolean().nullable(), noticesChange: z.boolean().nullable() }).nullish(),
});
export type PeerRow = z.infer<typeof rowSchema>;

const resultSchema = z.strictObject({
  date: z.iso.date(),
  generator: generatorVersion,
  limit: some,
  machine: z.strictObject({ cores: some, processor: filled, load: count }),
  tools: z.record(z.string(), filled.nullable()),
  /** Networks whose files were not there. */
  missing: z.array(filled),
  rows: z.array(rowSchema).min(1),
});
export type Peers = z.infer<typeof resultSchema>;

/** The page on other generators; null: nothing was measured. Throws UserError. */
export function peersDocument(path = RESULT): string | null {
  return existsSync(path) ? peersPage(readResult(path, resultSchema, faults), designMark) : null;
}

const faults = ({ rows }: Peers): Fault[] =>
  rows.flatMap(({ sameClass: [same, of] = [0, 1] }, i) =>
    claim(same <= of, `rows[${i}].sameClass`, 'more than all', same, `at most ${of}`),
  );

/** The mark of one of bitbeat's own designs; null: as it is now, or not one of this clone. */
function designMark({ design, tree }: PeerRow, generator: string): string | null {
  if (design === undefined || tree === undefined) return null;
  try {
    const file = fileOfDesign(design, RESULT);
    return file === null ? null : staleMark({ generator, tree }, currentDesign(file, design).hash);
  } catch {
    return null;
  }
}

/** Whom `make peers` runs. */
const PEERS = ['NNgen', 'da4ml', 'hls4ml'];

/** @param mark what a reader is told of a design that is another one now */
export function peersPage(
  { date, generator, limit, machine, tools, missing, rows }: Peers,
  mark: (row: PeerRow, generator: string) => string | null,
): string {
  const networks = [...new Set(rows.map(({ network }) => network))];
  const versions = Object.entries(tools).flatMap(([name, version]) => (version === null ? [] : [`${name} ${version}`]));
  const parts = networks.map((network) => {
    const own = rows.filter((row) => row.network === network);
    const whole = own.filter(({ layer }) => layer === undefined);
    const layers = own.filter(({ layer }) => layer !== undefined);
    const absent = PEERS.filter((peer) => !own.some((row) => row.peer === peer));
    const left = absent.length === 0 ? '' : `Not measured yet: ${absent.join(', ')}.`;
    return [`## ${network}`, wholeTable(whole, (row) => mark(row, generator)), layersTable(layers), left]
      .filter(Boolean)
      .join('\n\n');
  });
  return `# Other generators on the same networks

Written by \`make peers\`, which gives each of them the integer network as it is: the same layers, whole weights, biases and shifts, in the width
nearest to it that the program supports. Area is of one Yosys, \`synth_ecp5\`: LUT4, two for each CCU2C and four for each memory of LUTs; nothing
is placed. Cycles are from window to window, of what works behind a bus from the start to the end that its own register tells. Speed is of each one's own
simulation. A check is the program's own comparison, of whatever it compares; "notices" says whether it failed once one weight was
changed. A step has ${grouped(limit)} s at most; what ran out of time says of how many.

${parts.join('\n\n')}

## What is not compared

- **NNgen** has widths of 8, 16 and 32 bits; whole weights of more than 8 bits take 16. It has no ceiling of an activation, and averages where a network has
  sums: the class may be another one. Its RAMs are left out of the area and counted, and its weights lie in a memory outside, whose time is that of the
  bench's model of it. Its check is a bench in the way of its own examples: scores against those that its library computes.
  Its Verilog of one network is another one in each run, even with the seed of Python's hashes fixed as here (\`PYTHONHASHSEED=0\`); where
  its bench fails, its hardware and its library differ in a score, which was not looked into.
- **da4ml** has weights as adders: what is computed at once is unrolled, and the control that would feed one position of a layer after the other is the user's.
  Cells of one position of a layer are no area of a network. Its check is its own simulation against what its library computes.
- **hls4ml** writes C++ for the synthesis of vendors. Its C simulation is compared in speed and class; nothing tells it what is right.
- **tinyHLS** is in no package registry, and is not run.
- Clocks are not compared: nothing is placed and routed.
${missing.map((name) => `- ${name}: its file was not there.\n`).join('')}
${date}, ${machine.cores} cores (${machine.processor}), load average ${machine.load} at the end; ${versions.join(', ')}.
`;
}

function wholeTable(rows: readonly PeerRow[], mark: (row: PeerRow) => string | null): string {
  const head = [
    '',
    'what',
    'bits',
    'LUT4',
    'FF',
    'DSP',
    'block RAM',
    'cycles a window',
    'LUT4 x cycles',
    'windows/s',
    'same class',
    'its check',
  ];
  return markdownTable(
    head,
    rows.map((row) => {
      const { peer, design, form = '-', bits = '-', area, cycles, perSecond, simulator, sameClass, ended } = row;
      const stale = mark(row);
      const name = `${peer}${design === undefined ? '' : ` \`${design}\``}${stale === null ? '' : ` **(${stale})**`}`;
      return [
        name,
        `${form}${ended === null ? '' : `; **${ended}**`}`,
        bits,
        ...areaCells(area),
        cycles == null ? '-' : grouped(cycles),
        area == null || cycles == null ? '-' : millions(area.lut * cycles),
        perSecond == null
          ? '-'
          : `${perSecond < 100 ? perSecond.toPrecision(2) : grouped(perSecond)} (${simulator ?? '-'})`,
        sameClass === undefined ? '-' : `${sameClass[0]} of ${sameClass[1]}`,
        checkWords(row),
      ];
    }),
  );
}

const areaCells = (area: PeerRow['area']) =>
  area == null
    ? ['-', '-', '-', '-']
    : [
        grouped(area.lut),
        grouped(area.ff),
        grouped(area.dsp),
        area.leftOut > 0 ? `${area.leftOut} left out` : grouped(area.ram),
      ];

const millions = (product: number) => `${grouped(product / 1e6)} M`;

function checkWords({ check, ended }: PeerRow): string {
  if (check === null || (check === undefined && ended === null)) return 'none';
  if (check === undefined || check.passes === null) return '-';
  // A check that fails anyway notices nothing.
  if (!check.passes) return '**fails**';
  return check.noticesChange === null ? 'passes' : `passes, ${check.noticesChange ? 'notices' : '**does not notice**'}`;
}

function layersTable(rows: readonly PeerRow[]): string {
  if (rows.length === 0) return '';
  const head = ['one position of a layer, unrolled', 'LUT4', 'FF', 'DSP', 'block RAM', ''];
  const cells = rows.map(({ peer, layer, area, ended }) => [`${peer} \`${layer}\``, ...areaCells(area), ended ?? '']);
  return markdownTable(head, cells);
}
