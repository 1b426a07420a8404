import { z } from 'zod';
import { count, filled } from '../config/result-fields.js';
import { COMPARISON_FORMAT, type Comparison, differenceSchema, resultSchema, rowFacts } from './comparison-file.js';
import { provenanceSchema } from './cross-evaluation.js';
import { truthSchema } from './predictions.js';

/*
 * Comparisons of versions 1 and 2: all rows by fragment, some by patient too, each in a field of its own. They are read as if they
 * had the form of the last version.
 */

const row = z.strictObject({
  ...rowFacts,
  fragment: resultSchema,
  /** By fragment. */
  difference: differenceSchema,
  patient: resultSchema.nullable(),
  predicted: z
    .strictObject({ fragment: z.array(z.array(count)), patient: z.array(z.array(count)).nullable() })
    .optional(),
});

export const oldComparisonSchema = z.strictObject({
  format: z.literal(COMPARISON_FORMAT),
  /** 1: without `truth` and what rows predicted. */
  version: z.literal([1, 2]),
  name: filled,
  ...provenanceSchema.shape,
  /** null: no row is scored by patient. */
  patientProtocol: provenanceSchema.shape.protocol.nullable(),
  rows: z.array(row).min(1),
  truth: z
    .strictObject({ classes: z.array(filled).min(1), fragment: truthSchema, patient: truthSchema.nullable() })
    .optional(),
});

export function upgraded(old: z.infer<typeof oldComparisonSchema>): Comparison {
  const { format, version, name, data, backend, protocol, patientProtocol, scored, rows, truth } = old;
  const both = <T>({ fragment, patient }: { fragment: T; patient: T | null }) => ({
    fragment,
    ...(patient !== null && { patient }),
  });
  const known = (of: z.infer<typeof truthSchema>) => {
    const { names: _, ...rest } = of;
    return { ...rest, classes: truth!.classes };
  };
  const patientTruth = truth?.patient == null ? null : known(truth.patient);
  return {
    ...{ format, version, name, data, backend },
    protocols: [{ ...protocol, ...(scored && { scored }) }, ...(patientProtocol === null ? [] : [patientProtocol])],
    rows: rows.map(({ fragment, difference, patient, predicted, ...facts }) => ({
      ...facts,
      scores: both({ fragment: { ...fragment, difference }, patient: patient && { ...patient, difference: null } }),
      ...(predicted && { predicted: both(predicted) }),
    })),
    ...(truth && { truth: both({ fragment: known(truth.fragment), patient: patientTruth }) }),
  };
}

/** The field of an old file that a field of the last version's form stands for. */
export const oldField = (field: string): string =>
  field.replace(/\.scores\.\w+\.difference/, '.difference').replace('.scores.', '.');
