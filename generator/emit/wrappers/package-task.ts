import { type Decision, decisionOf, scoreLog2, thresholdsOf, unitsOf } from '../../model/decision.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { type TaskKind, taskOf } from '../../network/task.js';

/** What scores of a fragment say, as a package's expectations have it: one of these, by the model's task. */
export interface ExpectedDecision {
  class?: number;
  /** 0 or 1 of each label. */
  labels?: number[];
  /** In their units. */
  values?: number[];
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
