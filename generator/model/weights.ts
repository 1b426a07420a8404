import { grouping, groupWeights } from './grouping.js';
import type { IntegerLayer } from './integer-model.js';

/** The layer's weights as whole numbers, `w = sum of alpha * beta`, [out][in][tap], flat. */
export function integerWeights(layer: IntegerLayer): Int32Array {
  const weights = new Int32Array(layer.outChannels * layer.inChannels * layer.kernel);
  const perOutput = layer.inChannels * layer.kernel;
  const { groups } = grouping(layer, layer.structure);
  const members = Array.from({ length: groups }, (_, g) => groupWeights(layer, layer.structure, g));
  let nextAlpha = 0;
  let nextSign = 0;
  layer.bitwidths.forEach((bitwidth, index) => {
    const base = Math.floor(index / groups) * perOutput;
    for (let i = 0; i < bitwidth; i++) {
      const alpha = layer.alphas[nextAlpha++]!;
      for (const w of members[index % groups]!) weights[base + w]! += layer.signs[nextSign++] === 1 ? -alpha : alpha;
    }
  });
  return weights;
}
