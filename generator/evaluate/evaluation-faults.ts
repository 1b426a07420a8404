import { claim, type Fault, follows } from '../config/result-fields.js';
import { confusionMetrics } from '../model/metrics.js';
import type { CrossEvaluation } from './cross-evaluation.js';
import { predictionFaults, scoresOf } from './predictions.js';
import type { Scores } from './score-fields.js';
import { spread } from './statistics.js';

/** What an evaluation says of itself that cannot be, or does not follow from its predictions. */
export function evaluationFaults(evaluation: CrossEvaluation): Fault[] {
  const { version, protocol, classes, integer, float, predictions } = evaluation;
  const unknown = protocol.scoredClasses.find((name) => !classes.includes(name));
  const named = [
    ...claim(new Set(classes).size === classes.length, 'classes', 'a class twice', classes, 'each once'),
    ...claim(unknown === undefined, 'protocol.scoredClasses', 'not one of the classes', unknown, classes.join(', ')),
    ...claim(
      (predictions !== undefined) === (version === 2),
      'predictions',
      version === 2 ? 'missing field' : 'not in version 1',
      undefined,
      'predictions in version 2, and none in version 1',
    ),
  ];
  if (named.length > 0) return named;
  const shapes = Object.entries({ integer, float }).flatMap(([network, scores]) =>
    shapeFaults(evaluation, scores).map((fault) => ({ ...fault, field: `${network}.${fault.field}` })),
  );
  if (shapes.length > 0) return shapes;
  return [
    ...Object.entries({ integer, float }).flatMap(([network, scores]) =>
      scoreFaults(evaluation, scores).map((fault) => ({ ...fault, field: `${network}.${fault.field}` })),
    ),
    ...sizeFaults(evaluation),
    ...(predictions === undefined ? [] : recomputed(evaluation, predictions)),
  ];
}

/** Lists and matrices of the lengths that the protocol and the classes give. */
function shapeFaults({ protocol, classes }: CrossEvaluation, scores: Scores): Fault[] {
  const { folds, seeds, scoredClasses } = protocol;
  const runs = folds * seeds.length;
  const length = (field: string, list: readonly unknown[], expected: number) =>
    claim(list.length === expected, field, 'not as many as there should be', list.length, `${expected} values`);
  const names = scores.perClass.map(({ name }) => name);
  const ofSeeds = scores.perSeed.map(({ seed }) => seed);
  return [
    ...length('accuracy.values', scores.accuracy.values, runs),
    ...length('foldMacroF1.values', scores.foldMacroF1.values, runs),
    ...length('pooledMacroF1.values', scores.pooledMacroF1.values, seeds.length),
    ...claim(`${ofSeeds}` === `${seeds}`, 'perSeed', 'of other seeds than the protocol', ofSeeds, `${seeds}`),
    ...claim(`${names}` === `${scoredClasses}`, 'perClass', 'not the scored classes', names, `${scoredClasses}`),
    ...length('confusion', scores.confusion, classes.length),
    ...scores.confusion.flatMap((row, i) => length(`confusion[${i}]`, row, classes.length)),
  ];
}

/** What of the scores follows from the confusion matrix and from each other. */
function scoreFaults({ protocol, classes }: CrossEvaluation, scores: Scores): Fault[] {
  const total = scores.confusion.flat().reduce((sum, n) => sum + n, 0);
  const expected = protocol.fragments * protocol.seeds.length;
  const counted = follows('confusion', total, expected, 'the fragments and seeds of the protocol');
  if (counted.length > 0) return counted;
  const { accuracy, perClass } = confusionMetrics(scores.confusion);
  const spreads = (['accuracy', 'foldMacroF1', 'pooledMacroF1'] as const).flatMap((kind) => {
    const { mean, sd } = spread(scores[kind].values);
    return [
      ...follows(`${kind}.mean`, scores[kind].mean, mean, 'its values'),
      ...follows(`${kind}.sd`, scores[kind].sd, sd, 'its values'),
    ];
  });
  const bySeed = spread(scores.perSeed.map((seed) => seed.accuracy)).mean;
  return [
    ...spreads,
    ...follows('perSeed', bySeed, accuracy, 'the confusion matrix'),
    ...scores.perSeed.flatMap(({ macroF1 }, i) =>
      follows(`perSeed[${i}].macroF1`, macroF1, scores.pooledMacroF1.values[i]!, 'pooledMacroF1'),
    ),
    ...scores.perClass.flatMap(({ name, ...found }, i) => {
      const own = perClass[classes.indexOf(name)]!;
      return (['support', 'sensitivity', 'positivePredictivity', 'f1'] as const).flatMap((kind) =>
        follows(`perClass[${i}].${kind}`, found[kind], own[kind], 'the confusion matrix'),
      );
    }),
  ];
}

function sizeFaults({ storage, averageBitwidth, layers, laneCycles }: CrossEvaluation): Fault[] {
  const weights = layers.reduce((sum, layer) => sum + layer.weights, 0);
  const bits = layers.reduce((sum, layer) => sum + layer.weights * layer.averageBitwidth, 0);
  const { meanBytes, maxBytes, float32Bytes } = storage;
  return [
    ...follows('averageBitwidth', averageBitwidth, bits / weights, 'that of the layers'),
    ...claim(meanBytes <= maxBytes, 'storage.meanBytes', 'above the largest', meanBytes, `at most ${maxBytes}`),
    ...claim(
      float32Bytes >= 4 * weights,
      'storage.float32Bytes',
      'less than the weights take',
      float32Bytes,
      `at least ${4 * weights}`,
    ),
    ...claim(
      laneCycles.mean <= laneCycles.max,
      'laneCycles.mean',
      'above the largest',
      laneCycles.mean,
      `at most ${laneCycles.max}`,
    ),
  ];
}

/** Every score against what the single fragments were taken for. */
function recomputed(
  { protocol, classes, integer, float }: CrossEvaluation,
  predictions: NonNullable<CrossEvaluation['predictions']>,
): Fault[] {
  const faults = predictionFaults(predictions, { ...protocol, classes: classes.length });
  if (faults.length > 0) return faults.map((fault) => ({ ...fault, field: `predictions.${fault.field}` }));
  const found = scoresOf(predictions, classes, protocol.scoredClasses);
  return [...differences('integer', integer, found.integer), ...differences('float', float, found.float)];
}

/** Numbers of one structure that differ from those of another of the same form. */
function differences(field: string, told: unknown, computed: unknown): Fault[] {
  if (typeof told !== 'object' || told === null)
    return typeof told === 'string'
      ? claim(told === computed, field, 'not what follows from the predictions', told, `${computed}`)
      : follows(field, told as number | null, computed as number | null, 'the predictions');
  return Object.entries(told).flatMap(([key, value]) =>
    differences(
      Array.isArray(told) ? `${field}[${key}]` : `${field}.${key}`,
      value,
      (computed as Record<string, unknown>)[key],
    ),
  );
}
