import { RESOURCE_NAMES, type Resources } from '../devices/device.js';
import type { Part } from '../devices/devices.js';
import type { ExploreConfig, Objective } from './config.js';
import { survivors } from './front.js';

/** What is known of a design at some rung. */
export interface Known extends Pick<Resources, 'bram' | 'spram' | 'dsp'> {
  lc: number;
  ff: number;
  cycles: number;
  /** The clock that is reached, or before placement the one that the router is asked for. */
  clockMHz: number;
  /** null: no model of it. */
  energyUj: number | null;
  bytes: number;
  /** null: not measured. */
  accuracy: number | null;
}

type OfKnown = (known: Known, part: Part) => number;

/** Each objective as a number of which less is better. */
const VALUES: Record<Objective, OfKnown> = {
  cells: ({ lc }) => lc,
  share: (known, { resources }) => {
    const used = { ...known, lut: known.lc };
    return Math.max(...RESOURCE_NAMES.map((name) => (resources[name] === 0 ? 0 : used[name] / resources[name])));
  },
  cycles: ({ cycles }) => cycles,
  seconds: ({ cycles, clockMHz }) => cycles / (clockMHz * 1e6),
  energy: ({ energyUj }) => energyUj ?? 0,
  bytes: ({ bytes }) => bytes,
  accuracy: ({ accuracy }) => 1 - (accuracy ?? 0),
};

/** A design's values in the order of the objectives. */
export const valuesOf = (objectives: readonly Objective[], known: Known, part: Part): number[] =>
  objectives.map((name) => VALUES[name](known, part));

/** Objectives of which an estimate may be off. */
const ESTIMATED: readonly Objective[] = ['cells', 'share', 'energy', 'seconds'];

export const marginsOf = (objectives: readonly Objective[], margin: number): number[] =>
  objectives.map((name) => (ESTIMATED.includes(name) ? margin : 0));

type Limits = ExploreConfig['limits'];

const LIMITS: Record<keyof Limits, (known: Known, limit: number) => boolean> = {
  cells: ({ lc }, most) => lc <= most,
  cycles: ({ cycles }, most) => cycles <= most,
  windowsPerSecond: ({ cycles, clockMHz }, least) => (clockMHz * 1e6) / cycles >= least,
  bytes: ({ bytes }, most) => bytes <= most,
  energyUj: ({ energyUj }, most) => (energyUj ?? 0) <= most,
  accuracy: ({ accuracy }, least) => (accuracy ?? 0) >= least,
};

/** Names of the limits that a design breaks; `slack`: a share by which what is estimated may be off. */
export function broken(limits: Limits, known: Known, slack = 0): string[] {
  const lenient = { ...known, lc: known.lc / (1 + slack), energyUj: known.energyUj && known.energyUj / (1 + slack) };
  return (Object.keys(limits) as (keyof Limits)[]).filter((name) => !LIMITS[name](lenient, limits[name]!));
}

/** What is measured of a model, and what it is chosen by. */
export interface MeasuredModel {
  /** On the validation. */
  accuracy: number;
  bytes: number;
  laneCycles: number;
}

/**
 * Models that go on, by index: the most accurate one, of equals that with the fewest bytes, then cycles; beside it those that no other
 * beats in accuracy, bytes and cycles of one lane, as `survivors` chooses them.
 */
export function chosenModels(models: readonly MeasuredModel[], keep: number): Set<number> {
  const points = models.map(({ accuracy, bytes, laneCycles }) => ({ values: [1 - accuracy, bytes, laneCycles] }));
  const inOrder = (a: number, b: number) =>
    points[a]!.values.map((value, v) => value - points[b]!.values[v]!).find((difference) => difference !== 0) ?? a - b;
  const [best] = [...models.keys()].sort(inOrder);
  const chosen = survivors(points, keep);
  if (best === undefined || chosen.includes(best)) return new Set(chosen);
  return new Set([...survivors(points, keep - 1), best].sort((a, b) => a - b));
}
