import type { AlqGroup, AlqLayer, FloatLayer } from '../../../model/float-model.js';
import type { Structure } from '../../../model/grouping.js';
import { membersOf } from '../../sketch.js';
import { wholeBases } from './whole-bases.js';
import { wholeNumbers } from './whole-numbers.js';

/** What a layer's weights may take to be left as they are. */
export interface GivenLimits {
  /** Of a weight. */
  bases: number;
  alphaBits: number;
}

/** Weights as sums of bases, exactly. */
export interface GivenWeights {
  /** Alphas are whole numbers, of this unit. */
  groups: AlqGroup[];
  /** 0: all weights are 0. */
  unit: number;
  /** Most of a weight. */
  bases: number;
}

/** Weights that already are sums of few bases; or why they are not. */
export function givenWeights(
  layer: FloatLayer,
  structure: Structure,
  { bases, alphaBits }: GivenLimits,
): GivenWeights | string {
  const perOutput = layer.inChannels * layer.kernel;
  const members = membersOf(layer, structure);
  const real: AlqGroup[] = [];
  for (let o = 0; o < layer.outChannels; o++)
    for (const member of members) {
      const whole = wholeNumbers(
        member.map((w) => layer.weights[o * perOutput + w]!),
        2 ** bases - 1,
      );
      const group = whole && wholeBases(whole.numbers, bases);
      if (group === null) return `no sums of up to ${bases} bases`;
      real.push({ ...group, alphas: group.alphas.map((alpha) => alpha * whole!.step) });
    }
  const all = real.flatMap(({ alphas }) => alphas);
  const steps = wholeNumbers(all, 2 ** alphaBits - 1);
  if (steps === null) return `scales of its channels are no alphas of ${alphaBits} bits of one step`;
  const next = steps.numbers.values();
  return {
    groups: real.map((group) => ({ ...group, alphas: group.alphas.map(() => next.next().value!) })),
    unit: steps.step,
    bases: real.reduce((max, { alphas }) => Math.max(max, alphas.length), 0),
  };
}

/** The layer in multi-bit form, with alphas that are whole multiples of a power of two. */
export function givenLayer(
  { weights: _, ...layer }: FloatLayer,
  structure: Structure,
  { groups }: GivenWeights,
  unitLog2: number,
): AlqLayer {
  const alphas = (group: AlqGroup) => group.alphas.map((alpha) => alpha * 2 ** unitLog2);
  return { ...layer, structure, groups: groups.map((group) => ({ ...group, alphas: alphas(group) })) };
}
