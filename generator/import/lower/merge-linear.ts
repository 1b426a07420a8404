import type { Conv, Edge, GraphNode } from '../graph/graph.js';
import { graphShapes } from '../graph/shapes.js';
import { denseForm } from './dense-form.js';
import { everywhere, nodeOf, onlyReader, replaced } from './rewrite.js';

/**
 * Two convolutions with nothing between them are one. Those of 0 and 1 that stand for a choice or a new order of channels go
 * so always; others where `worth` says so of the weights of both and of the one.
 */
export const mergeLinear = (worth: (before: number, after: number) => boolean) =>
  everywhere((graph, node) => {
    if (node.kind !== 'conv') return null;
    const first = nodeOf(graph, node.from[0]!);
    if (first?.kind !== 'conv' || onlyReader(graph, first.id) !== node) return null;
    const { channels } = graphShapes(graph).get(first.from[0]!)!;
    const one = composition(first, node, channels);
    if (one === null) return null;
    const moved = first.parameters === 0 || node.parameters === 0;
    if (!moved && !worth(first.weights.length + node.weights.length, one.weights.length)) return null;
    return replaced(
      graph,
      new Map<Edge, readonly GraphNode[]>([
        [first.id, []],
        [node.id, [one]],
      ]),
    );
  });

/** The convolution that does both; null: none does, as the second one's padding would see what the first makes of zeros. */
function composition(a: Conv, b: Conv, channels: number): Conv | null {
  const first = denseForm(a, channels);
  const second = denseForm(b, first.outChannels);
  if (second.before !== 0 || second.after !== 0) return null;
  const kernel = (second.kernel - 1) * first.stride + first.kernel;
  const weights = new Float64Array(second.outChannels * channels * kernel);
  const bias = Float64Array.from(second.bias);
  const row = channels * first.kernel;
  const taps = nonZero(first);
  for (let o = 0; o < second.outChannels; o++)
    for (let m = 0; m < first.outChannels; m++)
      for (let k = 0; k < second.kernel; k++) {
        const w = second.weights[(o * first.outChannels + m) * second.kernel + k]!;
        if (w === 0) continue;
        bias[o]! += w * first.bias[m]!;
        for (const at of taps[m]!) {
          const [c, j] = [Math.floor(at / first.kernel), at % first.kernel];
          weights[(o * channels + c) * kernel + k * first.stride + j]! += w * first.weights[m * row + at]!;
        }
      }
  return {
    ...second,
    from: first.from,
    parameters: a.parameters + b.parameters,
    kernel,
    stride: first.stride * second.stride,
    before: first.before,
    after: first.after,
    weights,
    bias,
  };
}

/** For each output, where its weights are that are not 0: most are, of a choice of channels. */
function nonZero({ weights, outChannels }: Conv): number[][] {
  const each = weights.length / outChannels;
  return Array.from({ length: outChannels }, (_, o) => {
    const own: number[] = [];
    for (let i = 0; i < each; i++) if (weights[o * each + i] !== 0) own.push(i);
    return own;
  });
}
