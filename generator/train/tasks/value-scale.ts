import { type Targets, targetOutputs, type ValueTargets } from '../../data/targets.js';
import type { FloatModel, FloatNode } from '../../model/float-model.js';
import { isEnd } from '../../network/network.js';

/** Of each value over all rows. */
export interface Spreads {
  means: number[];
  /** Standard deviations; 1 where all are the same. */
  spreads: number[];
}

/** A score of output o stands for `means[o] + units[o] * score`, and is judged by `spreads[o]`. */
export interface ValueScale extends Spreads {
  units: number[];
}

/** Units are powers of two. */
export interface CommonScale extends ValueScale {
  /** Of the unit of each output's values; of other outputs 0. */
  log2: readonly number[];
}

const found = new WeakMap<ValueTargets, Spreads>();

/** Remembered: batches ask again and again. */
export function spreadsOf(targets: ValueTargets): Spreads {
  const known = found.get(targets);
  if (known !== undefined) return known;
  const { names, values } = targets;
  const rows = values.length / names.length;
  const mean = (of: (value: number, o: number) => number): number[] => {
    const sums = names.map(() => 0);
    values.forEach((value, at) => {
      sums[at % names.length]! += of(value, at % names.length);
    });
    return sums.map((sum) => sum / rows);
  };
  const means = mean((value) => value);
  const spreads = mean((value, o) => (value - means[o]!) ** 2).map((variance) => Math.sqrt(variance) || 1);
  const own = { means, spreads };
  found.set(targets, own);
  return own;
}

/** Values in spreads from their mean; null: no values, so scores stand for themselves. */
export function standardised(targets: Targets | null): ValueScale | null {
  const own = spreadsOfAll(targets);
  return own && { ...joined(own), units: own.flatMap(({ spreads }) => spreads) };
}

/** Most that an output's values are scaled by beside the others, as a power of two. */
const MOST_LOG2 = 64;

/** The same in one unit for all values of an output, a power of two, so that whole numbers change to the values' own unit exactly. */
export function inOneUnit(targets: Targets | null): CommonScale | null {
  const own = spreadsOfAll(targets);
  if (own === null) return null;
  const log2 = own.map(({ values, spreads }) => {
    const near = values ? Math.round(Math.log2(Math.max(...spreads))) : 0;
    return own.length === 1 ? near : Math.max(-MOST_LOG2, Math.min(MOST_LOG2, near));
  });
  return { ...joined(own), units: own.flatMap(({ spreads }, i) => spreads.map(() => 2 ** log2[i]!)), log2 };
}

/** Of each output; what is no value stands for itself. null: there are no values. */
function spreadsOfAll(targets: Targets | null): (Spreads & { values: boolean })[] | null {
  const all = (targets === null ? [] : targetOutputs(targets)).map(({ targets: own, count }) => {
    const values = own.kind === 'values';
    const { means, spreads } = values
      ? spreadsOf(own)
      : { means: new Array<number>(count).fill(0), spreads: new Array<number>(count).fill(1) };
    return { values, means, spreads };
  });
  return all.some(({ values }) => values) ? all : null;
}

const joined = (all: readonly Spreads[]): Spreads => ({
  means: all.flatMap(({ means }) => means),
  spreads: all.flatMap(({ spreads }) => spreads),
});

/** A network whose end gives what its scores stand for. */
export function inUnits<N extends FloatNode>(
  model: FloatModel<N>,
  { means, units }: Pick<ValueScale, 'means' | 'units'>,
): FloatModel<N> {
  const layers = model.layers.map((node) => {
    if (node.kind !== 'convolution' || !isEnd(model, node)) return node;
    const each = node.weights.length / node.outChannels;
    const weights = node.weights.map((weight, at) => weight * units[Math.floor(at / each)]!);
    return { ...node, weights, bias: node.bias.map((bias, o) => means[o]! + units[o]! * bias) };
  });
  return { ...model, layers };
}

/** The inverse: a network whose scores stand for what it gave. */
export const outOfUnits = <N extends FloatNode>(
  model: FloatModel<N>,
  { means, units }: Pick<ValueScale, 'means' | 'units'>,
): FloatModel<N> =>
  inUnits(model, { means: means.map((mean, o) => -mean / units[o]!), units: units.map((unit) => 1 / unit) });
