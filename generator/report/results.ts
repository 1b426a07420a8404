import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../config/read-json.js';
import { keptFile } from '../config/roots.js';

/** Where results are kept: what was measured last of each design, by simulation and synthesis. */
export const RESULTS_FOLDER = keptFile('docs/results');

const simulationSchema = z.object({
  tree: z.string(),
  simulator: z.string(),
  fragments: z.number(),
  layers: z.array(z.object({ values: z.number(), mismatches: z.number() })),
  cyclesPredicted: z.number(),
  cyclesCounted: z.number(),
  intervalPredicted: z.number().nullable(),
  intervalCounted: z.number().nullable(),
  fragmentsPerSecond: z.number(),
  pass: z.boolean(),
});

const synthesisSchema = z.object({
  tree: z.string(),
  family: z.string(),
  lut: z.number(),
  ff: z.number(),
  bram: z.number(),
  dsp: z.number(),
  tools: z.object({ yosys: z.string() }),
});

const networkSchema = z.strictObject({
  /** Mean and standard deviation over folds and seeds; standard error of the mean for another sample. Shares. */
  accuracy: z.strictObject({ mean: z.number(), sd: z.number(), standardError: z.number() }),
  /** Of the confusion matrix of all folds of a seed, mean over seeds. */
  macroF1: z.number(),
});

const scoresSchema = z.strictObject({ integer: networkSchema, float: networkSchema });

const resultsSchema = z.strictObject({
  design: z.string(),
  model: z.strictObject({
    name: z.string(),
    storedBytes: z.number(),
    averageBitwidth: z.number(),
    compression: z.number(),
  }),
  /** Cross-validation of the model's recipe; null: not measured, or the model was not trained here. */
  accuracy: z.strictObject({ fragment: scoresSchema.nullable(), patient: scoresSchema.nullable() }),
  simulation: simulationSchema,
  synthesis: z.array(synthesisSchema),
});

/** What is known of one design; one file each in `docs/results`. */
export type DesignResults = z.infer<typeof resultsSchema>;
export type NetworkResults = z.infer<typeof networkSchema>;

/** Results of all designs in the folder, by name. */
export function readResults(folder: string): DesignResults[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const results = files.map((file) => readJson(join(folder, file), resultsSchema));
  return results.sort((a, b) => (a.design < b.design ? -1 : 1));
}

/** Text of a results file. */
export function printResults(results: DesignResults): string {
  return `${JSON.stringify(resultsSchema.parse(results), null, 2)}\n`;
}
