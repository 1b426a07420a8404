import { type Decision, decisionOf, scoreLog2, thresholdsOf, unitsOf } from '../../model/decision.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { type TaskKind, taskOf } from '../../network/task.js';

/** What scores of a fragment say, as a package's expectations have it: one of these, by the model's task; of steps a list of each. */
export interface ExpectedDecision {
  class?: number | number[];
  /** 0 or 1 of each label. */
  labels?: number[] | number[][];
  /** In their units. */
  values?: number[] | number[][];
}

const SAID: { [K in TaskKind]: (decision: Extract<Decision, { kind: K }>) => ExpectedDecision } = {
  classes: ({ index }) => ({ class: index }),
  labels: ({ set }) => ({ labels: set.map(Number) }),
  values: ({ values }) => ({ values }),
};

export function expectedDecision(model: IntegerNetwork, scores: ArrayLike<number>): ExpectedDecision {
  const decision = decisionOf(model, scores);
  return (SAID[decision.kind] as (decision: Decision) => ExpectedDecision)(decision);
}

/** Scores and what they say of a fragment, `steps` [step][output]; of a network with scores of the window there is one. */
export function expectedResult(
  model: IntegerNetwork,
  steps: readonly ArrayLike<number>[],
): ExpectedDecision & { scores: number[] | number[][] } {
  const scores = steps.map((step) => Array.from(step));
  const said = steps.map((step) => expectedDecision(model, step));
  if (model.per !== 'step') return { scores: scores[0]!, ...said[0]! };
  const key = KEYS[taskOf(model).kind];
  return { scores, [key]: said.map((one) => one[key]) };
}

const KEYS = { classes: 'class', labels: 'labels', values: 'values' } as const satisfies Record<TaskKind, string>;

/** Names of the outputs, and what scores are compared with or multiplied by: fields of `expected.json`. */
const FIELDS: Record<TaskKind, (model: IntegerNetwork) => Record<string, unknown>> = {
  classes: ({ classes }) => ({ classes }),
  labels: (model) => ({ labels: model.classes, thresholds: thresholdsOf(model) }),
  values: (model) => {
    const units = unitsOf(model);
    return { values: model.classes, ...(units && { units }), scale: 2 ** scoreLog2(model) };
  },
};

export const expectedFields = (model: IntegerNetwork): Record<string, unknown> => FIELDS[taskOf(model).kind](model);
