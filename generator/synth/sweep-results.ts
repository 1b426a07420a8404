import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../config/read-json.js';
import { keptFile } from '../config/roots.js';
import { PART_NAMES } from './parts.js';

/** Kept results of sweeps, a file a model. */
export const SWEEP_RESULTS = keptFile('docs/results/sweep');

const cells = z.strictObject({ lc: z.number(), lut: z.number(), ff: z.number() });
const counts = cells.extend({ bram: z.number(), spram: z.number(), dsp: z.number() });

const rowSchema = z.strictObject({
  name: z.string(),
  part: z.enum(PART_NAMES as [string, ...string[]]),
  architecture: z.enum(['stream', 'folded']),
  /** Output positions at once; of each layer for `stream`. */
  lanes: z.string(),
  /** Hash of the generated files that synthesis reads. */
  tree: z.string(),
  tools: z.record(z.string(), z.string()),
  /** Yosys' commands. */
  synthesis: z.string(),
  cyclesPerFragment: z.number(),
  realTimeMHz: z.number(),
  /** What the design takes; null: it does not fit, see `shortages`. */
  routed: counts
    .extend({
      fmaxMHz: z.number(),
      fragmentsPerSecond: z.number(),
      lcCycles: z.number(),
      seeds: z.array(z.strictObject({ seed: z.number(), lc: z.number(), fmaxMHz: z.number() })),
      instances: z.record(z.string(), cells),
    })
    .nullable(),
  /** Cells of each instance of a design that does not fit: packed, not placed. */
  packed: z.record(z.string(), cells).optional(),
  shortages: z.array(z.strictObject({ resource: z.string(), needed: z.number(), available: z.number() })),
  /** Circuits of the design with what their logic grows with; from these the estimate is made. */
  circuits: z.array(
    z.strictObject({
      instance: z.string(),
      kind: z.enum(['single', 'lanes', 'wide', 'folded', 'ends']),
      features: z.record(z.string(), z.number()),
    }),
  ),
  /** Blocks by the rules of the estimate. */
  blocks: z.strictObject({ bram: z.number(), spram: z.number(), dsp: z.number() }),
});

const resultsSchema = z.strictObject({ model: z.string(), rows: z.array(rowSchema) });

export type SweepRow = z.infer<typeof rowSchema>;
export type SweepResults = z.infer<typeof resultsSchema>;

/** Cells of each instance of a row's design. */
export function instancesOf({ routed, packed }: SweepRow): SweepRow['packed'] {
  return routed?.instances ?? packed;
}

/** All sweeps of the folder, by model. */
export function readSweeps(folder: string): SweepResults[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();
  return files.map((file) => readJson(join(folder, file), resultsSchema));
}

export function sweepFile(folder: string, model: string): string {
  return join(folder, `${model}.json`);
}

export function printSweep(results: SweepResults): string {
  return `${JSON.stringify(resultsSchema.parse(results), null, 2)}\n`;
}

/** One row as it is kept between runs; undefined if there is none of this form. */
export function readRow(file: string): SweepRow | undefined {
  return existsSync(file) ? readJson(file, rowSchema) : undefined;
}
