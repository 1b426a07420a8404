import type { IntegerModel } from '../../model/integer-model.js';
import { storage } from '../../model/storage.js';
import { percent } from '../percent.js';
import { grouped, markdownTable } from '../table.js';

/** Every stored bit, by layer and by kind. */
export function sizeSection(model: IntegerModel): string {
  const count = storage(model);
  const rows = count.layers.map((stored, i) => {
    const { bitwidths, alphaBits, requant } = model.layers[i]!;
    return [
      stored.name,
      grouped(stored.weights),
      stored.averageBitwidth.toFixed(2),
      `${Math.min(...bitwidths)} to ${Math.max(...bitwidths)}`,
      alphaBits,
      requant?.bits ?? 'scores',
      grouped(stored.totalBits),
    ];
  });
  const kinds: [string, number][] = [
    ['signs', count.signBits],
    ['alphas', count.alphaBits],
    ['indexes: of every basis, what is skipped before it and whether it is the last', count.indexBits],
    ['biases', count.biasBits],
    ['requantisation', count.requantBits],
    ['padding of memory words', count.paddingBits],
  ];
  return `## Size
**${grouped(count.totalBytes)} bytes, every stored bit counted**; ${count.compression.toFixed(1)} times below float32 (${grouped(count.float32Bytes)} bytes), ${count.averageBitwidth.toFixed(2)} bases per weight.

${markdownTable(
  ['layer', 'weights', 'bases per weight', 'bases of a group', 'alpha bits', 'activation bits', 'stored bits'],
  rows,
)}

${markdownTable(
  ['what is stored', 'bits', 'share, %'],
  kinds.map(([kind, bits]) => [kind, grouped(bits), percent(bits / count.totalBits)]),
)}`;
}
