import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import type { AlqGroup, AlqLayer, AlqModel, AlqNetwork, AlqNode } from '../../model/float-model.js';
import { floatStreams } from '../../model/float-network.js';
import { grouping } from '../../model/grouping.js';
import { quantiseInput } from '../../model/interpreter.js';
import { convolutions, type Edge, INPUT, isEnd, type Joining, mapConvolutions } from '../../network/network.js';
import { alqToFloat } from '../sketch.js';

/** Largest alpha of a layer over its median: beyond it a typical alpha of 8 bits would keep less than 3 bits. */
export const LARGEST_OVER_MEDIAN = 32;
const MAX_BASES = 8;

/** What became of a group with an alpha that is too large for its layer's fixed-point step. */
export interface Outlier {
  layer: string;
  output: number;
  group: number;
  alpha: number;
  /** `output silent`, `input silent`: pruned, as the calibration never wakes it; `split` over equal bases: exact; `cut`: lost. */
  fate: 'output silent' | 'input silent' | 'split' | 'cut';
}

/**
 * A singular least-squares solve in training can leave a few alphas orders of magnitude above the rest (one
 * published network has 1e6 among 0.03). In a layer with one fixed-point step for all alphas they would push all others to 0. Such
 * a group is pruned with its whole output if that is never active on the calibration fragments, or alone if its input
 * channels never are; else its alpha is split over several equal bases, which changes no weight, or cut if there are not
 * bases enough.
 */
export function tameOutliers<N extends AlqNode>(
  model: AlqModel<N>,
  calibration: SignalSet,
): { model: AlqModel<AlqLayer | Joining<N>>; outliers: Outlier[] } {
  const own = convolutions(model.layers as readonly AlqNode[]);
  const limits = own.map(largestAlpha);
  const isTame = own.every((layer, i) => layer.groups.every((g) => fits(g, limits[i]!)));
  if (isTame) return { model: model as AlqModel<AlqLayer | Joining<N>>, outliers: [] };
  const active = activeChannels(model, calibration);
  const outliers: Outlier[] = [];
  const layers = mapConvolutions(model.layers, (layer, i) =>
    tameLayer(layer as AlqLayer, limits[i]!, active.get(layer.from[0])!, active.get(layer.name)!, outliers),
  );
  return { model: { ...model, layers }, outliers };
}

function largestAlpha(layer: AlqLayer): number {
  const alphas = layer.groups.flatMap((g) => g.alphas).sort((a, b) => a - b);
  return LARGEST_OVER_MEDIAN * (alphas[alphas.length >> 1] ?? 0);
}

const fits = (group: AlqGroup, limit: number) => group.alphas.every((alpha) => alpha <= limit);

function tameLayer(
  layer: AlqLayer,
  limit: number,
  inputs: boolean[],
  outputs: boolean[],
  outliers: Outlier[],
): AlqLayer {
  const { groups: perOutput, channelsPerGroup } = grouping(layer, layer.structure);
  const bias = layer.bias.slice();
  const groups = layer.groups.slice();
  const pruned: AlqGroup = { alphas: [], negative: [] };
  layer.groups.forEach((group, index) => {
    if (fits(group, limit)) return;
    const output = Math.floor(index / perOutput);
    const g = index % perOutput;
    const from = layer.structure.kind === 'pixelwise' ? 0 : g * channelsPerGroup;
    let fate: Outlier['fate'];
    if (!outputs[output]) {
      groups.fill(pruned, output * perOutput, (output + 1) * perOutput);
      bias[output] = Math.min(bias[output]!, 0);
      fate = 'output silent';
    } else if (!inputs.slice(from, from + channelsPerGroup).some(Boolean)) {
      groups[index] = pruned;
      fate = 'input silent';
    } else {
      groups[index] = split(group, limit);
      fate = fits(groups[index], limit) ? 'split' : 'cut';
      if (fate === 'cut') groups[index] = cut(groups[index], limit);
    }
    outliers.push({ layer: layer.name, output, group: g, alpha: Math.max(...group.alphas), fate });
  });
  return { ...layer, bias, groups };
}

/** The same weights with each alpha above the limit in equal parts, as far as 8 bases reach. */
function split(group: AlqGroup, limit: number): AlqGroup {
  const parts = group.alphas.map((alpha) => Math.max(1, Math.ceil(alpha / limit)));
  let left = MAX_BASES - group.alphas.length;
  const allowed = parts.map((expected) => {
    const extra = Math.min(expected - 1, left);
    left -= extra;
    return 1 + extra;
  });
  return {
    alphas: group.alphas.flatMap((alpha, i) => new Array<number>(allowed[i]!).fill(alpha / allowed[i]!)),
    negative: group.negative.flatMap((signs, i) => new Array<boolean[]>(allowed[i]!).fill(signs)),
  };
}

function cut(group: AlqGroup, limit: number): AlqGroup {
  return { ...group, alphas: group.alphas.map((alpha) => Math.min(alpha, limit)) };
}

/** Whether a channel of a stream is ever above 0, [channel]; the input and scores always count. */
function activeChannels(model: AlqNetwork, calibration: SignalSet): Map<Edge, boolean[]> {
  const float = alqToFloat(model);
  const active = new Map<Edge, boolean[]>([[INPUT, new Array<boolean>(model.input.channels).fill(true)]]);
  for (const layer of model.layers)
    active.set(layer.name, new Array<boolean>(layer.outChannels).fill(isEnd(model, layer)));
  calibration.names.forEach((_, i) => {
    const x = Float64Array.from(quantiseInput(model.input, windowCodes(calibration, i)), (v) => v * model.inputScale);
    floatStreams(float, x).forEach((values, l) => {
      const channels = active.get(model.layers[l]!.name)!;
      const positions = values.length / channels.length;
      values.forEach((value, at) => {
        if (value > 0) channels[Math.floor(at / positions)] = true;
      });
    });
  });
  return active;
}
