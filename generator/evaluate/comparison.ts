import { z } from 'zod';
import type { CompareRow } from '../config/compare-config.js';
import { readJson } from '../config/read-json.js';
import { provenanceSchema, recipeSchema } from './cross-evaluation.js';
import type { RecipeEvaluation } from './evaluate-recipe.js';
import type { RightShares } from './scores.js';
import { clusteredMean } from './statistics.js';

/** What `bitbeat compare` leaves: one row a recipe, all under one protocol. */
export const COMPARISON_FORMAT = 'bitbeat-comparison';
export const COMPARISON_VERSION = 1;

const estimate = z.strictObject({ mean: z.number(), standardError: z.number() });
/** Accuracy over folds and seeds; macro F1 of each seed's pooled confusion matrix. Shares, 0 to 1. */
const result = z.strictObject({
  accuracy: z.strictObject({ mean: z.number(), sd: z.number(), standardError: z.number() }),
  pooledMacroF1: z.strictObject({ mean: z.number(), sd: z.number() }),
});

const comparisonRow = z.strictObject({
  name: z.string(),
  series: z.string(),
  network: z.enum(['integer', 'float']),
  recipe: recipeSchema,
  fragment: result,
  /** Accuracy less the first row's, paired fragment by fragment; null: this is the first row. */
  difference: estimate.nullable(),
  patient: result.nullable(),
  /** Every stored bit; float32 of a floating-point network. */
  storage: z.strictObject({ meanBytes: z.number(), maxBytes: z.number() }),
  /** Sign bits per weight and sign-adds per fragment; null: floating point. */
  averageBitwidth: z.number().nullable(),
  laneCycles: z.number().nullable(),
});

export const comparisonSchema = z.strictObject({
  format: z.literal(COMPARISON_FORMAT),
  version: z.literal(COMPARISON_VERSION),
  name: z.string(),
  ...provenanceSchema.shape,
  /** null: no row is scored by patient. */
  patientProtocol: provenanceSchema.shape.protocol.nullable(),
  rows: z.array(comparisonRow).min(1),
});

export type ComparisonRow = z.infer<typeof comparisonRow>;
export type Comparison = z.infer<typeof comparisonSchema>;

/** Throws UserError if the file is no comparison of this version. */
export function readComparison(path: string): Comparison {
  return readJson(path, comparisonSchema);
}

/** A row as it was scored. */
export interface ScoredRow {
  row: CompareRow;
  fragment: RecipeEvaluation;
  patient: RecipeEvaluation | null;
}

/** The comparison of rows that were scored on the same data under the same protocols; at least one. */
export function comparison(name: string, scored: readonly ScoredRow[]): Comparison {
  const first = scored[0]!;
  const { protocol, data, backend } = first.fragment.evaluation;
  const patient = scored.find((s) => s.patient !== null)?.patient;
  return {
    format: COMPARISON_FORMAT,
    version: COMPARISON_VERSION,
    name,
    protocol,
    data,
    backend,
    patientProtocol: patient?.evaluation.protocol ?? null,
    rows: scored.map((s) => comparisonOf(s, s === first ? null : first)),
  };
}

function comparisonOf({ row, fragment, patient }: ScoredRow, first: ScoredRow | null): ComparisonRow {
  const { name, series, network } = row;
  const { recipe, storage, averageBitwidth, laneCycles } = fragment.evaluation;
  const isFloat = network === 'float';
  const resultOf = ({ evaluation }: RecipeEvaluation) => {
    const { accuracy, pooledMacroF1 } = evaluation[network];
    return {
      accuracy: { mean: accuracy.mean, sd: accuracy.sd, standardError: accuracy.standardError },
      pooledMacroF1: { mean: pooledMacroF1.mean, sd: pooledMacroF1.sd },
    };
  };
  const { float32Bytes, meanBytes, maxBytes } = storage;
  return {
    name,
    series,
    network,
    recipe,
    fragment: resultOf(fragment),
    difference: first === null ? null : pairedDifference(right({ row, fragment }), right(first)),
    patient: patient === null ? null : resultOf(patient),
    storage: isFloat ? { meanBytes: float32Bytes, maxBytes: float32Bytes } : { meanBytes, maxBytes },
    averageBitwidth: isFloat ? null : averageBitwidth,
    laneCycles: isFloat ? null : laneCycles.mean,
  };
}

const right = ({ row, fragment }: Pick<ScoredRow, 'row' | 'fragment'>) => fragment.right[row.network];

/** Mean of a - b over the same fragments: what both find easy or hard cancels out of the standard error. */
function pairedDifference(a: RightShares, b: RightShares) {
  return clusteredMean(
    a.shares.map((share, i) => share - b.shares[i]!),
    a.clusters,
  );
}
