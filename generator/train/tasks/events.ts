import { stepsOf, type Targets } from '../../data/targets.js';
import { argmax } from '../../model/interpreter.js';
import { ofSeveral } from '../../network/task.js';
import { UserError } from '../../support/errors.js';
import type { EventSettings } from '../train-config.js';
import { f1 } from './labels.js';
import type { Scores } from './task.js';

/** Events that are there, that are found, and of both that are one. */
export interface EventCounts {
  there: number;
  found: number;
  right: number;
  /** null: none is there and none found. */
  F1: number | null;
}

export interface EventScore extends EventCounts {
  /** Samples. */
  tolerance: number;
  names: ({ name: string } & EventCounts)[];
}

/**
 * Counts events of windows with targets of each step: runs of steps of one class, but the background, or with one label. An event that
 * is found is right when the middle of one that is there lies within the tolerance of its own; each goes with one other at most.
 *
 * @param scores of all steps of all windows
 * @param samples of a window
 * @throws UserError for targets that have no events, and a background that is no class
 */
export function eventScore(
  targets: Targets,
  scores: Scores,
  { windows, samples }: { windows: number; samples: number },
  { tolerance, background }: EventSettings,
): EventScore {
  const named = checkBackground(targets, background);
  const steps = stepsOf(targets, windows);
  const toSamples = (step: number) => ((step + 0.5) * samples) / steps;
  const names = named.map(({ name, output }) => {
    const is = holding(targets, output);
    const says = (row: number) =>
      targets.kind === 'classes' ? argmax(scores[row]!) === output : scores[row]![output]! > 0;
    const sum = [0, 0, 0];
    for (let window = 0; window < windows; window++) {
      const [there, found] = [is, says].map((of) => middles(steps, (t) => of(window * steps + t)).map(toSamples));
      sum[0]! += matches(there!, found!, tolerance);
      sum[1]! += found!.length;
      sum[2]! += there!.length;
    }
    return { name, ...countsOf(sum) };
  });
  const all = (['right', 'found', 'there'] as const).map((field) => names.reduce((sum, own) => sum + own[field], 0));
  return { tolerance, ...countsOf(all), names };
}

const countsOf = (sums: readonly number[]): EventCounts => {
  const [right, found, there] = sums as [number, number, number];
  return { there, found, right, F1: f1(sums) };
};

/** Outputs that have events. */
function checkBackground(targets: Targets, background: string | undefined): { name: string; output: number }[] {
  const wrong = (field: string, message: string, value: unknown, allowed: string) =>
    new UserError({ where: 'events', field, message, value, allowed });
  const { kind, names } = targets;
  if (ofSeveral(targets))
    throw wrong('tolerance', 'of several outputs no events are counted', kind, 'classes or labels of each step');
  if (kind === 'values') throw wrong('tolerance', 'values have no events', kind, 'classes or labels of each step');
  const unknown =
    kind === 'labels' ? background !== undefined : background === undefined || !names.includes(background);
  if (unknown)
    throw kind === 'labels'
      ? wrong('background', 'steps without a label are of no event', background, 'no background')
      : wrong('background', 'no class of that name', background ?? null, names.join(', '));
  return names.map((name, output) => ({ name, output })).filter(({ name }) => name !== background);
}

function holding(targets: Targets, output: number): (row: number) => boolean {
  if (targets.kind === 'classes') return (row) => targets.labels[row] === output;
  if (targets.kind === 'labels') return (row) => targets.bits[row * targets.names.length + output] === 1;
  return () => false;
}

/** Middles of the runs of steps that something holds for. */
function middles(steps: number, holds: (step: number) => boolean): number[] {
  const found: number[] = [];
  let first = -1;
  for (let t = 0; t <= steps; t++) {
    const now = t < steps && holds(t);
    if (now && first < 0) first = t;
    if (!now && first >= 0) {
      found.push((first + t - 1) / 2);
      first = -1;
    }
  }
  return found;
}

/** Most pairs of two rising lists that are within the tolerance; none is in two pairs. */
function matches(a: readonly number[], b: readonly number[], tolerance: number): number {
  let [i, j, pairs] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const apart = a[i]! - b[j]!;
    if (Math.abs(apart) <= tolerance) pairs++;
    if (apart <= tolerance) i++;
    if (apart >= -tolerance) j++;
  }
  return pairs;
}
