import { join } from 'node:path';
import { describe } from 'vitest';
import { readComparison } from '../../generator/evaluate/comparison.js';
import { readHistory } from '../../generator/evaluate/history.js';
import { readCrossEvaluation } from '../../generator/evaluate/read-evaluation.js';
import { stubComparison, stubEvaluation } from '../report/fixtures.js';
import { type Forged, type Json, refuses } from '../report/forge.js';

const FILE = 'evaluation-fragment.json';
const COMMITTED = 'models/ecg17-small';

/** What follows from other fields, with predictions or without. */
const SCORES: Forged[] = [
  ['integer.accuracy.mean', 0.99, 'integer.accuracy.mean: not what follows from its values (found 0.99)'],
  ['integer.accuracy.mean', 1.2, 'integer.accuracy.mean: too large (found 1.2)'],
  ['integer.accuracy.sd', 0, 'integer.accuracy.sd: not what follows from its values (found 0)'],
  ['integer.accuracy.values', [1], 'integer.accuracy.values: not as many as there should be (found 1); allowed: 10'],
  ['integer.accuracy.standardError', -0.1, 'integer.accuracy.standardError: too small (found -0.1)'],
  ['float.pooledMacroF1.mean', 0.99, 'float.pooledMacroF1.mean: not what follows from its values (found 0.99)'],
  ['integer.perSeed[0].accuracy', 0.99, 'integer.perSeed: not what follows from the confusion matrix'],
  ['integer.perSeed[0].seed', 7, 'integer.perSeed: of other seeds than the protocol (found [7,2])'],
  ['integer.perClass[0].support', 1, 'integer.perClass[0].support: not what follows from the confusion matrix'],
  ['integer.perClass[0].f1', 0.01, 'integer.perClass[0].f1: not what follows from the confusion matrix (found 0.01)'],
  ['integer.confusion[0][0]', 5000, 'integer.confusion: not what follows from the fragments and seeds of the protocol'],
  ['integer.confusion[0][0]', -1, 'integer.confusion[0][0]: too small (found -1)'],
  ['integer.confusion[0]', [1], 'integer.confusion[0]: not as many as there should be (found 1)'],
  ['protocol.fragments', 799, 'integer.confusion: not what follows from the fragments and seeds of the protocol'],
  ['protocol.seeds', [], 'protocol.seeds'],
  ['protocol.scoredClasses[0]', 'XYZ', 'protocol.scoredClasses: not one of the classes (found "XYZ")'],
  ['storage.meanBytes', 1e9, 'storage.meanBytes: above the largest (found 1000000000)'],
  ['storage.float32Bytes', 1, 'storage.float32Bytes: less than the weights take (found 1)'],
  ['averageBitwidth', 0.37, 'averageBitwidth: not what follows from that of the layers (found 0.37)'],
  ['laneCycles.mean', 1e12, 'laneCycles.mean: above the largest'],
  ['sponsor', 'x', 'sponsor: unknown field'],
];

const read = (folder: string) => readCrossEvaluation(join(folder, FILE));

/** Ten fragments, two seeds, five folds. */
const stored = (await stubEvaluation()) as unknown as Json;

describe('an evaluation whose predictions were not stored', () => {
  const { predictions: _, ...rest } = stored as Record<string, Json>;
  const forgeries: Forged[] = [...SCORES, ['version', 2, 'predictions: missing field']];
  refuses(FILE, read, forgeries, { ...rest, version: 1 } as Json);
});

describe('an evaluation with its predictions: every figure is computed again', () => {
  refuses(
    FILE,
    read,
    [
      ...SCORES,
      ['predictions.runs[0].integer[0]', 1, 'integer.accuracy.mean: not what follows from the predictions (found 0.8)'],
      ['predictions.runs[1].float[3]', 0, 'float.accuracy.mean: not what follows from the predictions'],
      ['predictions.labels[0]', 1, 'integer.accuracy.mean: not what follows from the predictions'],
      [
        'integer.accuracy.standardError',
        0.001,
        'integer.accuracy.standardError: not what follows from the predictions',
      ],
      ['predictions.runs[0].integer[0]', 9, 'predictions.runs[0].integer[0]: too large (found 9); allowed: 0 to 2'],
      ['predictions.runs[0].integer', [0], 'predictions.runs[0].integer: not one of each fragment (found 1)'],
      ['predictions.runs[0].fold[0]', 5, 'predictions.runs[0].fold[0]: too large (found 5); allowed: 0 to 4'],
      ['predictions.runs[0].seed', 9, 'predictions.runs: of other seeds than the protocol (found [9,2])'],
      ['predictions.names[1]', '0', 'predictions.names: a name twice'],
      ['predictions.groups[1]', 0, 'predictions.groups: not as many as the protocol says'],
      ['predictions', undefined, 'predictions: missing field'],
      ['version', 1, 'predictions: not in version 1'],
    ],
    stored,
  );
});

