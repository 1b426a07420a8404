import { expect, test } from 'vitest';
import { random } from '../../generator/support/random.js';
import { loadBackend } from '../../generator/train/backend.js';
import { makeBatch } from '../../generator/train/batch.js';
import { train } from '../../generator/train/float-training.js';
import { floatScores, type TrainingRun, trainPhase } from '../../generator/train/loop.js';
import { initialParameters, type Parameters, toLayers } from '../../generator/train/network.js';
import { softmaxRows, Teacher } from '../../generator/train/teacher.js';
import { labelsOf, relabelled } from '../data/sets.js';
import { TINY, TINY_LAYERS, TINY_SETTINGS, tinySet } from './tiny.js';

const backend = await loadBackend();
const set = tinySet();
const CIRCULAR = { kind: 'circular-shift' as const };
const PLAIN = { ...TINY_SETTINGS, augment: [], labelSmoothing: 0, batch: set.names.length };
const network = (seed: number) => ({ ...TINY, layers: toLayers(TINY_LAYERS, initialParameters(TINY_LAYERS, seed)) });

test('softmax by hand, row by row', () => {
  const rows = softmaxRows(Float32Array.of(0, 2 * Math.log(3), 5, 5), 2, 2);
  [0.25, 0.75, 0.5, 0.5].forEach((p, i) => {
    expect(rows[i]).toBeCloseTo(p, 6);
  });
});

test('probabilities are the mean over the networks, on the batch', () => {
  const models = [network(1), network(2)];
  const teacher = new Teacher(backend.tf, models, { weight: 1, temperature: 3 });
  const batch = makeBatch(set, TINY, [4, 1], PLAIN, random(1));
  const found = teacher.answers(batch);
  teacher.dispose();
  const scores = models.map((model) => floatScores(backend, model, set));
  [4, 1].forEach((fragment, row) => {
    const each = scores.map((s) => softmaxRows(s[fragment]!, 2, 3));
    for (const c of [0, 1]) expect(found[2 * row + c]).toBeCloseTo((each[0]![c]! + each[1]![c]!) / 2, 5);
  });
});

/** Loss and gradients of one step over the whole set. */
function oneStep(student: number, taught: { by: number; weight: number; temperature: number } | null) {
  const parameters = initialParameters(TINY_LAYERS, student);
  const teacher = taught && new Teacher(backend.tf, [network(taught.by)], taught);
  let gradients: Parameters = [];
  let loss = Number.NaN;
  const optimiser = {
    parameters: () => parameters,
    update: (given: Parameters) => {
      gradients = given;
    },
  };
  const run: TrainingRun = { topology: TINY, set, settings: PLAIN, seed: 1, teacher, what: 'test' };
  const onEpoch = (report: { loss: number }) => {
    loss = report.loss;
  };
  trainPhase(backend, run, optimiser, { epochs: 1, from: 0, to: 1, offset: 0, learningRate: 1, onEpoch });
  teacher?.dispose();
  return { loss, gradients: gradients.flatMap((g) => [...g]) };
}

test('a student that is its teacher has nothing to learn from it', () => {
  const { loss, gradients } = oneStep(3, { by: 3, weight: 1, temperature: 2 });
  expect(loss).toBeCloseTo(0, 5);
  for (const g of gradients) expect(g).toBeCloseTo(0, 5);
});

test('the loss is (1 - weight) * cross entropy + weight * temperature^2 * KL(teacher || student)', () => {
  const [student, teacher] = [3, 4].map((seed) => floatScores(backend, network(seed), set));
  const rows = labelsOf(set).map((label, i) => {
    const p = softmaxRows(teacher![i]!, 2, 2);
    const q = softmaxRows(student![i]!, 2, 2);
    const kl = [0, 1].reduce((sum, c) => sum + p[c]! * Math.log(p[c]! / q[c]!), 0);
    return 0.7 * -Math.log(softmaxRows(student![i]!, 2, 1)[label]!) + 0.3 * 4 * kl;
  });
  const expected = rows.reduce((a, b) => a + b) / rows.length;
  expect(oneStep(3, { by: 4, weight: 0.3, temperature: 2 }).loss).toBeCloseTo(expected, 5);
});

test('its gradient is a mix of both', () => {
  const labels = oneStep(3, null).gradients;
  const both = oneStep(3, { by: 4, weight: 0.4, temperature: 2 }).gradients;
  const teacher = oneStep(3, { by: 4, weight: 1, temperature: 2 }).gradients;
  both.forEach((g, i) => {
    expect(g).toBeCloseTo(0.6 * labels[i]! + 0.4 * teacher[i]!, 4);
  });
});

test('a float network learns from a teacher alone', () => {
  const teachers = [train(backend, TINY, set, { ...TINY_SETTINGS, epochs: 40 })];
  const teacher = { networks: 1, weight: 1, temperature: 2, topology: TINY };
  const turned = relabelled(
    set,
    labelsOf(set).map((l) => 1 - l),
  );
  const student = train(
    backend,
    TINY,
    turned,
    { ...TINY_SETTINGS, epochs: 40, augment: [CIRCULAR], teacher },
    { teachers },
  );
  const same = floatScores(backend, student, set).filter((s, i) => (s[1]! > s[0]! ? 1 : 0) === labelsOf(set)[i]);
  expect(same.length / labelsOf(set).length).toBeGreaterThan(0.9);
});
