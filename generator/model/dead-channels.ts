import { readers } from '../network/network.js';
import { roundingHalf } from './encode.js';
import { grouping, groupWeights, type Structure } from './grouping.js';
import type { IntegerLayer, IntegerModel, IntegerNetwork, IntegerNode } from './integer-model.js';
import { accumulatorRange } from './nodes/convolution.js';
import type { Range } from './range.js';
import { ranges } from './ranges.js';
import { integerWeights } from './weights.js';

/**
 * The model without the channels that change no score, together with the weights that read them: those that are 0 for
 * every input (by the range of their accumulators) and those that the one layer behind reads with weights of 0 only. Scores
 * are exactly the same. Every layer keeps a channel at least; sub-channel blocks stay equal, so a channel stays where
 * only some of the blocks can lose one.
 */
export function removeDeadChannels<N extends IntegerNode>(model: IntegerModel<N>): IntegerModel<N> {
  return withoutDead(model) as IntegerModel<N>;
}

function withoutDead(model: IntegerNetwork): IntegerNetwork {
  const { layers } = model;
  const range = ranges(model);
  for (const layer of layers) {
    if (layer.kind !== 'convolution') continue;
    const [next, ...others] = readers(model, layer.name);
    // A stream that several nodes read keeps its channels, as does one of a sum: others would have to lose the same ones.
    if (next?.kind !== 'convolution' || others.length > 0) continue;
    const dead = removable(deadChannels(layer, range.get(layer.from[0])!, next), next.structure);
    if (!dead.includes(true)) continue;
    const kept = dead.flatMap((gone, c) => (gone ? [] : [c]));
    const cuts = new Map<IntegerNode, IntegerLayer>([
      [layer, cut(layer, kept, all(layer.inChannels))],
      [next, cut(next, all(next.outChannels), kept)],
    ]);
    // That may leave further channels dead: fewer read those before, and the ranges behind are smaller.
    return withoutDead({ ...model, layers: layers.map((own) => cuts.get(own) ?? own) });
  }
  return model;
}

/** Of a layer whose values are in `input` and that `next` reads, [channel]. */
function deadChannels(layer: IntegerLayer, input: Range, next: IntegerLayer): boolean[] {
  const weights = integerWeights(next);
  const { outputs } = accumulatorRange(layer, input);
  const min = 2 ** layer.requant!.shift - roundingHalf(layer); // of the accumulators that give 1
  const low = layer.activation === 'none' ? -roundingHalf(layer) : Number.NEGATIVE_INFINITY; // of those that give 0
  return outputs.map((sum, c) => {
    const unread = weights.every((w, at) => w === 0 || Math.floor(at / next.kernel) % next.inChannels !== c);
    return (sum.max < min && sum.min >= low) || unread;
  });
}

/** Which of the dead channels can go: not all, and as many from each sub-channel block that does not go whole. */
function removable(dead: readonly boolean[], structure: Structure): boolean[] {
  const blocks = structure.kind === 'subchannelwise' ? structure.count : 1;
  const size = dead.length / blocks;
  const counts = all(blocks).map((b) => dead.slice(b * size, (b + 1) * size).filter((gone) => gone).length);
  // One block stays, if all are dead as a whole; it keeps one channel.
  const whole = counts.map((count, b) => count === size && (b > 0 || counts.some((other) => other < size)));
  const each = Math.min(size - 1, ...counts.filter((_, b) => !whole[b]));
  const left = counts.map((_, b) => (whole[b] ? size : each));
  return dead.map((gone, c) => gone && left[Math.floor(c / size)]!-- > 0);
}

const all = (count: number) => Array.from({ length: count }, (_, i) => i);

/** The layer with the given channels only; its sub-channel blocks, if it has some, must stay equal. */
function cut(layer: IntegerLayer, outputs: readonly number[], inputs: readonly number[]): IntegerLayer {
  const { kernel, inChannels, structure } = layer;
  const { groups } = grouping(layer, structure);
  const isKept = all(inChannels).map((c) => inputs.includes(c));
  // [group][weight]; a group without any weight left is none.
  const members = all(groups).map((g) => groupWeights(layer, structure, g).map((w) => isKept[Math.floor(w / kernel)]!));
  const size = members[0]!.length;
  const bitwidths: number[] = [];
  const bases: number[] = [];
  const signs: number[] = [];
  let next = 0;
  layer.bitwidths.forEach((bitwidth, index) => {
    const first = next;
    next += bitwidth;
    const kept = members[index % groups]!;
    if (!outputs.includes(Math.floor(index / groups)) || !kept.includes(true)) return;
    bitwidths.push(bitwidth);
    for (let basis = first; basis < next; basis++) {
      bases.push(basis);
      kept.forEach((keep, w) => {
        if (keep) signs.push(layer.signs[basis * size + w]!);
      });
    }
  });
  return {
    ...layer,
    inChannels: inputs.length,
    outChannels: outputs.length,
    structure:
      structure.kind === 'subchannelwise'
        ? { ...structure, count: members.filter((kept) => kept.includes(true)).length }
        : structure,
    bitwidths: Uint8Array.from(bitwidths),
    alphas: Uint16Array.from(bases, (basis) => layer.alphas[basis]!),
    signs: Uint8Array.from(signs),
    bias: Int32Array.from(outputs, (o) => layer.bias[o]!),
  };
}
