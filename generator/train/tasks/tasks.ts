import type { Targets } from '../../data/targets.js';
import { isSeveral, outputsOf, type WithTask } from '../../network/task.js';
import { classes, sameClass } from './classes.js';
import { labels } from './labels.js';
import type { MetricKind, Metrics, OutputMetrics, Scores, Task } from './task.js';
import { values } from './values.js';

/** A new kind of targets is a file and a line here. */
const TASKS = { classes, labels, values } satisfies { [K in Targets['kind']]: Task<Extract<Targets, { kind: K }>> };

export const taskOf = ({ kind }: { kind: Targets['kind'] }) => TASKS[kind] as Task;

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
  return (scores, others) => {
    const shares = outputs.flatMap(({ first, count, task }) => {
      const own = (rows: Scores) => rows.map((row) => row.slice(first, first + count));
      return taskOf(task).agreement(own(scores), own(others)) ?? [];
    });
    return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  };
}

/** Measures by targets, or without any by what the network says; scores are of the same windows or steps. */
export function judgedBy(targets: Targets | null, network?: WithTask): Judged {
  if (targets === null)
    return network && isSeveral(network) ? { ...UNKNOWN, agreement: agreementOf(network) } : UNKNOWN;
  const { main, agreement, metrics, outputs } = taskOf(targets);
  return {
    main,
    agreement,
    metrics: (scores) => metrics(targets, scores),
    outputs: (scores) => outputs(targets, scores),
  };
}
