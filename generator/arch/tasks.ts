import type { TaskKind, WithTask } from '../network/task.js';
import { taskOf } from '../network/task.js';

/** What is a task's own in hardware and in the words about it; the scores on their port are those of any task. */
export interface TaskHardware {
  /** The core itself says the class with its last score; else it gives scores alone. */
  decides: boolean;
  /** One output, and all of them. */
  noun: string;
  nouns: string;
  /** What a fragment comes to, in a sentence. */
  gives: string;
}

export const TASKS = {
  classes: { decides: true, noun: 'class', nouns: 'classes', gives: 'the class' },
  labels: {
    decides: false,
    noun: 'label',
    nouns: 'labels',
    gives: 'a label holds where its score is above its threshold',
  },
  values: { decides: false, noun: 'value', nouns: 'values', gives: 'a value is its score times the value of a step' },
} as const satisfies Record<TaskKind, TaskHardware>;

export const taskHardware = (model: WithTask): TaskHardware => TASKS[taskOf(model).kind];
