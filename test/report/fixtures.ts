import type { z } from 'zod';
import { comparison } from '../../generator/evaluate/comparison.js';
import type { Comparison } from '../../generator/evaluate/comparison-file.js';
import { oldComparisonSchema, upgraded } from '../../generator/evaluate/comparison-old.js';
import { type CrossEvaluation, crossEvaluationSchema } from '../../generator/evaluate/cross-evaluation.js';
import { evaluateRecipe } from '../../generator/evaluate/evaluate-recipe.js';
import { type History, historySchema } from '../../generator/evaluate/history.js';
import { stubTrainer, TEN } from '../evaluate/stub.js';

/** Invented figures for what reports are made of; checked by the schemas of the real files. */

const RECIPE = {
  name: 'sign',
  settings: { network: 'sign', training: { epochs: 3, batch: 2 }, structure: { kind: 'channelwise' } },
};

export const stubEvaluation = async (kind: 'fragment' | 'patient' = 'fragment'): Promise<CrossEvaluation> => {
  const protocol = { kind, folds: 5, seeds: [1, 2] };
  const { evaluation } = await evaluateRecipe({ set: TEN, scored: TEN }, protocol, RECIPE, 'wasm', stubTrainer());
  return crossEvaluationSchema.parse(evaluation);
};

/** Two rows by fragment, the second by patient too, with what was predicted. */
export const stubComparison = async (): Promise<Comparison> => {
  const [fragment, patient] = await Promise.all(
    (['fragment', 'patient'] as const).map((kind) => {
      const protocol = { kind, folds: 5, seeds: [1, 2] };
      return evaluateRecipe({ set: TEN, scored: TEN }, protocol, RECIPE, 'wasm', stubTrainer());
    }),
  );
  return comparison(
    'sign',
    ['fragment', 'patient'],
    [
      { row: { name: 'floating point', series: 'float', network: 'float' }, scored: { fragment: fragment! } },
      {
        row: { name: 'one bit', series: 'ours', network: 'integer' },
        scored: { fragment: fragment!, patient: patient! },
      },
    ],
  );
};

type OldComparison = z.infer<typeof oldComparisonSchema>;

const row = (
  name: string,
  series: string,
  bytes: number,
  accuracy: number,
  patient = false,
): OldComparison['rows'][number] => ({
  name,
  series,
  network: series === 'floating point' ? 'float' : 'integer',
  recipe: RECIPE,
  fragment: {
    accuracy: { mean: accuracy, sd: 0.013, standardError: 0.007 },
    pooledMacroF1: { mean: accuracy - 0.06, sd: 0.01 },
  },
  difference: series === 'floating point' ? null : { mean: accuracy - 0.955, standardError: 0.005 },
  patient: patient
    ? {
        accuracy: { mean: accuracy - 0.4, sd: 0.05, standardError: 0.06 },
        pooledMacroF1: { mean: accuracy - 0.6, sd: 0.02 },
      }
    : null,
  storage: { meanBytes: bytes, maxBytes: bytes + 12 },
  averageBitwidth: series === 'floating point' ? null : bytes / 10_000,
  laneCycles: series === 'floating point' ? null : bytes * 210,
});

/** A file of version 1: eighteen rows, some of them close to one another. */
export const oldComparisonOf18: OldComparison = oldComparisonSchema.parse({
  format: 'bitbeat-comparison',
  version: 1,
  name: 'sign',
  protocol: {
    kind: 'fragment',
    folds: 5,
    seeds: [1, 2],
    groups: 10,
    fragments: 10,
    scoredClasses: ['up', 'down'],
  },
  data: { fragments: 10, hash: '0123456789abcdef' },
  backend: 'wasm',
  patientProtocol: {
    kind: 'patient',
    folds: 5,
    seeds: [1, 2],
    groups: 5,
    fragments: 10,
    scoredClasses: ['up', 'down'],
  },
  rows: [
    row('floating point', 'floating point', 323_892, 0.955, true),
    row('uniform 8 bit', 'uniform', 84_900, 0.954, true),
    row('uniform 4 bit', 'uniform', 43_800, 0.951),
    row('uniform 3 bit', 'uniform', 33_200, 0.93),
    row('uniform 2 bit', 'uniform', 22_700, 0.885),
    row('binary', 'binary', 12_300, 0.821, true),
    row('ALQ, count price', 'ALQ kernelwise', 32_400, 0.948, true),
    row('ALQ, no price', 'ALQ kernelwise', 35_100, 0.949),
    row('channelwise 13.5 KB', 'ours, 13.5 KB', 13_400, 0.957, true),
    row('pixelwise 13.5 KB', 'ours, 13.5 KB', 13_450, 0.948),
    row('subchannelwise 13.5 KB', 'ours, 13.5 KB', 13_480, 0.953),
    row('kernelwise 13.5 KB', 'ours, 13.5 KB', 13_500, 0.91),
    row('channelwise 20 KB', 'ours channelwise, budgets', 19_900, 0.958),
    row('channelwise 10 KB', 'ours channelwise, budgets', 9_950, 0.952),
    row('channelwise 8 KB', 'ours channelwise, budgets', 7_980, 0.949),
    row('channelwise 6 KB', 'ours channelwise, budgets', 5_990, 0.943),
    row('channelwise 4.5 KB', 'ours channelwise, budgets', 4_450, 0.93),
    row('channelwise 3 KB', 'ours channelwise, budgets', 2_990, 0.901),
  ],
});

export const comparisonOf18: Comparison = upgraded(oldComparisonOf18);

/** Nine layers over 40 epochs, three rounds of bases and coordinates, then straight-through. */
export const historyOf40: History = historySchema.parse({
  format: 'bitbeat-history',
  version: 1,
  recipe: RECIPE,
  seed: 1,
  backend: 'wasm',
  data: { fragments: 10, hash: '0123456789abcdef' },
  agreement: 0.98,
  layers: ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'conv6', 'conv7', 'dense1', 'dense2'],
  rounds: Array.from({ length: 40 }, (_, i) => {
    const done = Math.min(i, 29) / 29;
    const bitwidths = [3.4, 2.6, 2.1, 1.5, 1.2, 1.1, 1.0, 0.6, 1.9].map((end) => 4 - (4 - end) * done);
    return {
      phase: i >= 30 ? 'straight-through' : i % 10 < 6 ? 'bases' : 'coordinates',
      epoch: i >= 30 ? i - 29 : i % 10 < 6 ? (i % 10) + 1 : (i % 10) - 5,
      epochs: i >= 30 ? 10 : i % 10 < 6 ? 6 : 4,
      loss: 0.4 - 0.005 * i,
      accuracy: 0.95,
      meanBitwidth: 4 - 2.8 * done,
      bitwidths,
      storageBytes: Math.round(43_000 - 29_500 * done),
    };
  }),
});
