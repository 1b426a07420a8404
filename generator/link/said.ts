import type { Targets } from '../data/signal-set.js';
import { targetOutputs } from '../data/targets.js';
import { scoreLog2, shownValue, thresholdsOf, unitOf, unitsOf } from '../model/decision.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { argmax } from '../model/interpreter.js';
import { outputModels, ownScores } from '../model/outputs.js';
import { isSeveral, type OutputKind, outputsOf, taskOf } from '../network/task.js';

/** What a fragment's scores say, by the model's task; of a fragment that is no signal nothing is said. */
export interface Said extends OneSaid {
  /** Of several outputs, in their order. */
  outputs?: (OneSaid & { name: string })[];
}

/** Of one output. */
interface OneSaid {
  /** null: the task is another, or nothing is said. */
  class: string | null;
  /** Each label, with the score that is compared with its threshold. */
  labels?: { name: string; set: boolean; score: number; threshold: number }[];
  /** Each value, its score times the scale. */
  values?: { name: string; value: number; unit: string | null; score: number; scale: number }[];
}

const SAID: Record<OutputKind, (model: IntegerNetwork, scores: readonly number[], classIndex: number) => OneSaid> = {
  classes: ({ classes }, _, index) => ({ class: classes[index]! }),
  labels: (model, scores) => ({
    class: null,
    labels: thresholdsOf(model).map((threshold, i) => {
      const score = scores[i]!;
      return { name: model.classes[i]!, set: score > threshold, score, threshold };
    }),
  }),
  values: (model, scores) => {
    const scale = 2 ** scoreLog2(model);
    const units = unitsOf(model);
    return {
      class: null,
      values: scores.map((score, i) => {
        return { name: model.classes[i]!, value: score * scale, unit: units?.[i] ?? null, score, scale };
      }),
    };
  },
};

/** What a board that holds the model says; `classIndex`: as it came over the line, that of the first output with classes. */
export function saidOf(model: IntegerNetwork, scores: readonly number[], classIndex: number): Said {
  const all = outputModels(model);
  const sent = all.find(({ output }) => output.task.kind === 'classes');
  const said = all.map((one) => {
    const own = ownScores(one.output, scores);
    return {
      name: one.output.name,
      ...SAID[one.output.task.kind](one.model, own, one === sent ? classIndex : argmax(own)),
    };
  });
  if (isSeveral(model)) return { class: null, outputs: said };
  const { name: _, ...only } = said[0]!;
  return only;
}

/** The number that a board must send behind its scores: the class of the first output with classes, or 0 where there is none. */
export function classSent(model: IntegerNetwork, scores: readonly number[]): number {
  const output = outputsOf(model).find(({ task }) => task.kind === 'classes');
  return output === undefined ? 0 : argmax(ownScores(output, scores));
}

/** In a line; null: nothing is said but scores. */
export function saidText({ outputs, ...only }: Said): string | null {
  return outputs === undefined ? oneText(only) : outputs.map((one) => `${one.name}: ${oneText(one)}`).join('; ');
}

function oneText({ class: name, labels, values }: OneSaid): string | null {
  if (labels !== undefined) {
    const set = labels.filter((label) => label.set);
    return set.map((label) => `${label.name} (${label.score} > ${label.threshold})`).join(', ') || 'no label';
  }
  if (values !== undefined)
    return values
      .map(({ name: own, value, unit, score, scale }) => {
        return `${own} ${shownValue(value)}${unit === null ? '' : ` ${unit}`} (${score} x ${scale})`;
      })
      .join(', ');
  return name;
}

/** Of each step, in a line: steps in a row of which the same is said, or the least and the largest of each value. */
export function stepsText(steps: readonly Said[]): string {
  const outputs = steps[0]?.outputs;
  if (outputs === undefined) return stepsOfOne(steps);
  return outputs.map(({ name }, o) => `${name}: ${stepsOfOne(steps.map((step) => step.outputs![o]!))}`).join('; ');
}

function stepsOfOne(steps: readonly OneSaid[]): string {
  const [first] = steps;
  if (first?.values !== undefined)
    return first.values
      .map(({ name, unit }, i) => {
        const values = steps.map((step) => step.values![i]!.value);
        const range = [Math.min(...values), Math.max(...values)].map(shownValue).join(' to ');
        return `${name} ${range}${unit === null ? '' : ` ${unit}`}`;
      })
      .join(', ');
  const texts = steps.map(({ class: name, labels = [] }) => {
    const set = labels.filter((label) => label.set).map((label) => label.name);
    return name ?? (set.join(' + ') || 'no label');
  });
  const starts = texts.flatMap((text, i) => (text === texts[i - 1] ? [] : [i]));
  return starts
    .map((from, n) => {
      const to = (starts[n + 1] ?? texts.length) - 1;
      return `${from === to ? from : `${from}-${to}`} ${texts[from]}`;
    })
    .join(', ');
}

/** What the data say of a window, in words. */
const TRUTH: {
  [K in OutputKind]: (targets: Extract<Targets, { kind: K }>, window: number, model: IntegerNetwork) => string;
} = {
  classes: ({ names, labels }, i) => names[labels[i]!]!,
  labels: ({ names, bits }, i) => names.filter((_, o) => bits[i * names.length + o] === 1).join(', ') || 'no label',
  values: ({ names, values }, i, model) =>
    names.map((name, o) => `${name} ${shownValue(values[i * names.length + o]!)}${unitOf(model, o)}`).join(', '),
};

/** null: they say nothing of the model's own outputs. */
export function truthText(model: IntegerNetwork, targets: Targets | null, window: number): string | null {
  if (targets === null || targets.kind !== taskOf(model).kind) return null;
  const models = outputModels(model);
  return targetOutputs(targets)
    .map(({ name, targets: own }, o) => {
      const text = (TRUTH[own.kind] as (of: Targets, window: number, model: IntegerNetwork) => string)(
        own,
        window,
        models[o]!.model,
      );
      return name === '' ? text : `${name}: ${text}`;
    })
    .join('; ');
}
