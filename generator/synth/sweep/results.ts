import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ARCHITECTURE_NAMES } from '../../arch/architectures.js';
import { CIRCUIT_KINDS } from '../../arch/estimate/circuit.js';
import { COPIES } from '../../config/design.js';
import {
  claim,
  count,
  type Fault,
  filled,
  follows,
  generatorVersion,
  hash,
  positive,
  readFolder,
  readKept,
  readResult,
  some,
  tools,
} from '../../config/result-fields.js';
import { RESOURCE_NAMES } from '../../devices/device.js';
import { findPart, PART_NAMES } from '../../devices/devices.js';
import { UserError } from '../../support/errors.js';
import { keptFile } from '../../support/roots.js';
import { lcCycles, median } from '../implement.js';

/** Kept results of sweeps, a file a model. */
export const SWEEP_RESULTS = keptFile('docs/results/sweep');

/** Logic cells of an instance may be shares of packed ones. */
const cells = z.strictObject({ lc: z.number().min(0), lut: count, ff: count });

const rowSchema = z.strictObject({
  name: filled,
  part: z.enum(PART_NAMES as [string, ...string[]]),
  architecture: z.enum(ARCHITECTURE_NAMES),
  /** Output positions at once; of each layer for `stream`. */
  lanes: filled,
  /** Cores behind one port; absent: one core alone. Cells are of all of them, cycles of each. */
  copies: z.int().min(COPIES.least).max(COPIES.most).optional(),
  /** Version of the generator, and hash of the generated files that synthesis reads. */
  generator: generatorVersion,
  tree: hash,
  tools,
  /** Yosys' commands. */
  synthesis: filled,
  cyclesPerFragment: some,
  realTimeMHz: positive,
  /** What the design takes; null: it does not fit, see `shortages`. */
  routed: z
    .strictObject({
      ...{ lc: some, lut: some, ff: some, bram: count, spram: count, dsp: count },
      fmaxMHz: positive,
      fragmentsPerSecond: positive,
      lcCycles: some,
      seeds: z.array(z.strictObject({ seed: some, lc: some, fmaxMHz: positive })).min(1),
      instances: z.record(z.string(), cells),
    })
    .nullable(),
  /** Cells of each instance of a design that does not fit: packed, not placed. */
  packed: z.record(z.string(), cells).optional(),
  shortages: z.array(z.strictObject({ resource: z.enum(RESOURCE_NAMES), needed: some, available: count })),
  /** Circuits of the design with what their logic grows with; from these the estimate is made. */
  circuits: z.array(
    z.strictObject({
      instance: filled,
      kind: z.enum(CIRCUIT_KINDS),
      features: z.record(z.string(), z.number().min(0)),
    }),
  ),
  /** Blocks by the rules of the estimate. */
  blocks: z.strictObject({ bram: count, spram: count, dsp: count }),
});

const resultsSchema = z.strictObject({ model: filled, rows: z.array(rowSchema) });

export type SweepRow = z.infer<typeof rowSchema>;
export type SweepResults = z.infer<typeof resultsSchema>;

/** Cells of each instance of a row's design. */
export function instancesOf({ routed, packed }: SweepRow): SweepRow['packed'] {
  return routed?.instances ?? packed;
}

/** Within the part, consistent with its seeds, and short of something exactly if it does not fit. */
export function rowFaults({ part, routed, shortages, cyclesPerFragment, copies = 1 }: SweepRow): Fault[] {
  const { resources } = findPart(part, SWEEP_RESULTS);
  if (routed === null)
    return [
      ...claim(shortages.length > 0, 'shortages', 'none, yet it was not routed', shortages.length, '1 or more'),
      ...shortages.flatMap(({ resource, needed, available }, i) => [
        ...follows(`shortages[${i}].available`, available, resources[resource], 'the part'),
        ...claim(needed > available, `shortages[${i}].needed`, 'no shortage', needed, `above ${available}`),
      ]),
    ];
  const { lc, fmaxMHz, seeds } = routed;
  const from = 'the median of its seeds';
  return [
    ...claim(shortages.length === 0, 'shortages', 'yet it was routed', shortages.length, '0'),
    ...claim(lc <= resources.lut, 'routed.lc', 'more than the part has', lc, `at most ${resources.lut}`),
    ...RESOURCE_NAMES.flatMap((kind) =>
      claim(
        routed[kind] <= resources[kind],
        `routed.${kind}`,
        'more than the part has',
        routed[kind],
        `at most ${resources[kind]}`,
      ),
    ),
    ...follows('routed.lc', lc, median(seeds.map((seed) => seed.lc)), from),
    ...follows('routed.fmaxMHz', fmaxMHz, median(seeds.map((seed) => seed.fmaxMHz)), from),
    ...follows(
      'routed.fragmentsPerSecond',
      routed.fragmentsPerSecond,
      (copies * fmaxMHz * 1e6) / cyclesPerFragment,
      'clock and cycles',
    ),
    ...follows('routed.lcCycles', routed.lcCycles, lcCycles(lc, cyclesPerFragment, copies), 'logic cells and cycles'),
  ];
}

function sweepFaults({ rows }: SweepResults): Fault[] {
  return rows.flatMap((row, i) => {
    const twice = rows.findIndex(({ name, part }) => name === row.name && part === row.part) !== i;
    return [
      ...claim(!twice, 'name', 'a second row of the design on this part', row.name, 'one row'),
      ...rowFaults(row),
    ].map((fault) => ({ ...fault, field: `rows[${i}].${fault.field}` }));
  });
}

/** All sweeps of the folder, by model. Throws UserError with all that is wrong in any of them. */
export function readSweeps(folder: string): SweepResults[] {
  const name = { field: 'model', of: 'model', name: ({ model }: SweepResults) => model };
  return readFolder(folder, (path) => readKept(path, resultsSchema, name, sweepFaults));
}

export function sweepFile(folder: string, model: string): string {
  return join(folder, `${model}.json`);
}

export function printSweep(results: SweepResults): string {
  return `${JSON.stringify(resultsSchema.parse(results), null, 2)}\n`;
}

/** One row as it is kept between runs; undefined if there is none, or none of this form. */
export function readRow(file: string): SweepRow | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return readResult(file, rowSchema, rowFaults);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
