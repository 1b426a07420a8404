import type { Targets } from '../../data/targets.js';
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

/** Measures by targets; scores are of the same windows or steps. */
export function judgedBy(targets: Targets | null): Judged {
  if (targets === null) return UNKNOWN;
  const { main, agreement, metrics, outputs } = taskOf(targets);
  return {
    main,
    agreement,
    metrics: (scores) => metrics(targets, scores),
    outputs: (scores) => outputs(targets, scores),
  };
}
