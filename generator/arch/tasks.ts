import { OUTPUT_NOUNS, outputsOf, type TaskKind, taskOf, type WithTask } from '../network/task.js';

/** What is a task's own in hardware and in the words about it; the scores on their port are those of any task. */
export interface TaskHardware {
  /** The core itself says the class with its last score; else it gives scores alone. */
  decides: boolean;
  /** One output, and all of them. */
  noun: string;
  nouns: string;
}

export const TASKS = {
  classes: { decides: true, noun: OUTPUT_NOUNS.classes, nouns: 'classes' },
  labels: { decides: false, noun: OUTPUT_NOUNS.labels, nouns: 'labels' },
  values: { decides: false, noun: OUTPUT_NOUNS.values, nouns: 'values' },
  several: { decides: false, noun: OUTPUT_NOUNS.several, nouns: 'outputs' },
} as const satisfies Record<TaskKind, TaskHardware>;

export const taskHardware = (model: WithTask): TaskHardware => TASKS[taskOf(model).kind];

/** `17 classes`, `1 label`, `4 classes and 1 value`. */
export const countOutputs = (model: WithTask): string =>
  outputsOf(model)
    .map(({ count, task }) => `${count} ${TASKS[task.kind][count === 1 ? 'noun' : 'nouns']}`)
    .join(' and ');
