import { OUTPUT_NOUNS, type TaskKind, taskOf, type WithTask } from '../network/task.js';

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
} as const satisfies Record<TaskKind, TaskHardware>;

export const taskHardware = (model: WithTask): TaskHardware => TASKS[taskOf(model).kind];

/** `17 classes`, `1 label`. */
export function countOutputs(model: WithTask): string {
  const { noun, nouns } = taskHardware(model);
  return `${model.classes.length} ${model.classes.length === 1 ? noun : nouns}`;
}
