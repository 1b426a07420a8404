import type { Hardware } from '../../arch/hardware.js';
import { storedBytes } from '../../arch/memories.js';
import { type MemoryRow, memoryMap } from '../../emit/memory-map.js';
import type { Tree } from '../../emit/tree.js';
import { storage } from '../../model/storage.js';
import { grouped, markdownTable } from '../table.js';

const bitsOf = ({ count, words, bits }: MemoryRow) => count * words * bits;

export function memoriesSheet(hardware: Hardware): string {
  const map = memoryMap(hardware);
  const rows = map.map((row) => [
    row.instance,
    row.type,
    row.count === 1 ? `${grouped(row.words)} x ${row.bits}` : `${row.count} x ${grouped(row.words)} x ${row.bits}`,
    grouped(bitsOf(row)),
    row.purpose,
    row.image === null ? '-' : `\`${row.image}\``,
  ]);
  const sum = (kind: (row: MemoryRow) => boolean) =>
    grouped(map.filter(kind).reduce((total, row) => total + bitsOf(row), 0));
  return `## Memory map
Every memory of the core; none is seen from outside. A ROM is initialised by \`$readmemh\` from its image, whose path is taken from
the folder in which the tool runs. A RAM needs no initial content: nothing is read that was not written. Small memories become logic.

${markdownTable(['instance', 'kind', 'words x bits', 'bits', 'contents', 'image'], rows)}

ROM: ${sum(({ image }) => image !== null)} bits. RAM: ${sum(({ image }) => image === null)} bits.`;
}

/** Every stored bit of the network, and what the images hold. */
export function storageSheet(hardware: Hardware, tree: Tree): string {
  const count = storage(hardware.model);
  const kinds = ['signBits', 'alphaBits', 'indexBits', 'biasBits', 'requantBits', 'paddingBits', 'totalBits'] as const;
  const rows = [...count.layers, { ...count, name: '**all**' }].map((layer) => [
    layer.name,
    grouped(layer.weights),
    layer.averageBitwidth.toFixed(2),
    ...kinds.map((kind) => grouped(layer[kind])),
  ]);
  const images = memoryMap(hardware).flatMap((row) =>
    row.image === null ? [] : [{ ...row, lines: tree.get(row.image)!.trimEnd().split('\n').length }],
  );
  const imageRows = images.map(({ image, lines, bits }) => [
    `\`${image}\``,
    grouped(lines),
    bits,
    grouped(lines * bits),
  ]);
  return `## Storage
The model by itself is ${grouped(count.totalBits)} bits, ${grouped(count.totalBytes)} bytes: ${count.averageBitwidth.toFixed(2)} bases per weight, ${count.compression.toFixed(1)} times below float32. Every stored bit is
counted: signs, alphas, the indexes that say what is pruned, biases, requantisation, and what fills up memory words.

${markdownTable(
  ['layer', 'weights', 'bases per weight', 'signs', 'alphas', 'indexes', 'biases', 'requantisation', 'padding', 'bits'],
  rows,
)}

The images of this core, in the order in which its architecture reads them, addresses and instructions included:

${markdownTable(['image', 'words', 'bits of a word', 'bits'], imageRows)}

In all ${grouped(imageRows.reduce((sum, _, i) => sum + images[i]!.lines * images[i]!.bits, 0))} bits, ${grouped(storedBytes(hardware))} bytes${hardware.parity ? ', one of each word a parity bit' : ''}.`;
}
