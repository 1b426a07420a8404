import { type ClassTargets, type SeveralTargets, type TargetOutput, targetOutputs } from '../../data/targets.js';
import { outputsOf, type WithTask } from '../../network/task.js';
import { meanOf } from '../../support/spread.js';
import type { Example } from '../augment/augmentation.js';
import { classes } from './classes.js';
import { labels } from './labels.js';
import type { MetricKind, Metrics, OutputMetrics, Scores, Task } from './task.js';
import { values } from './values.js';

/** Of the targets of one output. */
export const OUTPUT_TASKS = { classes, labels, values };
export const outputTask = (kind: keyof typeof OUTPUT_TASKS) => OUTPUT_TASKS[kind] as Task;

/** The scores of one output. */
export const scoresOfOutput = (scores: Scores, { first, count }: { first: number; count: number }): Scores =>
  scores.map((row) => row.slice(first, first + count));

/**
 * Several outputs beside each other: the sum of their losses; of metrics of one kind the mean. The first output's metric counts.
 *
 * @param network whose outputs of these names have the scores; left out: the targets are of all scores, in their order
 */
export function several(all: SeveralTargets, network?: WithTask): Task<SeveralTargets> {
  const places = network && outputsOf(network);
  const outputs = targetOutputs(all).map((output) => ({
    ...output,
    first: places?.find(({ name }) => name === output.name)?.first ?? output.first,
    task: outputTask(output.targets.kind),
  }));
  const [first] = outputs as [(typeof outputs)[number]];
  const width = all.names.length;
  /** Numbers of a row of an output's truth, and where they begin. */
  const truths = outputs.map(({ targets, count }) => (targets.kind === 'classes' ? 1 : count));
  const truthWidth = truths.reduce((sum, own) => sum + own, 0);
  const begins = truths.map((_, i) => truths.slice(0, i).reduce((sum, own) => sum + own, 0));
  const tallies = outputs.map(({ task }) => task.tally([], []).length);
  return {
    main: first.task.main,
    better: first.task.better,
    unlearnable: () =>
      outputs.flatMap(({ name, task, targets }) => task.unlearnable(targets).map((what) => `${name}: ${what}`)),
    expected(_, examples, drawing) {
      const own = outputs.map(({ task, targets }) =>
        task.expected(
          targets,
          targets.kind === 'classes' ? byClass(targets, examples, drawing.windows) : examples,
          drawing,
        ),
      );
      const rows = own[0]!.rows.length / first.count;
      return {
        rows: Float32Array.from(
          beside(
            rows,
            width,
            own.map(({ rows: numbers }, i) => ({ numbers, begin: outputs[i]!.first, count: outputs[i]!.count })),
          ),
        ),
        truth: beside(
          rows,
          truthWidth,
          own.map(({ truth }, i) => ({ numbers: truth, begin: begins[i]!, count: truths[i]! })),
        ),
      };
    },
    loss: (tf, scores, expected) =>
      tf.addN(
        outputs.map(({ task, first: begin, count }) => {
          const [own, wanted] = [scores, expected].map((rows) => tf.slice(rows, [0, begin], [-1, count]));
          return task.loss(tf, own!, wanted!);
        }),
      ),
    tally: (scores, truth) =>
      outputs.flatMap((output, i) => {
        const own = Array.from({ length: scores.length * truths[i]! }, (_, at) => {
          const [row, column] = [Math.floor(at / truths[i]!), at % truths[i]!];
          return truth[row * truthWidth + begins[i]! + column]!;
        });
        return output.task.tally(scoresOfOutput(scores, output), own);
      }),
    report(tally) {
      let at = 0;
      return meanMetrics(
        outputs.map(({ task }, i) => {
          const own = tally.slice(at, at + tallies[i]!);
          at += tallies[i]!;
          return task.report(own);
        }),
      );
    },
    metrics: (_, scores) =>
      meanMetrics(outputs.map((output) => output.task.metrics(output.targets, scoresOfOutput(scores, output)))),
    outputs: (_, scores) => outputs.flatMap((output) => ofOutput(output, scoresOfOutput(scores, output))),
    agreement: (scores, others) =>
      meanOrNull(
        outputs.map((output) => output.task.agreement(scoresOfOutput(scores, output), scoresOfOutput(others, output))),
      ),
  };
}

/** The mean of those that are there; null: none is. */
export function meanOrNull(shares: readonly (number | null)[]): number | null {
  const there = shares.filter((own) => own !== null);
  return there.length === 0 ? null : meanOf(there);
}

/** An output's classes as one, its labels and values each, by their names within the output. */
function ofOutput({ name, task, targets }: TargetOutput & { task: Task }, scores: Scores): OutputMetrics[] {
  if (targets.kind === 'classes') return [{ name, ...task.metrics(targets, scores) }];
  return task.outputs(targets, scores).map((own) => ({ ...own, name: `${name}: ${own.name}` }));
}

/** Examples share windows; those of classes of windows share the classes. */
function byClass({ labels: own }: ClassTargets, examples: readonly Example[], windows: number): readonly Example[] {
  if (own.length !== windows) return examples;
  return examples.map((example) => ({
    ...example,
    target: example.target.map(({ label, share }) => ({ label: own[label]!, share })),
  }));
}

interface Part {
  /** [row][count] */
  numbers: ArrayLike<number>;
  begin: number;
  count: number;
}

/** Columns of all parts, row by row. */
function beside(rows: number, width: number, parts: readonly Part[]): number[] {
  const all = new Array<number>(rows * width);
  for (const { numbers, begin, count } of parts)
    for (let at = 0; at < numbers.length; at++)
      all[Math.floor(at / count) * width + begin + (at % count)] = numbers[at]!;
  return all;
}

function meanMetrics(all: readonly Metrics[]): Metrics {
  const kinds = [...new Set(all.flatMap((own) => Object.keys(own) as MetricKind[]))];
  return Object.fromEntries(kinds.map((kind) => [kind, meanOf(all.flatMap((own) => own[kind] ?? []))]));
}
