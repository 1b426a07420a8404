/** What the scores of one output say of a window, or of each of its steps. */
export type OutputTask =
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

export type OutputKind = OutputTask['kind'];

/** What all scores say. A network that names no task tells classes apart. */
export type Task = OutputTask | { kind: 'several'; outputs: readonly OutputPart[] };

export type TaskKind = Task['kind'];

/** One of several outputs: the next `count` scores. */
export interface OutputPart {
  name: string;
  count: number;
  task: OutputTask;
  /** Log2 of what its scores are multiplied by besides the scale of the end; absent: 0. */
  scaleLog2?: number | undefined;
}

/** Something with outputs: `classes` are the names of these, whatever they say. */
export interface WithTask {
  classes: readonly string[];
  task?: Task | undefined;
}

/** Classes are what is not said. */
export const taskOf = ({ task }: WithTask): Task => task ?? { kind: 'classes' };

/** Of several outputs, whatever it is of them: a task, targets. */
export const ofSeveral = <T extends { kind: string }>(it: T): it is Extract<T, { kind: 'several' }> =>
  it.kind === 'several';

/** Whether there is more than one output. */
export const isSeveral = (network: WithTask): boolean => ofSeveral(taskOf(network));

/** An output with its place among the scores. */
export interface Output extends OutputPart {
  first: number;
  /** Names of its own scores. */
  classes: readonly string[];
}

/** The outputs of a network in the order of their scores; the only one has no name. */
export function outputsOf(network: WithTask): Output[] {
  const { classes } = network;
  const task = taskOf(network);
  if (!ofSeveral(task)) return [{ name: '', first: 0, count: classes.length, classes, task }];
  let first = 0;
  return task.outputs.map((part) => {
    const output = { ...part, first, classes: classes.slice(first, first + part.count) };
    first += part.count;
    return output;
  });
}

/** `labels of each window a, b`, or that of each of several outputs. */
export const outputsInWords = (
  outputs: readonly { name: string; kind: string; names: readonly string[] }[],
  per: string,
): string =>
  outputs
    .map(({ name, kind, names }) => `${name === '' ? '' : `${name}: `}${kind} of each ${per} ${names.join(', ')}`)
    .join('; ');

/** What a network says, of what. */
export const saidInWords = (network: WithTask & { per?: string | undefined }): string =>
  outputsInWords(
    outputsOf(network).map(({ name, task: { kind }, classes: names }) => ({ name, kind, names })),
    network.per ?? 'window',
  );

/** What one output is called in a sentence. */
export const OUTPUT_NOUNS = {
  classes: 'class',
  labels: 'label',
  values: 'value',
  several: 'output',
} as const satisfies Record<TaskKind, string>;
