import { z } from 'zod';
import { readJson } from '../../support/read-json.js';
import { installed } from '../../support/roots.js';
import { CIRCUIT_KINDS, type Fabric } from './circuit.js';

/** Cells that are estimated as a weighted sum of features. */
export const CELLS = ['lc', 'lut', 'ff'] as const;
export type Cells = (typeof CELLS)[number];

/** Cells for each unit of a feature. */
const weights = z.record(z.string(), z.strictObject({ lc: z.number(), lut: z.number(), ff: z.number() }));
const kinds = z.partialRecord(z.enum(CIRCUIT_KINDS), weights);
const schema = z.strictObject({ ice40: kinds, ecp5: kinds, gowin: kinds, nexus: kinds }) satisfies z.ZodType<
  Record<Fabric['family'], unknown>
>;
/** The weights, and the models whose designs they were fitted to. */
const fileSchema = z.strictObject({ models: z.array(z.string()), ...schema.shape });

/** Weight of every feature, for each kind of circuit and cell. */
export type Coefficients = z.infer<typeof schema>;

/**
 * Written by `bitbeat sweep --calibrate`: non-negative least squares of relative errors over the routed designs of
 * docs/results/sweep.
 */
export const COEFFICIENTS_FILE = 'generator/arch/estimate/coefficients.json';

let known: z.infer<typeof fileSchema> | undefined;

/** What the file holds, read once. */
function read(): z.infer<typeof fileSchema> {
  known ??= readJson(installed(COEFFICIENTS_FILE), fileSchema);
  return known;
}

export function coefficients(): Coefficients {
  const { models: _, ...own } = read();
  return own;
}

/** Models whose designs the weights were fitted to: on others an estimate is a prediction. */
export const fittedModels = (): readonly string[] => read().models;

/** Others from now on, and what the file is to hold. */
export function replaceCoefficients(own: Coefficients, models: readonly string[]): string {
  known = { models: [...models], ...own };
  return `${JSON.stringify(fileSchema.parse(known), null, 2)}\n`;
}

/** Text of a family's weights, by which a result tells whether they are still those that it was made with. */
export const printWeights = (family: Fabric['family']) => JSON.stringify(coefficients()[family]);
