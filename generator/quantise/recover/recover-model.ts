import type { AlqGroup, AlqLayer, AlqModel, FloatLayer, FloatModel } from '../../model/float-model.js';
import { grouping, groupWeights, type Structure } from '../../model/grouping.js';
import { UserError } from '../../support/errors.js';
import { MAX_BASES, recoverGroup, ulp32 } from './recover.js';

/**
 * Alphas and bases of every group of every layer; `where` names the source in errors.
 *
 * @throws UserError at the first group that is no sum of a few alphas: then probably none is, and each search takes long
 */
export function recoverModel(model: FloatModel, structures: readonly Structure[], where: string): AlqModel {
  const layers = model.layers.map((layer, i): AlqLayer => {
    const { weights: _, ...rest } = layer;
    const structure = structures[i]!;
    const groups = groupsOf(layer, structure).map((values, index): AlqGroup => {
      const group = recoverGroup(values);
      if (group !== null) return group;
      throw new UserError({
        where,
        field: `${layer.name}, group ${index}`,
        message: `the weights are not the sums of up to ${MAX_BASES} alphas`,
        value: values.slice(0, 16),
        allowed: 'a network that was quantised to multi-bit weights',
      });
    });
    return { ...rest, structure, groups };
  });
  return { ...model, layers };
}

/** The group's weights: float64 sums in the order of the alphas. */
export function recoveredWeights(group: AlqGroup): number[] {
  const size = group.negative[0]?.length ?? 0;
  return Array.from({ length: size }, (_, w) =>
    group.alphas.reduce((sum, alpha, i) => sum + (group.negative[i]![w] ? -alpha : alpha), 0),
  );
}

/** How a layer was found back. */
export interface Recovery {
  name: string;
  groups: number;
  alphas: number;
  signBits: number;
  weights: number;
  /** Number of groups of each bitwidth, from 0. */
  bitwidths: number[];
  /** Largest |recovered - original| of any weight, in float32 units in the last place of its group's largest weight. */
  worstUlps: number;
}

export function recovery(model: FloatModel, recovered: AlqModel): Recovery[] {
  return recovered.layers.map(({ name, groups, structure }, i) => {
    const originals = groupsOf(model.layers[i]!, structure);
    const bitwidths = groups.map((g) => g.alphas.length);
    const alphas = bitwidths.reduce((sum, b) => sum + b, 0);
    const size = originals[0]!.length;
    const worstUlps = originals.reduce((worst, original, g) => {
      const ulp = ulp32(original.reduce((max, w) => Math.max(max, Math.abs(w)), 0));
      const found = recoveredWeights(groups[g]!);
      return original.reduce((max, w, k) => Math.max(max, Math.abs(w - (found[k] ?? 0)) / ulp), worst);
    }, 0);
    const counts = Array.from(
      { length: Math.max(...bitwidths) + 1 },
      (_, b) => bitwidths.filter((x) => x === b).length,
    );
    return {
      name,
      groups: groups.length,
      alphas,
      signBits: alphas * size,
      weights: groups.length * size,
      bitwidths: counts,
      worstUlps,
    };
  });
}

/** Weights of every group, [out][group][weight as in `groupWeights`]. */
function groupsOf(layer: FloatLayer, structure: Structure): number[][] {
  const { groups } = grouping(layer, structure);
  const perOutput = layer.inChannels * layer.kernel;
  return Array.from({ length: layer.outChannels * groups }, (_, index) => {
    const base = Math.floor(index / groups) * perOutput;
    return groupWeights(layer, structure, index % groups).map((w) => layer.weights[base + w]!);
  });
}
