import { claim, type Fault } from '../config/result-fields.js';
import { COMPARISON_VERSION, type Comparison, type ComparisonRow } from './comparison-file.js';
import { oldField } from './comparison-old.js';
import { recomputedFaults } from './comparison-scores.js';

/** What a comparison says of itself that cannot be, or does not follow from its predictions; fields as its file names them. */
export function comparisonFaults(comparison: Comparison): Fault[] {
  const faults = faultsOf(comparison);
  if (comparison.version === COMPARISON_VERSION) return faults;
  return faults.map(({ field = '', ...fault }) => ({ field: oldField(field), ...fault }));
}

function faultsOf(comparison: Comparison): Fault[] {
  const { version, rows, truth, protocols } = comparison;
  const kinds = protocols.map(({ kind }) => kind);
  const named = [
    ...claim(new Set(kinds).size === kinds.length, 'protocols', 'a protocol twice', kinds, 'each once'),
    ...rows.flatMap((row, i) => scoredFaults(row, i, kinds)),
  ];
  if (named.length > 0) return named;
  const whole =
    truth !== undefined &&
    sameKeys(truth, kinds) &&
    rows.every(({ predicted, scores }) => predicted !== undefined && sameKeys(predicted, Object.keys(scores)));
  const none = truth === undefined && rows.every(({ predicted }) => predicted === undefined);
  const complete = claim(
    version === 1 ? none : whole,
    'truth',
    version === 1 ? 'predictions in version 1' : 'a prediction is missing',
    undefined,
    'truth and what every row predicted from version 2 on, and none in version 1',
  );
  if (complete.length > 0) return complete;
  return [...rows.flatMap((_, i) => rowFaults(comparison, i)), ...(whole ? recomputedFaults(comparison) : [])];
}

const sameKeys = (record: object, keys: readonly string[]) => `${Object.keys(record).sort()}` === `${[...keys].sort()}`;

/** Scored, and under protocols of the comparison. */
function scoredFaults({ scores }: ComparisonRow, i: number, kinds: readonly string[]): Fault[] {
  const scored = Object.keys(scores);
  return [
    ...claim(scored.length > 0, `rows[${i}].scores`, 'not scored', scores, kinds.join(', ')),
    ...scored.flatMap((kind) =>
      claim(kinds.includes(kind), `rows[${i}].scores.${kind}`, 'without a protocol', 'scores', kinds.join(', ')),
    ),
  ];
}

/** Differences are against the first row, names are different, and only integer networks have bases and lanes. */
function rowFaults(comparison: Comparison, i: number): Fault[] {
  const { rows } = comparison;
  const row = rows[i]!;
  const at = (field: string) => `rows[${i}].${field}`;
  const isFloat = row.network === 'float';
  const { meanBytes, maxBytes } = row.storage;
  return [
    ...claim(rows.findIndex(({ name }) => name === row.name) === i, at('name'), 'taken already', row.name, 'each once'),
    ...differenceFaults(comparison, i),
    ...claim(meanBytes <= maxBytes, at('storage.meanBytes'), 'above the largest', meanBytes, `at most ${maxBytes}`),
    ...claim(
      (row.averageBitwidth === null) === isFloat && (row.laneCycles === null) === isFloat,
      at('averageBitwidth'),
      isFloat ? 'of floating point' : 'missing',
      row.averageBitwidth,
      isFloat ? 'null' : 'bases per weight, and lane cycles',
    ),
  ];
}

function differenceFaults({ version, protocols, rows, truth }: Comparison, i: number): Fault[] {
  const { scores } = rows[i]!;
  return protocols.flatMap(({ kind }, p) => {
    const own = scores[kind];
    const first = rows[0]!.scores[kind];
    // Older files have differences of one protocol alone.
    if (own === undefined || (version < COMPARISON_VERSION && p > 0)) return [];
    const none = i === 0 || first === undefined;
    const { difference } = own;
    const field = `rows[${i}].scores.${kind}.difference`;
    const expected = own.accuracy.mean - (first?.accuracy.mean ?? 0);
    return [
      ...claim(
        (difference === null) === none,
        field,
        none ? 'of the first row' : 'missing',
        difference,
        none ? 'null' : 'against the first row',
      ),
      ...(difference === null || truth !== undefined
        ? []
        : claim(
            // Means over folds weigh fragments a little differently from the mean over fragments.
            Math.abs(difference.mean - expected) < 0.005,
            `${field}.mean`,
            'not what the accuracies differ by',
            difference.mean,
            `${expected}`,
          )),
    ];
  });
}
