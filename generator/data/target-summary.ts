import { ofSeveral } from '../network/task.js';
import type { ClassTargets, LabelTargets, SignalSet, Targets, ValueTargets } from './signal-set.js';
import { type OutputTargets, stepsOf } from './targets.js';

export interface LabelSummary {
  kind: 'labels';
  /** Of each label the windows for which it holds. */
  names: { name: string; windows: number }[];
  /** Windows for which two labels or more hold, and those for which none does. */
  several: number;
  none: number;
}

/** Over all windows; sd is the population's standard deviation. */
export interface ValueSummary {
  kind: 'values';
  names: { name: string; unit?: string; min: number; max: number; mean: number; sd: number }[];
}

export interface StepClassSummary {
  kind: 'classes';
  /** Of each class its steps in all windows, and the windows that have one. */
  names: { name: string; steps: number; windows: number }[];
}

/** Of each class its windows, of an output beside others. */
export interface ClassSummary {
  kind: 'classes';
  names: { name: string; windows: number }[];
}

export type OutputSummary = LabelSummary | ValueSummary | StepClassSummary | ClassSummary;

export interface SeveralSummary {
  kind: 'several';
  outputs: { name: string; targets: OutputSummary }[];
}

/** `steps`: of each window, where targets are of steps; what is counted of `windows` is then counted of steps. */
export type TargetSummary = (OutputSummary | SeveralSummary) & { steps?: number };

/** Targets that are no classes of windows, in few numbers; null: there are none. */
export function summariseTargets({
  targets,
  per,
  names,
}: Pick<SignalSet, 'targets' | 'per' | 'names'>): TargetSummary | null {
  if (targets === null || (targets.kind === 'classes' && per === 'window')) return null;
  const steps = stepsOf(targets, names.length);
  return { ...summaryOf(targets, steps, per), ...(per === 'step' && { steps }) };
}

function summaryOf(targets: Targets, steps: number, per: SignalSet['per']): TargetSummary {
  if (!ofSeveral(targets)) return ofOutput(targets, steps, per);
  const outputs = targets.outputs.map(({ name, targets: own }) => ({ name, targets: ofOutput(own, steps, per) }));
  return { kind: 'several', outputs };
}

function ofOutput(targets: OutputTargets, steps: number, per: SignalSet['per']): OutputSummary {
  switch (targets.kind) {
    case 'classes':
      return per === 'step' ? ofStepClasses(targets, steps) : ofClasses(targets);
    case 'labels':
      return ofLabels(targets);
    case 'values':
      return ofValues(targets);
  }
}

function ofClasses({ names, labels }: ClassTargets): ClassSummary {
  const windows = names.map(() => 0);
  for (const label of labels) windows[label]!++;
  return { kind: 'classes', names: names.map((name, i) => ({ name, windows: windows[i]! })) };
}

function ofStepClasses({ names, labels }: ClassTargets, each: number): StepClassSummary {
  const steps = names.map(() => 0);
  const windows = names.map(() => new Set<number>());
  labels.forEach((label, at) => {
    steps[label]!++;
    windows[label]!.add(Math.floor(at / each));
  });
  return { kind: 'classes', names: names.map((name, i) => ({ name, steps: steps[i]!, windows: windows[i]!.size })) };
}

function ofLabels({ names, bits }: LabelTargets): LabelSummary {
  const windows = names.map(() => 0);
  let [several, none] = [0, 0];
  for (let from = 0; from < bits.length; from += names.length) {
    let holding = 0;
    for (let i = 0; i < names.length; i++)
      if (bits[from + i] === 1) {
        windows[i]!++;
        holding++;
      }
    if (holding === 0) none++;
    else if (holding > 1) several++;
  }
  return { kind: 'labels', names: names.map((name, i) => ({ name, windows: windows[i]! })), several, none };
}

function ofValues({ names, units, values }: ValueTargets): ValueSummary {
  const count = values.length / names.length;
  const summary = names.map((name, i) => {
    let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let at = i; at < values.length; at += names.length) {
      const value = values[at]!;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
    }
    const mean = sum / count;
    let squares = 0;
    for (let at = i; at < values.length; at += names.length) squares += (values[at]! - mean) ** 2;
    return { name, ...(units && { unit: units[i]! }), min, max, mean, sd: Math.sqrt(squares / count) };
  });
  return { kind: 'values', names: summary };
}
