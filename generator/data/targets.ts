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

/** What a network is to say of each window, or of each of its steps. */
export type Targets = ClassTargets | LabelTargets | ValueTargets;

/** Numbers of all targets, flat. */
export function numbersOf(targets: Targets): readonly number[] | Uint8Array | Float32Array {
  if (targets.kind === 'classes') return targets.labels;
  return targets.kind === 'labels' ? targets.bits : targets.values;
}

/** Targets of one window: 1, or its steps. */
export function stepsOf(targets: Targets, windows: number): number {
  return numbersOf(targets).length / windows / (targets.kind === 'classes' ? 1 : targets.names.length);
}

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
