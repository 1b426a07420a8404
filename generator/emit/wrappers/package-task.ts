import type { Said } from '../../arch/said.js';
import { type Decision, decisionOf, scoreLog2, thresholdsOf, unitsOf } from '../../model/decision.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { outputModels, ownScores } from '../../model/outputs.js';
import { isSeveral, type OutputKind, type TaskKind, taskOf } from '../../network/task.js';

/** What scores of a fragment say, as a package's expectations have it: one of these, by the model's task; of steps a list of each. */
export interface ExpectedDecision {
  class?: number | number[];
  /** 0 or 1 of each label. */
  labels?: number[] | number[][];
  /** In their units. */
  values?: number[] | number[][];
  /** Of several outputs, by name. */
  outputs?: Record<string, ExpectedDecision>;
}

type OneDecision = Pick<ExpectedDecision, 'class' | 'labels' | 'values'>;

const SAID: { [K in OutputKind]: (decision: Extract<Decision, { kind: K }>) => OneDecision } = {
  classes: ({ index }) => ({ class: index }),
  labels: ({ set }) => ({ labels: set.map(Number) }),
  values: ({ values }) => ({ values }),
};

function said(model: IntegerNetwork, scores: ArrayLike<number>): OneDecision {
  const decision = decisionOf(model, scores);
  return (SAID[decision.kind as OutputKind] as (decision: Decision) => OneDecision)(decision);
}

/** Scores and what they say of a fragment, `steps` [step][output]; of a network with scores of the window there is one. */
export function expectedResult(
  model: IntegerNetwork,
  steps: readonly ArrayLike<number>[],
): ExpectedDecision & { scores: number[] | number[][] } {
  const scores = steps.map((step) => Array.from(step));
  const all = outputModels(model).map(({ output, model: own }) => {
    const decisions = scores.map((step) => said(own, ownScores(output, step)));
    const key = KEYS[output.task.kind];
    const decision = model.per === 'step' ? { [key]: decisions.map((one) => one[key]) } : decisions[0]!;
    return [output.name, decision] as const;
  });
  const result = isSeveral(model) ? { outputs: Object.fromEntries(all) } : all[0]![1];
  return { scores: model.per === 'step' ? scores : scores[0]!, ...(result as ExpectedDecision) };
}

const KEYS = { classes: 'class', labels: 'labels', values: 'values' } as const satisfies Record<OutputKind, string>;

/** Names of the outputs, and what scores are compared with or multiplied by: fields of `expected.json`. */
const FIELDS: Record<TaskKind, (model: IntegerNetwork) => Record<string, unknown>> = {
  classes: ({ classes }) => ({ classes }),
  labels: (model) => ({ labels: model.classes, thresholds: thresholdsOf(model) }),
  values: (model) => {
    const units = unitsOf(model);
    return { values: model.classes, ...(units && { units }), scale: 2 ** scoreLog2(model) };
  },
  several: (model) => ({
    outputs: Object.fromEntries(
      outputModels(model).map(({ output, model: own }) => [
        output.name,
        { first: output.first, ...expectedFields(own) },
      ]),
    ),
  }),
};

export const expectedFields = (model: IntegerNetwork): Record<string, unknown> => FIELDS[taskOf(model).kind](model);

/** An output in the start of a bench of one's own. */
export interface PackageOutput {
  /** Empty of the only one. */
  name: string;
  kind: OutputKind;
  /** Where it stands in `expected.json`, as Python. */
  fields: string;
  decision: string;
  /** Its own of all scores, as Python. */
  scores: string;
  /** The core's port that says it; null: scores alone do. */
  port: string | null;
}

export function packageOutputs(model: IntegerNetwork, ports: readonly Said[]): PackageOutput[] {
  const several = isSeveral(model);
  return outputModels(model).map(({ output: { name, first, count, task } }) => ({
    ...{ name, kind: task.kind },
    fields: several ? `EXPECTED["outputs"]["${name}"]` : 'EXPECTED',
    decision: several ? `fragment["outputs"]["${name}"]` : 'fragment',
    scores: several ? `scores[${first}:${first + count}]` : 'scores',
    port: ports.find(({ output }) => output.name === name)?.name ?? null,
  }));
}
