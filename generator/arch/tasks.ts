import type { TaskKind, WithTask } from '../network/task.js';
import { taskOf } from '../network/task.js';

/** What is a task's own in hardware and in the words about it; the scores on their port are those of any task. */
export interface TaskHardware {
  /** The core itself says the class with its last score; else it gives scores alone. */
  decides: boolean;
  /** One output, and all of them. */
  noun: string;
  nouns: string;
}

export const TASKS = {
  classes: { decides: true, noun: 'class', nouns: 'classes' },
  labels: {
    decides: false,
    noun: 'label',
    nouns: 'labels',
  },
  values: { decides: false, noun: 'value', nouns: 'values' },
} as const satisfies Record<TaskKind, TaskHardware>;

export const taskHardware = (model: WithTask): TaskHardware => TASKS[taskOf(model).kind];

/** `17 classes`, `1 label`. */
export function countOutputs(model: WithTask): string {
  const { noun, nouns } = taskHardware(model);
  return `${model.classes.length} ${model.classes.length === 1 ? noun : nouns}`;
}
