import type { FoldedHardware } from '../arch/folded/hardware.js';
import type { Hardware, LayerHardware, StreamHardware } from '../arch/hardware.js';
import { SIGN_WORD_BITS } from '../model/storage.js';
import { foldedImage } from './design/folded.js';
import { IMAGE_FOLDER, type ImageKind, imageFile } from './memory-images.js';
import { layerInstance } from './names.js';

/** One memory of a core. */
export interface MemoryRow {
  /** Instance that holds it. */
  instance: string;
  kind: 'ROM' | 'RAM' | 'single-port RAM';
  /** Memories of this shape. */
  count: number;
  words: number;
  /** Of a word, parity included. */
  bits: number;
  contents: string;
  /** Path of its image in the generated folder; null: not initialised. */
  image: string | null;
}

/** Every memory of a core, those that synthesis may turn into logic or registers included. */
export function memoryMap(hardware: Hardware): MemoryRow[] {
  return hardware.architecture === 'folded' ? foldedMap(hardware) : streamMap(hardware);
}

/**
 * Bytes that a core stores, rounded up: every word of the memories that are initialised, the filling of words, instructions and
 * parity included. A model's own bytes are `storage`'s: the same network takes another number on each architecture.
 */
export function storedBytes(hardware: Hardware): number {
  const images = memoryMap(hardware).filter(({ image }) => image !== null);
  return Math.ceil(images.reduce((sum, { count, words, bits }) => sum + count * words * bits, 0) / 8);
}

function foldedMap({
  name,
  folding,
  format,
  program,
  signWords,
  activations,
  memoryBits,
  sumBits,
  xBits,
  parity,
}: FoldedHardware) {
  const check = Number(parity ?? false);
  const laneBits = folding.lanes * sumBits;
  const rom = { instance: 'engine', kind: 'ROM', count: 1 } as const;
  const ram = { instance: 'engine', kind: 'RAM', count: 1, image: null } as const;
  return [
    {
      ...rom,
      words: program.length,
      bits: format.wordBits + check,
      contents: 'program of all layers: instructions, alphas, biases',
      image: `${IMAGE_FOLDER}${foldedImage(name, 'program')}`,
    },
    {
      ...rom,
      words: signWords.length,
      bits: folding.tapsPerLookup + check,
      contents: `signs of the bases, ${folding.tapsPerLookup} taps a word`,
      image: `${IMAGE_FOLDER}${foldedImage(name, 'signs')}`,
    },
    {
      ...ram,
      kind: folding.spram?.tables ? 'single-port RAM' : 'RAM',
      words: memoryBits.tables / laneBits,
      bits: laneBits,
      contents: `window and tables of signed sums, ${sumBits} bits a lane`,
    },
    {
      ...ram,
      kind: folding.spram?.activations ? 'single-port RAM' : 'RAM',
      words: activations,
      bits: xBits,
      contents: 'activations of two neighbouring layers, zeros between the channels',
    },
  ] satisfies MemoryRow[];
}

function streamMap({ name, layers, parity }: StreamHardware): MemoryRow[] {
  return layers.flatMap((layer) => [...weightMemories(name, layer, Number(parity ?? false)), ...buffers(layer)]);
}

function weightMemories(design: string, layer: LayerHardware, check: number): MemoryRow[] {
  const { name, encoded, single, wide, grouping } = layer;
  const image = (kind: ImageKind) => `${IMAGE_FOLDER}${imageFile(design, name, kind)}`;
  const rom = { instance: layerInstance(name), kind: 'ROM', count: 1 } as const;
  if (single !== null) {
    const { width, depth, rest } = single.weights;
    const contents = 'weights in the order of use: biases, alphas, indexes, signs';
    const row = { ...rom, bits: width + check };
    return [
      { ...row, words: depth, contents, image: image('weights') },
      ...(rest > 0 ? [{ ...row, words: rest, contents: 'the end of the weights', image: image('rest') }] : []),
    ];
  }
  const { passes, skipBits, alphaBits, biases, biasBits } = encoded;
  const skip = skipBits > 0 ? `skip[${skipBits}], ` : '';
  return [
    {
      ...rom,
      words: layer.signWords,
      bits: (wide === null ? SIGN_WORD_BITS : grouping.tapsPerGroup) + check,
      contents: `signs of the bases${wide === null ? '' : ', those of a cycle a word'}, the first in bit 0`,
      image: image('signs'),
    },
    {
      ...rom,
      words: passes.length,
      bits: 1 + skipBits + alphaBits + check,
      contents: `a word a basis: last[1], ${skip}alpha[${alphaBits}]`,
      image: image('passes'),
    },
    {
      ...rom,
      words: biases.length,
      bits: biasBits + check,
      contents: 'a bias an output channel',
      image: image('biases'),
    },
  ];
}

function buffers({ name, shape, lanes, single, wide, xBits, outBits, memoryBits }: LayerHardware): MemoryRow[] {
  const ram = { instance: layerInstance(name), kind: 'RAM', image: null } as const;
  const banks = wide?.segment ?? (single === null ? lanes : 1);
  const window = {
    ...ram,
    count: banks,
    words: memoryBits.window / (banks * xBits),
    bits: xBits,
    contents: `window of the input${banks > 1 ? `, a bank a ${wide === null ? 'lane' : 'position that a tile reads'}` : ''}`,
  };
  const pool = {
    ...ram,
    count: 1,
    words: shape.outChannels,
    bits: memoryBits.pool / shape.outChannels,
    contents: `open pooling windows, ${outBits} bits each`,
  };
  return memoryBits.pool > 0 ? [window, pool] : [window];
}
