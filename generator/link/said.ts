import type { Targets } from '../data/signal-set.js';
import { decisionOf, scoreLog2, shownValue, thresholdsOf, unitOf, unitsOf } from '../model/decision.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { type TaskKind, taskOf } from '../network/task.js';

/** What a fragment's scores say, by the model's task; of a fragment that is no signal nothing is said. */
export interface Said {
  /** null: the task is another, or nothing is said. */
  class: string | null;
  /** Each label, with the score that is compared with its threshold. */
  labels?: { name: string; set: boolean; score: number; threshold: number }[];
  /** Each value, its score times the scale. */
  values?: { name: string; value: number; unit: string | null; score: number; scale: number }[];
}

const SAID: Record<TaskKind, (model: IntegerNetwork, scores: readonly number[], classIndex: number) => Said> = {
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

/** What a board that holds the model says; `classIndex`: as it came over the line. */
export const saidOf = (model: IntegerNetwork, scores: readonly number[], classIndex: number): Said =>
  SAID[taskOf(model).kind](model, scores, classIndex);

/** The number that a board must send behind its scores: the class, or 0 where the scores alone say it. */
export function classSent(model: IntegerNetwork, scores: readonly number[]): number {
  const decision = decisionOf(model, scores);
  return decision.kind === 'classes' ? decision.index : 0;
}

/** In a line; null: nothing is said but scores. */
export function saidText({ class: name, labels, values }: Said): string | null {
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

/** What the data say of a window, in words. */
const TRUTH: {
  [K in TaskKind]: (targets: Extract<Targets, { kind: K }>, window: number, model: IntegerNetwork) => string;
} = {
  classes: ({ names, labels }, i) => names[labels[i]!]!,
  labels: ({ names, bits }, i) => names.filter((_, o) => bits[i * names.length + o] === 1).join(', ') || 'no label',
  values: ({ names, values }, i, model) =>
    names.map((name, o) => `${name} ${shownValue(values[i * names.length + o]!)}${unitOf(model, o)}`).join(', '),
};

/** null: they say nothing of the model's own outputs. */
export function truthText(model: IntegerNetwork, targets: Targets | null, window: number): string | null {
  if (targets === null || targets.kind !== taskOf(model).kind) return null;
  return (TRUTH[targets.kind] as (targets: Targets, window: number, model: IntegerNetwork) => string)(
    targets,
    window,
    model,
  );
}
