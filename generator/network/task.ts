/** What scores say of a window, or of each of its steps. A network that names none tells classes apart. */
export type Task =
  /** One class of many: the largest score, the lowest index on a tie. */
  | { kind: 'classes' }
  /** Any number of labels: each that holds has a score above its threshold. */
  | {
      kind: 'labels';
      /** In steps of the score, one for each label; absent: 0, where a sigmoid is 1/2. */
      thresholds?: readonly number[] | undefined;
    }
  /** Real values: scores times the value of a step. */
  | {
      kind: 'values';
      /** Of each value; absent: not known. */
      units?: readonly string[] | undefined;
    };

export type TaskKind = Task['kind'];

/** Something with outputs: `classes` are the names of these, whatever they say. */
export interface WithTask {
  classes: readonly string[];
  task?: Task | undefined;
}

/** Classes are what is not said. */
export const taskOf = ({ task }: WithTask): Task => task ?? { kind: 'classes' };

/** What one output is called in a sentence. */
export const OUTPUT_NOUNS = { classes: 'class', labels: 'label', values: 'value' } as const satisfies Record<
  TaskKind,
  string
>;
