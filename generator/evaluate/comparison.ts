import { z } from 'zod';
import { readResult } from '../config/result-fields.js';
import type { CompareRow } from './compare-config.js';
import { comparisonFaults } from './comparison-faults.js';
import {
  COMPARISON_FORMAT,
  COMPARISON_VERSION,
  type Comparison,
  type ComparisonRow,
  comparisonSchema,
} from './comparison-file.js';
import { oldComparisonSchema, upgraded } from './comparison-old.js';
import type { RecipeEvaluation } from './evaluate-recipe.js';
import type { ProtocolName } from './protocol.js';
import { pairedDifference } from './scores.js';

const anyVersion: z.ZodType<Comparison> = z.discriminatedUnion('version', [
  comparisonSchema,
  oldComparisonSchema.transform(upgraded),
]);

/** Throws UserError if the file is no comparison of a known version, or contradicts itself. */
export function readComparison(path: string): Comparison {
  return readResult(path, anyVersion, comparisonFaults);
}

/** What of an evaluation a comparison is made from. */
export type ScoredOnce = Pick<RecipeEvaluation, 'evaluation' | 'right'>;

/** A row as it was scored, under one protocol or several. */
export interface ScoredRow {
  row: Pick<CompareRow, 'name' | 'series' | 'network'>;
  scored: Partial<Record<ProtocolName, ScoredOnce>>;
}

/**
 * The comparison of rows that were trained on the same data.
 *
 * @param kinds protocols in the order of the tables; each scores one row or more, and each row is scored by one or more
 */
export function comparison(name: string, kinds: readonly ProtocolName[], rows: readonly ScoredRow[]): Comparison {
  const evaluations = kinds.map(
    (kind) => rows.find(({ scored }) => scored[kind] !== undefined)!.scored[kind]!.evaluation,
  );
  const { data, backend } = evaluations[0]!;
  return {
    format: COMPARISON_FORMAT,
    version: COMPARISON_VERSION,
    name,
    data,
    backend,
    protocols: evaluations.map(({ protocol, scored }) => ({ ...protocol, ...(scored && { scored }) })),
    rows: rows.map((row, i) => rowOf(row, kinds, i === 0 ? null : rows[0]!)),
    truth: Object.fromEntries(evaluations.map((evaluation) => [evaluation.protocol.kind, truthOf(evaluation)])),
  };
}

function rowOf({ row, scored }: ScoredRow, kinds: readonly ProtocolName[], first: ScoredRow | null): ComparisonRow {
  const { name, series, network } = row;
  const own = kinds.filter((kind) => scored[kind] !== undefined);
  const { recipe, storage, averageBitwidth, laneCycles } = scored[own[0]!]!.evaluation;
  const isFloat = network === 'float';
  const { float32Bytes, meanBytes, maxBytes } = storage;
  const each = <T>(of: (kind: ProtocolName, found: ScoredOnce) => T) =>
    Object.fromEntries(own.map((kind) => [kind, of(kind, scored[kind]!)]));
  return {
    name,
    series,
    network,
    recipe,
    scores: each((kind, { evaluation, right }) => {
      const { accuracy, pooledMacroF1 } = evaluation[network];
      const against = first?.scored[kind]?.right[first.row.network];
      return {
        accuracy: { mean: accuracy.mean, sd: accuracy.sd, standardError: accuracy.standardError },
        pooledMacroF1: { mean: pooledMacroF1.mean, sd: pooledMacroF1.sd },
        difference: against === undefined ? null : pairedDifference(right[network], against),
      };
    }),
    storage: isFloat ? { meanBytes: float32Bytes, maxBytes: float32Bytes } : { meanBytes, maxBytes },
    averageBitwidth: isFloat ? null : averageBitwidth,
    laneCycles: isFloat ? null : laneCycles.mean,
    predicted: each((_, { evaluation }) => evaluation.predictions!.runs.map((run) => run[network])),
  };
}

/** Without what the networks took them for: it is the same for all rows. */
function truthOf({ classes, predictions }: ScoredOnce['evaluation']) {
  const { labels, groups, runs } = predictions!;
  return { classes, labels, groups, runs: runs.map(({ seed, fold }) => ({ seed, fold })) };
}
