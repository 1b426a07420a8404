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
const schema = z.strictObject({ ice40: kinds, ecp5: kinds }) satisfies z.ZodType<Record<Fabric['family'], unknown>>;

/** Weight of every feature, for each kind of circuit and cell. */
export type Coefficients = z.infer<typeof schema>;

/**
 * Written by `bitbeat sweep --calibrate`: non-negative least squares of relative errors over the routed designs of
 * docs/results/sweep.
 */
export const COEFFICIENTS_FILE = 'generator/arch/estimate/coefficients.json';

let known: Coefficients | undefined;

/** Those of the file, read once. */
export function coefficients(): Coefficients {
  known ??= readJson(installed(COEFFICIENTS_FILE), schema);
  return known;
}

/** Others from now on: those that the file has been given. */
export function replaceCoefficients(own: Coefficients): void {
  known = own;
}

export const printCoefficients = (own: Coefficients) => `${JSON.stringify(schema.parse(own), null, 2)}\n`;