describe('a comparison of an older version', () => {
  refuses(`${COMMITTED}/comparison.json`, (folder) => readComparison(join(folder, 'comparison.json')), [
    ['rows[1].fragment.accuracy.mean', 1.01, 'rows[1].fragment.accuracy.mean: too large (found 1.01)'],
    ['rows[1].fragment.accuracy.mean', 0.5, 'rows[1].difference.mean: not what the accuracies differ by'],
    ['rows[1].difference', null, 'rows[1].difference: missing (found null)'],
    ['rows[0].difference', { mean: 0, standardError: 0 }, 'rows[0].difference: of the first row'],
    ['rows[1].name', 'floating point', 'rows[1].name: taken already (found "floating point")'],
    ['rows[1].storage.meanBytes', 0, 'rows[1].storage.meanBytes: not above 0 (found 0)'],
    ['rows[1].storage.meanBytes', 1e9, 'rows[1].storage.meanBytes: above the largest (found 1000000000)'],
    ['rows[1].laneCycles', -5, 'rows[1].laneCycles: not above 0 (found -5)'],
    ['rows[0].averageBitwidth', 1, 'rows[0].averageBitwidth: of floating point (found 1)'],
    ['patientProtocol', null, 'rows[0].patient: without a protocol'],
    ['truth', { classes: ['a'] }, 'truth'],
    ['version', 4, 'version: not one of the known values (found 4); allowed: 3, 1, 2'],
  ]);
});

const compared = await stubComparison();

const readComparisonOf = (folder: string) => readComparison(join(folder, 'comparison.json'));

describe('a comparison with its predictions: every figure is computed again', () => {
  refuses(
    'comparison.json',
    readComparisonOf,
    [
      [
        'rows[1].scores.fragment.accuracy.sd',
        0.5,
        'rows[1].scores.fragment.accuracy.sd: not what follows from the predictions',
      ],
      ['rows[1].scores.fragment.pooledMacroF1.mean', 1, 'fragment.pooledMacroF1.mean: not what follows'],
      ['rows[1].scores.patient.accuracy.mean', 1, 'rows[1].scores.patient.accuracy.mean: not what follows'],
      ['rows[1].scores.fragment.difference.standardError', 0, 'difference.standardError: not what follows'],
      ['rows[1].scores.fragment.difference', null, 'rows[1].scores.fragment.difference: missing (found null)'],
      ['rows[1].scores.patient.difference', { mean: 0, standardError: 0 }, 'patient.difference: of the first row'],
      ['rows[1].scores.time', {}, 'rows[1].scores.time.accuracy: missing field'],
      ['rows[0].scores', {}, 'rows[0].scores: not scored'],
      ['rows[1].predicted.fragment[0][0]', 1, 'rows[1].scores.fragment.accuracy.mean: not what follows'],
      ['rows[1].predicted.fragment[0][0]', 7, 'rows[1].predicted.fragment, runs[0].integer[0]: too large (found 7)'],
      ['rows[1].predicted.patient', undefined, 'truth: a prediction is missing'],
      ['rows[0].predicted', undefined, 'truth: a prediction is missing'],
      ['truth.patient', undefined, 'truth: a prediction is missing'],
      ['truth', undefined, 'truth: a prediction is missing'],
      ['truth.fragment.labels[0]', 1, 'not what follows from the predictions'],
      ['protocols[1].kind', 'fragment', 'protocols: a protocol twice'],
      ['protocols[1].kind', 'time', 'rows[1].scores.patient: without a protocol'],
    ],
    compared as unknown as Json,
  );
});

describe('the same as version 2 told it, in fields of two protocols', () => {
  const { version: _, protocols, rows, truth, ...facts } = compared;
  const [fragment, patient] = protocols;
  const { classes, ...of } = truth!.fragment!;
  const named = (one: { labels: number[] }) => ({ names: one.labels.map((_, i) => `${i}`), ...one });
  const { classes: __, ...ofPatient } = truth!.patient!;
  const old = {
    ...facts,
    version: 2,
    protocol: fragment,
    patientProtocol: patient,
    truth: { classes, fragment: named(of), patient: named(ofPatient) },
    rows: rows.map(({ scores, predicted, ...row }) => {
      const { difference, ...own } = scores.fragment!;
      const { difference: ___, ...other } = scores.patient ?? {};
      return {
        ...row,
        fragment: own,
        difference,
        patient: scores.patient ? other : null,
        predicted: { fragment: predicted!.fragment, patient: predicted!.patient ?? null },
      };
    }),
  };
  refuses(
    'comparison.json',
    readComparisonOf,
    [
      ['rows[1].fragment.accuracy.sd', 0.5, 'rows[1].fragment.accuracy.sd: not what follows from the predictions'],
      ['rows[1].patient.accuracy.mean', 1, 'rows[1].patient.accuracy.mean: not what follows from the predictions'],
      ['rows[1].difference.standardError', 0, 'rows[1].difference.standardError: not what follows'],
      ['rows[1].predicted.patient', null, 'truth: a prediction is missing'],
      ['rows[0].predicted', undefined, 'truth: a prediction is missing'],
      ['truth', undefined, 'truth: a prediction is missing'],
      ['version', 1, 'truth: predictions in version 1'],
    ],
    old as unknown as Json,
  );
});

describe('a history', () => {
  refuses(`${COMMITTED}/rounds.json`, (folder) => readHistory(join(folder, 'rounds.json')), [
    ['rounds[0].loss', -1, 'rounds[0].loss: too small (found -1)'],
    ['rounds[0].accuracy', 1.5, 'rounds[0].accuracy: too large (found 1.5)'],
    ['rounds[0].bitwidths', [1], 'rounds[0].bitwidths: not one of each layer (found 1); allowed: 7 values'],
    ['rounds[0].meanBitwidth', 99, 'rounds[0].meanBitwidth: no mean of the layers (found 99)'],
    ['rounds[0].epoch', 1000, 'rounds[0].epoch: after the last (found 1000)'],
    ['agreement', 1.1, 'agreement: too large (found 1.1)'],
  ]);
});
