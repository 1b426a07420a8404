import { z } from 'zod';
import { readJson } from '../../support/read-json.js';
import { installed } from '../../support/roots.js';
import { CIRCUIT_KINDS, ESTIMATED_FAMILIES, type Fabric } from './circuit.js';

/** Cells that are estimated as a weighted sum of features. */
export const CELLS = ['lc', 'lut', 'ff'] as const;
export type Cells = (typeof CELLS)[number];

/** Cells for each unit of a feature. */
const weights = z.record(z.string(), z.strictObject({ lc: z.number(), lut: z.number(), ff: z.number() }));
const kinds = z.partialRecord(z.enum(CIRCUIT_KINDS), weights);
const families = z.enum(ESTIMATED_FAMILIES);
const fileSchema = z.record(
  families,
  z.strictObject({ models: z.array(z.string()).describe('whose designs the weights were fitted to'), kinds }),
);

/** Weight of every feature, for each kind of circuit and cell. */
export type FamilyWeights = z.infer<typeof kinds>;
export type Coefficients = Record<Fabric['family'], FamilyWeights>;
export type Fitted = z.infer<typeof fileSchema>;

/**
 * Written by `bitbeat sweep --calibrate`: non-negative least squares of relative errors over the routed designs of
 * docs/results/sweep.
 */
export const COEFFICIENTS_FILE = 'generator/arch/estimate/coefficients.json';

let known: Fitted | undefined;

/** What the file holds, read once. */
export function fitted(): Fitted {
  known ??= readJson(installed(COEFFICIENTS_FILE), fileSchema);
  return known;
}

export function coefficients(): Coefficients {
  return Object.fromEntries(Object.entries(fitted()).map(([family, { kinds: own }]) => [family, own])) as Coefficients;
}

/** Models whose designs a family's weights were fitted to: on others an estimate is a prediction. */
export const fittedModels = (family: Fabric['family']): readonly string[] => fitted()[family].models;

/** Others from now on, and what the file is to hold. */
export function replaceFitted(own: Fitted): string {
  known = fileSchema.parse(own);
  return `${JSON.stringify(known, null, 2)}\n`;
}

/** Text of a family's weights, by which a result tells whether they are still those that it was made with. */
export const printWeights = (family: Fabric['family']) => JSON.stringify(coefficients()[family]);
