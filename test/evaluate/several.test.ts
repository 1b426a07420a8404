import { describe, expect, test } from 'vitest';
import { type SignalSet, signalSet, type Targets, windowCodes } from '../../generator/data/signal-set.js';
import { type OutputTargets, severalTargets } from '../../generator/data/targets.js';
import { evaluate, type SeveralEvaluation } from '../../generator/evaluate/evaluate-model.js';
import type { IntegerNetwork } from '../../generator/model/integer-model.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { outputsOf } from '../../generator/network/task.js';
import { evaluationReport } from '../../generator/report/evaluation.js';
import { random } from '../../generator/support/random.js';
import { problemsOf } from '../data/readers/files.js';
import { OWN_MODELS, ownModel } from '../own-models.js';

const MODEL = ownModel('own', OWN_MODELS.several!);
const WINDOWS = 20;

/** Windows with the targets that the model's own scores come to, computed here once more. */
function windows(): { set: SignalSet; targets: Map<string, OutputTargets> } {
  const { samples, channels, codeBits, sampleRateHz: rateHz } = MODEL.input;
  const rng = random(3);
  const codes = () => Array.from({ length: samples * channels }, () => rng.integer(0, 2 ** codeBits - 1));
  const all = Array.from({ length: WINDOWS }, (_, i) => ({ codes: codes(), group: 'g', name: `${i}` }));
  const set = signalSet('made up', { samples, channels, codeBits, rateHz }, all);
  const interpreter = new Interpreter(MODEL);
  const scores = all.map((_, i) => [...interpreter.scores(windowCodes(set, i))]);
  const own = outputsOf(MODEL).map(({ name, first, count, classes: names, task, scaleLog2 = 0 }) => {
    const rows = scores.map((row) => row.slice(first, first + count));
    return [name, targetsOf(task, names, rows, 2 ** (endLog2(MODEL) + scaleLog2))] as const;
  });
  return { set, targets: new Map(own) };
}

const endLog2 = ({ layers }: IntegerNetwork) => (layers.at(-1) as { scaleLog2: number }).scaleLog2;

function targetsOf(
  task: ReturnType<typeof outputsOf>[number]['task'],
  names: readonly string[],
  rows: readonly number[][],
  step: number,
): OutputTargets {
  switch (task.kind) {
    case 'classes':
      return { kind: 'classes', names, labels: rows.map((row) => row.indexOf(Math.max(...row))) };
    case 'labels': {
      const bits = rows.flatMap((row) => row.map((score, i) => Number(score > (task.thresholds?.[i] ?? 0))));
      return { kind: 'labels', names, bits: Uint8Array.from(bits) };
    }
    case 'values':
      return { kind: 'values', names, values: Float32Array.from(rows.flat(), (score) => score * step) };
  }
}

const { set, targets } = windows();
const scored = (of: Targets) => evaluate(MODEL, { ...set, targets: of }) as SeveralEvaluation;
const named = (...names: string[]) => names.map((name) => ({ name, targets: targets.get(name)! }));
const names = [...targets.keys()];

describe('a model of several outputs', () => {
  test('is judged by each, in its units and above its thresholds', () => {
    const { outputs, unjudged, task } = scored(severalTargets(named(...names)));
    expect([task, outputs.map(({ name }) => name), unjudged]).toEqual(['several', names, []]);
    expect(outputs.length).toBeGreaterThan(1);
    for (const one of outputs)
      if ('classes' in one) expect(one.accuracy).toBe(1);
      else if (one.task === 'values') expect(one.metrics.RMSE).toBeLessThan(1e-6);
      else expect(one.metrics.F1).toBe(1);
  });

  test.each(names)('is judged by targets of %s alone', (name) => {
    const others = names.filter((own) => own !== name);
    for (const of of [severalTargets(named(name)), targets.get(name)!]) {
      const found = scored(of);
      expect([found.outputs.map((own) => own.name), found.unjudged]).toEqual([[name], others]);
      expect(evaluationReport(found)).toContain(`without targets: ${others.join(', ')}`);
    }
  });

  test('refuses targets that are of no output', () => {
    const [first] = named(names[0]!);
    for (const of of [
      severalTargets([{ ...first!, name: 'nobody' }]),
      { ...first!.targets, names: ['a', 'b', 'c', 'd'] },
    ])
      expect(problemsOf(() => scored(of as Targets))).toEqual([
        expect.objectContaining({ field: 'targets', message: 'not those of outputs of model own' }),
      ]);
    expect(problemsOf(() => evaluate(MODEL, { ...set, targets: null }))[0]!.message).toBe('no labels to score by');
  });
});
