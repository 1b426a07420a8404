import type { OutputTargets, Targets } from '../../data/targets.js';
import { isSeveral, ofSeveral, outputsOf, type WithTask } from '../../network/task.js';
import { sameClass } from './classes.js';
import { meanOrNull, OUTPUT_TASKS, outputTask, scoresOfOutput, several } from './several.js';
import type { MetricKind, Metrics, OutputMetrics, Scores, Task } from './task.js';

OUTPUT_TASKS satisfies { [K in OutputTargets['kind']]: Task<Extract<OutputTargets, { kind: K }>> };

export const taskOf = (targets: Targets, network?: WithTask): Task =>
  ofSeveral(targets) ? (several(targets, network) as Task) : outputTask(targets.kind);

/** What scores of some windows, or of their steps, are compared with. */
export interface Judged {
  /** The metric that counts; null: there are no targets. */
  main: MetricKind | null;
  agreement: Task['agreement'];
  metrics(scores: Scores): Metrics;
  outputs(scores: Scores): OutputMetrics[];
}

/** No targets: outputs are taken for classes. */
const UNKNOWN: Judged = { main: null, agreement: sameClass, metrics: () => ({}), outputs: () => [] };

/** No targets of several outputs: how often each says the same, mean over those that decide something. */
function agreementOf(network: WithTask): Task['agreement'] {
  const outputs = outputsOf(network);
  return (scores, others) =>
    meanOrNull(
      outputs.map((output) =>
        outputTask(output.task.kind).agreement(scoresOfOutput(scores, output), scoresOfOutput(others, output)),
      ),
    );
}

/** Measures by targets, be they of some outputs alone, or without any by what the network says; scores are of the same windows or steps. */
export function judgedBy(targets: Targets | null, network?: WithTask): Judged {
  // Those without targets agree or do not as well.
  const several = network !== undefined && isSeveral(network) ? { agreement: agreementOf(network) } : {};
  if (targets === null) return { ...UNKNOWN, ...several };
  const { main, agreement, metrics, outputs } = taskOf(targets, network);
  return {
    main,
    agreement,
    ...several,
    metrics: (scores) => metrics(targets, scores),
    outputs: (scores) => outputs(targets, scores),
  };
}
