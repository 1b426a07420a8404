import { claim, type Fault, follows, readResult } from '../config/result-fields.js';
import type { CompareRow } from './compare-config.js';
import {
  COMPARISON_FORMAT,
  COMPARISON_VERSION,
  type Comparison,
  type ComparisonRow,
  comparisonSchema,
} from './comparison-file.js';
import { recomputedRows } from './comparison-scores.js';
import type { RecipeEvaluation } from './evaluate-recipe.js';
import type { Predictions } from './predictions.js';
import { pairedDifference } from './scores.js';

/** Differences are against the first row, names are different, and only integer networks have bases and lanes. */
function comparisonFaults(comparison: Comparison): Fault[] {
  const { version, rows, truth } = comparison;
  const whole =
    truth !== undefined &&
    (truth.patient === null) === (comparison.patientProtocol === null) &&
    rows.every(
      ({ predicted, patient }) => predicted !== undefined && (predicted.patient === null) === (patient === null),
    );
  const none = truth === undefined && rows.every(({ predicted }) => predicted === undefined);
  const complete = claim(
    version === 1 ? none : whole,
    'truth',
    version === 1 ? 'predictions in version 1' : 'a prediction is missing',
    undefined,
    'truth and what every row predicted in version 2, and none in version 1',
  );
  if (complete.length > 0) return complete;
  return [...consistent(comparison), ...(whole ? recomputed(comparison) : [])];
}

/** Every score of every row against what its network took the fragments for. */
function recomputed(comparison: Comparison): Fault[] {
  return recomputedRows(comparison).flatMap((found, i) => {
    if ('faults' in found) return found.faults;
    const row = comparison.rows[i]!;
    const from = 'the predictions';
    const of = (field: 'fragment' | 'patient') => {
      const [told, computed] = [row[field], found[field]];
      if (told === null || computed === null) return [];
      return [
        ...(['mean', 'sd', 'standardError'] as const).flatMap((kind) =>
          follows(`rows[${i}].${field}.accuracy.${kind}`, told.accuracy[kind], computed.accuracy[kind], from),
        ),
        ...(['mean', 'sd'] as const).flatMap((kind) =>
          follows(
            `rows[${i}].${field}.pooledMacroF1.${kind}`,
            told.pooledMacroF1[kind],
            computed.pooledMacroF1[kind],
            from,
          ),
        ),
      ];
    };
    return [
      ...of('fragment'),
      ...of('patient'),
      ...(row.difference === null || found.difference === null
        ? []
        : (['mean', 'standardError'] as const).flatMap((kind) =>
            follows(`rows[${i}].difference.${kind}`, row.difference![kind], found.difference![kind], from),
          )),
    ];
  });
}

function consistent({ rows, patientProtocol }: Comparison): Fault[] {
  const first = rows[0]!;
  return rows.flatMap((row, i) => {
    const at = (field: string) => `rows[${i}].${field}`;
    const isFloat = row.network === 'float';
    const { meanBytes, maxBytes } = row.storage;
    return [
      ...claim(
        rows.findIndex(({ name }) => name === row.name) === i,
        at('name'),
        'taken already',
        row.name,
        'each once',
      ),
      ...claim(
        (row.difference === null) === (i === 0),
        at('difference'),
        i === 0 ? 'of the first row' : 'missing',
        row.difference,
        i === 0 ? 'null' : 'against the first row',
      ),
      ...(row.difference === null
        ? []
        : claim(
            // Means over folds weigh fragments a little differently from the mean over fragments.
            Math.abs(row.difference.mean - (row.fragment.accuracy.mean - first.fragment.accuracy.mean)) < 0.005,
            at('difference.mean'),
            'not what the accuracies differ by',
            row.difference.mean,
            `${row.fragment.accuracy.mean - first.fragment.accuracy.mean}`,
          )),
      ...claim(meanBytes <= maxBytes, at('storage.meanBytes'), 'above the largest', meanBytes, `at most ${maxBytes}`),
      ...claim(
        (row.averageBitwidth === null) === isFloat && (row.laneCycles === null) === isFloat,
        at('averageBitwidth'),
        isFloat ? 'of floating point' : 'missing',
        row.averageBitwidth,
        isFloat ? 'null' : 'bases per weight, and lane cycles',
      ),
      ...claim(row.patient === null || patientProtocol !== null, at('patient'), 'without a protocol', 'scores', 'null'),
    ];
  });
}

/** Throws UserError if the file is no comparison of this version, or contradicts itself. */
export function readComparison(path: string): Comparison {
  return readResult(path, comparisonSchema, comparisonFaults);
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
    truth: {
      classes: first.fragment.evaluation.classes,
      fragment: truthOf(first.fragment),
      patient: patient === undefined || patient === null ? null : truthOf(patient),
    },
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
    predicted: {
      fragment: predictedOf(fragment, network),
      patient: patient === null ? null : predictedOf(patient, network),
    },
  };
}

const right = ({ row, fragment }: Pick<ScoredRow, 'row' | 'fragment'>) => fragment.right[row.network];

/** Without what the networks took them for: it is the same for all rows. */
function truthOf({ evaluation }: RecipeEvaluation) {
  const { names, labels, groups, runs }: Predictions = evaluation.predictions!;
  return { names, labels, groups, runs: runs.map(({ seed, fold }) => ({ seed, fold })) };
}

const predictedOf = ({ evaluation }: RecipeEvaluation, network: ComparisonRow['network']) =>
  evaluation.predictions!.runs.map((run) => run[network]);
