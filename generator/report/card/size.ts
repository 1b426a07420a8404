import { storage } from '../../model/storage.js';
import { convolutions } from '../../network/network.js';
import type { ModelFolder } from '../model-folder.js';
import { percent } from '../percent.js';
import { grouped, markdownTable } from '../table.js';

/** Every stored bit, by layer and by kind. */
export function sizeSection({ model, history }: ModelFolder): string {
  const count = storage(model);
  // Channels that change no score are gone from the model; its history counts the weights that were trained.
  const trained = history?.rounds.at(-1);
  const layers = convolutions(model.layers);
  const stored = new Map(count.layers.map((layer) => [layer.name, layer]));
  const isWhole = layers.every(({ name }, i) => {
    const { averageBitwidth } = stored.get(name)!;
    return Math.abs(averageBitwidth - (trained?.bitwidths[i] ?? averageBitwidth)) < 0.005;
  });
  const perTrained = trained === undefined || isWhole ? null : trained;
  const rows = layers.map(({ name, bitwidths, alphaBits, requant }, i) => {
    const own = stored.get(name)!;
    return [
      name,
      grouped(own.weights),
      own.averageBitwidth.toFixed(2),
      ...(perTrained === null ? [] : [perTrained.bitwidths[i]!.toFixed(2)]),
      `${Math.min(...bitwidths)} to ${Math.max(...bitwidths)}`,
      alphaBits,
      requant?.bits ?? 'scores',
      grouped(own.totalBits),
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
**${grouped(count.totalBytes)} bytes, every stored bit counted**; ${count.compression.toFixed(1)} times below float32 (${grouped(count.float32Bytes)} bytes), ${count.averageBitwidth.toFixed(2)} bases per weight.${
    perTrained === null
      ? ''
      : `
Channels that change no score are gone; of the weights that were trained, each has ${perTrained.meanBitwidth.toFixed(2)} bases on average.`
  }

${markdownTable(
  [
    'layer',
    'weights',
    'bases per weight',
    ...(perTrained === null ? [] : ['per trained weight']),
    'bases of a group',
    'alpha bits',
    'activation bits',
    'stored bits',
  ],
  rows,
)}

${markdownTable(
  ['what is stored', 'bits', 'share, %'],
  kinds.map(([kind, bits]) => [kind, grouped(bits), percent(bits / count.totalBits)]),
)}`;
}
