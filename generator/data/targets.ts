import { ofSeveral, outputsInWords } from '../network/task.js';
import type { Problem } from '../support/errors.js';

/** One class of several, by its index in `names`. */
export interface ClassTargets {
  kind: 'classes';
  names: readonly string[];
  /** [window], or [window][step]. */
  labels: readonly number[];
}

/** Labels, of which any number may hold. */
export interface LabelTargets {
  kind: 'labels';
  names: readonly string[];
  /** [window][name], or [window][step][name], 0 or 1. */
  bits: Uint8Array;
}

/** Real values. */
export interface ValueTargets {
  kind: 'values';
  names: readonly string[];
  /** Of each name; left out: not known. */
  units?: readonly string[] | undefined;
  /** [window][name], or [window][step][name], finite. */
  values: Float32Array;
}

/** What one output is to say of each window, or of each of its steps. */
export type OutputTargets = ClassTargets | LabelTargets | ValueTargets;

/** Targets of several outputs, of the same windows or steps. */
export interface SeveralTargets {
  kind: 'several';
  /** Of all outputs, one after the other. */
  names: readonly string[];
  outputs: readonly { name: string; targets: OutputTargets }[];
}

/** What a network is to say of each window, or of each of its steps. */
export type Targets = OutputTargets | SeveralTargets;

/** Targets of several outputs, by the names of these. */
export const severalTargets = (outputs: SeveralTargets['outputs']): SeveralTargets => ({
  kind: 'several',
  names: outputs.flatMap(({ targets }) => targets.names),
  outputs,
});

/** Changes the targets of each output. */
export function eachOutput(targets: Targets, change: (own: OutputTargets) => OutputTargets): Targets {
  if (!ofSeveral(targets)) return change(targets);
  return severalTargets(targets.outputs.map((output) => ({ ...output, targets: change(output.targets) })));
}

/** Numbers of one output's targets, flat. */
function numbersOf(targets: OutputTargets): readonly number[] | Uint8Array | Float32Array {
  if (targets.kind === 'classes') return targets.labels;
  return targets.kind === 'labels' ? targets.bits : targets.values;
}

/** Numbers of all targets, those of one output behind those of the other. */
export const allNumbers = (targets: Targets): number[] =>
  targetOutputs(targets).flatMap((output) => [...numbersOf(output.targets)]);

/** Targets of one window: 1, or its steps. */
export function stepsOf(targets: Targets, windows: number): number {
  const one = targetOutputs(targets)[0]!.targets;
  return numbersOf(one).length / windows / (one.kind === 'classes' ? 1 : one.names.length);
}

/** An output's targets with their place among the scores; the only one has no name. */
export interface TargetOutput<T extends OutputTargets = OutputTargets> {
  name: string;
  first: number;
  count: number;
  targets: T;
}

export function targetOutputs(targets: Targets): TargetOutput[] {
  const outputs = ofSeveral(targets) ? targets.outputs : [{ name: '', targets }];
  let next = 0;
  return outputs.map(({ name, targets: own }) => {
    const [first, count] = [next, own.names.length];
    next += count;
    return { name, first, count, targets: own };
  });
}

/** What targets say, of what. */
export const targetsInWords = (targets: Targets, per: string): string =>
  outputsInWords(
    targetOutputs(targets).map(({ name, targets: { kind, names } }) => ({ name, kind, names })),
    per,
  );

const FILE = "the data set's file";

/** What is said of windows, from `where`, that have no classes where these are needed. */
export function withoutClasses(where: string, targets: Targets | null, per: 'window' | 'step' = 'window'): Problem {
  const allowed = 'a class of each window';
  if (targets === null)
    return { where, field: 'classes', message: 'no labels', value: null, allowed, fix: `"classes" in ${FILE}` };
  return {
    where,
    field: 'targets',
    message: 'targets that are no classes, which this needs',
    value: `${targets.kind} of each ${per}: ${targets.names.join(', ')}`,
    allowed,
    fix: `"classes" in the place of "targets" in ${FILE}; networks trained elsewhere are measured by such targets: bitbeat quantise FILE --data ...`,
  };
}
