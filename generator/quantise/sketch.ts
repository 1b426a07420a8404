import type { AlqGroup, AlqLayer, AlqModel, AlqNode, FloatLayer, FloatModel, FloatNode } from '../model/float-model.js';
import { grouping, groupWeights, type Structure } from '../model/grouping.js';
import { convolutions, type Joining, type LayerShape, mapConvolutions } from '../network/network.js';
import { type Problem, UserError } from '../support/errors.js';
import { type Basis, basesOf, fitAlphas, reconstruct, tidyGroup } from './bases.js';

export interface SketchSettings {
  structure: Structure;
  /** Most bases of one group, 1 to 8. */
  maxBits: number;
}

export const MAX_BITS = { min: 1, max: 8 };

/** A group is good enough when the squared residual is this share of the squared weights. */
const RESIDUAL_SHARE = 1e-6;

/**
 * Start of ALQ (step A of Qu et al., CVPR 2020): every group of weights as a sum of few `alpha * basis`, each new basis
 * the signs of what the bases so far leave over, all alphas refitted by least squares. One setting per convolution.
 *
 * @throws UserError when a setting does not fit its layer
 */
export function sketch<N extends FloatNode>(
  model: FloatModel<N>,
  settings: readonly SketchSettings[],
): AlqModel<AlqLayer | Joining<N>> {
  const problems = convolutions(model.layers).flatMap((layer, i) => checkSettings(model.name, layer, settings[i], i));
  if (problems.length > 0) throw new UserError(problems);
  return { ...model, layers: mapConvolutions(model.layers, (layer, i) => sketchLayer(layer, settings[i]!)) };
}

function sketchLayer(layer: FloatLayer, { structure, maxBits }: SketchSettings): AlqLayer {
  const { weights, channelGroups: _, ...rest } = layer;
  const perOutput = layer.inChannels * layer.kernel;
  const members = membersOf(layer, structure);
  const groups: AlqGroup[] = [];
  for (let o = 0; o < layer.outChannels; o++)
    for (const member of members)
      groups.push(
        sketchGroup(
          Float64Array.from(member, (w) => weights[o * perOutput + w]!),
          maxBits,
        ),
      );
  return { ...rest, structure, groups };
}

/** One group's weights in multi-bit form, at most `maxBits` bases. */
export function sketchGroup(weights: Float64Array, maxBits: number): AlqGroup {
  const enough = RESIDUAL_SHARE * squaredNorm(weights);
  const bases: Basis[] = [];
  let alphas: number[] = [];
  let residual = weights;
  while (bases.length < maxBits && squaredNorm(residual) > enough) {
    bases.push(Int8Array.from(residual, (r) => (r < 0 ? -1 : 1)));
    alphas = fitAlphas(bases, weights);
    const sum = reconstruct(alphas, bases, weights.length);
    residual = weights.map((w, i) => w - sum[i]!);
  }
  return tidyGroup(alphas, bases);
}

/** The real weights [out][in][tap] that a layer's groups stand for. */
export function alqWeights(layer: AlqLayer): Float32Array {
  const perOutput = layer.inChannels * layer.kernel;
  const members = membersOf(layer, layer.structure);
  const weights = new Float32Array(layer.outChannels * perOutput);
  layer.groups.forEach((group, index) => {
    const member = members[index % members.length]!;
    const base = Math.floor(index / members.length) * perOutput;
    reconstruct(group.alphas, basesOf(group), member.length).forEach((value, i) => {
      weights[base + member[i]!] = value;
    });
  });
  return weights;
}

/** The float network that a multi-bit one stands for. */
export function alqToFloat<N extends AlqNode>(model: AlqModel<N>): FloatModel<FloatLayer | Joining<N>> {
  const layers = mapConvolutions(model.layers, ({ structure, groups, ...shape }) => ({
    ...shape,
    weights: alqWeights({ structure, groups, ...shape }),
  }));
  return { ...model, layers };
}

/** Indices of each group of one output channel, see `groupWeights`. */
export function membersOf(layer: LayerShape, structure: Structure): number[][] {
  return Array.from({ length: grouping(layer, structure).groups }, (_, g) => groupWeights(layer, structure, g));
}

function checkSettings(where: string, layer: FloatLayer, setting: SketchSettings | undefined, i: number): Problem[] {
  const field = `layers[${i}] (${layer.name})`;
  if (setting === undefined) return [{ where, field, message: 'there is no quantisation setting for this layer' }];
  const problems: Problem[] = [];
  const { maxBits, structure } = setting;
  if (!Number.isInteger(maxBits) || maxBits < MAX_BITS.min || maxBits > MAX_BITS.max)
    problems.push({
      where,
      field: `${field}.maxBits`,
      message: 'no number of bases',
      value: maxBits,
      allowed: `${MAX_BITS.min} to ${MAX_BITS.max}`,
      fix: `${Math.min(MAX_BITS.max, Math.max(MAX_BITS.min, Math.round(maxBits) || MAX_BITS.min))}`,
    });
  if (structure.kind === 'subchannelwise') {
    const divisors = Array.from({ length: layer.inChannels }, (_, d) => d + 1).filter(
      (d) => layer.inChannels % d === 0,
    );
    if (!divisors.includes(structure.count)) {
      const distance = (d: number) => Math.abs(d - structure.count);
      problems.push({
        where,
        field: `${field}.structure.count`,
        message: `${layer.inChannels} input channels cannot be cut into equal blocks`,
        value: structure.count,
        allowed: divisors.join(', '),
        fix: `${divisors.reduce((a, b) => (distance(b) < distance(a) ? b : a))}`,
      });
    }
  }
  return problems;
}

function squaredNorm(values: Float64Array): number {
  return values.reduce((sum, v) => sum + v * v, 0);
}
