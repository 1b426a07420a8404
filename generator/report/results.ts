import { z } from 'zod';
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
  some,
  toolVersion,
} from '../config/result-fields.js';
import { COUNTED_FAMILIES, type CountedFamily } from '../devices/devices.js';
import { keptFile } from '../support/roots.js';

/** Where results are kept: what was measured last of each design, by simulation and synthesis. */
export const RESULTS_FOLDER = keptFile('docs/results');

export const simulationSchema = z.strictObject({
  generator: generatorVersion,
  tree: hash,
  simulator: toolVersion,
  fragments: some,
  layers: z.array(z.strictObject({ values: some, mismatches: count })).min(1),
  cyclesPredicted: some,
  cyclesCounted: some,
  intervalPredicted: some.nullable(),
  intervalCounted: some.nullable(),
  fragmentsPerSecond: positive,
  pass: z.boolean(),
});

export const synthesisSchema = z.strictObject({
  generator: generatorVersion,
  tree: hash,
  family: z.enum(COUNTED_FAMILIES as [CountedFamily, ...CountedFamily[]]),
  lut: some,
  ff: some,
  bram: count,
  dsp: count,
  tools: z.strictObject({ yosys: toolVersion }),
});

const modelSchema = z.strictObject({
  name: filled,
  /** Of the model by itself. */
  storedBytes: some,
  /** In the memories of the design. */
  designBytes: some.optional(),
  averageBitwidth: positive,
  compression: positive,
});

const resultsSchema = z.strictObject({
  design: filled,
  /** Of a model that may be missing, with the hash of all templates; of the others it is computed. */
  made: z.strictObject({ model: modelSchema, templates: hash }).optional(),
  simulation: simulationSchema,
  synthesis: z.array(synthesisSchema),
});

/** What was measured of one design; one file each in `docs/results`. */
export type MeasuredDesign = z.infer<typeof resultsSchema>;
export type ModelFacts = z.infer<typeof modelSchema>;
export type Synthesis = z.infer<typeof synthesisSchema>;

/** Passed, and consistent; what the design must be is checked with the design (`reportedDesigns`). */
export function resultFaults({ simulation, synthesis }: MeasuredDesign): Fault[] {
  const twice = synthesis.filter(({ family }, i) => synthesis.findIndex((s) => s.family === family) !== i);
  return [
    ...simulationFaults(simulation).map((fault) => ({ ...fault, field: `simulation.${fault.field}` })),
    ...claim(twice.length === 0, 'synthesis', 'a family twice', twice[0]?.family, 'each once'),
    ...COUNTED_FAMILIES.flatMap((family) =>
      claim(
        synthesis.some((s) => s.family === family),
        'synthesis',
        'a family is missing',
        synthesis.map((s) => s.family),
        COUNTED_FAMILIES.join(', '),
      ),
    ),
  ];
}

/** A simulation that compared and found no difference. */
export function simulationFaults(s: MeasuredDesign['simulation']): Fault[] {
  return [
    ...claim(s.pass, 'pass', 'the simulation failed', s.pass, 'true'),
    ...s.layers.flatMap(({ values, mismatches }, i) => [
      ...claim(mismatches === 0, `layers[${i}].mismatches`, 'values differ', mismatches, '0'),
      ...claim(
        values % s.fragments === 0,
        `layers[${i}].values`,
        'not as many of each fragment',
        values,
        `a multiple of ${s.fragments}`,
      ),
    ]),
    ...follows('cyclesCounted', s.cyclesCounted, s.cyclesPredicted, 'the prediction'),
    ...follows('intervalCounted', s.intervalCounted, s.intervalPredicted, 'the prediction'),
    ...claim(
      s.fragments === 1 || s.intervalCounted !== null,
      'intervalCounted',
      'missing, with more than one fragment',
      s.intervalCounted,
      'the cycles from one fragment to the next',
    ),
  ];
}

/** Results of all designs in the folder, by name. Throws UserError with all that is wrong in any of them. */
export function readResults(folder: string): MeasuredDesign[] {
  const results = readFolder(folder, readDesignResult);
  return results.sort((a, b) => (a.design < b.design ? -1 : 1));
}

/** One file of results. Throws UserError. */
export function readDesignResult(path: string): MeasuredDesign {
  const name = { field: 'design', of: 'design', name: ({ design }: MeasuredDesign) => design };
  return readKept(path, resultsSchema, name, resultFaults);
}

/** Text of a results file. */
export function printResults(results: MeasuredDesign): string {
  return `${JSON.stringify(resultsSchema.parse(results), null, 2)}\n`;
}
