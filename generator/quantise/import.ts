import { type Problem, UserError } from '../config/errors.js';
import { nearest } from '../config/nearest.js';
import { readBytes } from '../data/read-bytes.js';
import { ECG17_CLASSES, ECG17_INPUT, ECG17_LAYERS } from '../model/ecg17.js';
import type { AlqGroup, AlqLayer, AlqModel, FloatLayer, FloatModel } from '../model/float-model.js';
import { grouping, groupWeights, type Structure } from '../model/network.js';
import { recoverGroup, ulp32 } from './recover.js';
import { parseSafetensors, type Tensor } from './safetensors.js';

/** The published network's input: `(code - mean) / deviation`, close to what its training set was standardised with. */
export const PUBLISHED_INPUT = { mean: 967.1, deviation: 91.9 };

/** PyTorch's names of the layers of ECG17_LAYERS: between them lie ReLU and pooling, or ReLU and dropout. */
const MODULES = [...[0, 3, 6, 9, 12, 15, 18].map((n) => `features.${n}`), 'classifier.0', 'classifier.3'];

/** The groups of the published network: every kernel; each half of the first dense layer's inputs; all of the second's. */
function publishedStructure(layer: number): Structure {
  if (MODULES[layer]!.startsWith('features')) return { kind: 'kernelwise' };
  return layer === MODULES.length - 1 ? { kind: 'channelwise' } : { kind: 'subchannelwise', count: 2 };
}

/**
 * Reads the published network (Sun et al., arXiv 2202.12943) from a safetensors file with PyTorch's names. Weights and
 * biases are those of the file, so real input is `(code - mean) / deviation` of PUBLISHED_INPUT.
 *
 * @throws UserError with every tensor that is missing, unknown or of another shape
 */
export function readPublished(path: string): FloatModel {
  const tensors = parseSafetensors(readBytes(path), path);
  const problems: Problem[] = [];
  const wanted = new Map<string, number[]>();
  ECG17_LAYERS.forEach(({ outChannels, inChannels, kernel }, i) => {
    const isDense = MODULES[i]!.startsWith('classifier');
    wanted.set(
      `${MODULES[i]}.weight`,
      isDense ? [outChannels, inChannels * kernel] : [outChannels, inChannels, kernel],
    );
    wanted.set(`${MODULES[i]}.bias`, [outChannels]);
  });
  for (const [name, shape] of wanted) {
    const found = tensors.get(name)?.shape;
    if (found === undefined)
      problems.push({ where: path, field: name, message: 'missing tensor', allowed: `shape [${shape}]` });
    else if (`${found}` !== `${shape}`)
      problems.push({
        where: path,
        field: name,
        message: 'a shape that does not fit the network',
        value: found,
        allowed: `[${shape}]`,
      });
  }
  for (const name of tensors.keys()) {
    if (wanted.has(name)) continue;
    const near = nearest(
      name,
      [...wanted.keys()].filter((known) => !tensors.has(known)),
    );
    problems.push({ where: path, field: name, message: 'unknown tensor', ...(near && { fix: near }) });
  }
  if (problems.length > 0) throw new UserError(problems);
  const values = (name: string) => (tensors.get(name) as Tensor).values;
  const layers = ECG17_LAYERS.map(
    (shape, i): FloatLayer => ({
      ...shape,
      weights: values(`${MODULES[i]}.weight`),
      bias: values(`${MODULES[i]}.bias`),
    }),
  );
  const input = { ...ECG17_INPUT, zero: Math.floor(PUBLISHED_INPUT.mean) };
  const inputScale = 2 ** input.shift / PUBLISHED_INPUT.deviation;
  return { name: 'ecg17-published', classes: ECG17_CLASSES, input, inputScale, layers };
}

/**
 * The published network in multi-bit form, its weights found back exactly. The integer input x = (code - zero) >> shift
 * is a little below the real one: the shift drops (2^shift - 1) / 2 codes on average and the zero is a whole number.
 * This constant goes into the first layer's bias.
 */
export function importPublished(path: string): AlqModel {
  return foldOffset(recoverModel(readPublished(path), path));
}

/** Alphas and bases of every group; `where` names the source in errors. */
export function recoverModel(model: FloatModel, where: string): AlqModel {
  const problems: Problem[] = [];
  const layers = model.layers.map((layer, i): AlqLayer => {
    const { weights: _, ...rest } = layer;
    const structure = publishedStructure(i);
    const groups = groupsOf(layer, structure).map((values, index): AlqGroup => {
      const group = recoverGroup(values);
      if (group === null)
        problems.push({
          where,
          field: `${layer.name}, group ${index}`,
          message: 'the weights are not the sums of up to 8 alphas',
          value: [...values],
        });
      return group ?? { alphas: [], negative: [] };
    });
    return { ...rest, structure, groups };
  });
  if (problems.length > 0) throw new UserError(problems);
  return { ...model, layers };
}

function foldOffset(model: AlqModel): AlqModel {
  const { zero, shift } = model.input;
  const offset = (zero + (2 ** shift - 1) / 2 - PUBLISHED_INPUT.mean) / PUBLISHED_INPUT.deviation;
  const [first, ...others] = model.layers as [AlqLayer, ...AlqLayer[]];
  const perOutput = first.groups.length / first.outChannels;
  const bias = first.bias.map((b, o) => {
    const own = first.groups.slice(o * perOutput, (o + 1) * perOutput);
    return b + offset * own.flatMap(recoveredWeights).reduce((sum, w) => sum + w, 0);
  });
  return { ...model, layers: [{ ...first, bias }, ...others] };
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
      const ulp = ulp32(original.reduce((most, w) => Math.max(most, Math.abs(w)), 0));
      const found = recoveredWeights(groups[g]!);
      return original.reduce((most, w, k) => Math.max(most, Math.abs(w - (found[k] ?? 0)) / ulp), worst);
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
