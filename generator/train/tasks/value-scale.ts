import type { Targets, ValueTargets } from '../../data/targets.js';
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

/** All units are 2^log2. */
export interface CommonScale extends ValueScale {
  log2: number;
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

/** Values in spreads from their mean; null: other targets, whose scores stand for themselves. */
export function standardised(targets: Targets | null): ValueScale | null {
  if (targets?.kind !== 'values') return null;
  const own = spreadsOf(targets);
  return { ...own, units: own.spreads };
}

/** The same in one unit for all, a power of two, so that whole numbers change to the values' own unit exactly. */
export function inOneUnit(targets: Targets | null): CommonScale | null {
  if (targets?.kind !== 'values') return null;
  const own = spreadsOf(targets);
  const log2 = Math.round(Math.log2(Math.max(...own.spreads)));
  return { ...own, units: own.spreads.map(() => 2 ** log2), log2 };
}

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
