import { convolutions } from '../network/network.js';
import { encodeLayer } from './encode.js';
import type { IntegerLayer, IntegerNetwork, IntegerNode } from './integer-model.js';

/** Width of a word of the sign memory; the last word of a layer is filled up. */
export const SIGN_WORD_BITS = 16;
/** Width of a stored shift, 0 to 31: of a requantisation, or of what an add reads. */
export const REQUANT_BITS = 5;

/** Bits that the hardware really holds for a layer, by what they are. */
export interface StorageCount {
  signBits: number;
  alphaBits: number;
  /** Of every pass its skip and its last flag: they take the place of a count per group. */
  indexBits: number;
  biasBits: number;
  /** Of shifts: an add has three. */
  requantBits: number;
  /** What fills up the last word of the sign memory; an engine with one lane stores none of it, as its weights are one stream. */
  paddingBits: number;
  totalBits: number;
  /** Weights of the layer before quantisation, biases not counted. */
  weights: number;
  /** Sign bits per weight. */
  averageBitwidth: number;
}

export interface Storage extends StorageCount {
  layers: (StorageCount & { name: string })[];
  /** `totalBits` in bytes, rounded up. */
  totalBytes: number;
  /** The same weights and biases as float32. */
  float32Bytes: number;
  /** float32Bytes / totalBytes. */
  compression: number;
}

/** Every stored bit of a model; see `EncodedLayer` for what is stored. */
export function storage(model: Pick<IntegerNetwork, 'layers'>): Storage {
  const layers = model.layers.map((layer) => ({ name: layer.name, ...STORED[layer.kind](layer as never) }));
  const sum = (pick: (count: StorageCount) => number) => layers.reduce((total, layer) => total + pick(layer), 0);
  const weights = sum((l) => l.weights);
  const signBits = sum((l) => l.signBits);
  const totalBits = sum((l) => l.totalBits);
  const totalBytes = Math.ceil(totalBits / 8);
  const float32Bytes = 4 * convolutions(model.layers).reduce((total, l) => total + l.outChannels, weights);
  return {
    layers,
    signBits,
    alphaBits: sum((l) => l.alphaBits),
    indexBits: sum((l) => l.indexBits),
    biasBits: sum((l) => l.biasBits),
    requantBits: sum((l) => l.requantBits),
    paddingBits: sum((l) => l.paddingBits),
    totalBits,
    weights,
    averageBitwidth: signBits / weights,
    totalBytes,
    float32Bytes,
    compression: float32Bytes / totalBytes,
  };
}

const NOTHING: StorageCount = {
  signBits: 0,
  alphaBits: 0,
  indexBits: 0,
  biasBits: 0,
  requantBits: 0,
  paddingBits: 0,
  totalBits: 0,
  weights: 0,
  averageBitwidth: 0,
};

const STORED: { [K in IntegerNode['kind']]: (node: Extract<IntegerNode, { kind: K }>) => StorageCount } = {
  convolution: layerStorage,
  add({ align, requant }) {
    const requantBits = REQUANT_BITS * (align.length + (requant === null ? 0 : 1));
    return { ...NOTHING, requantBits, totalBits: requantBits };
  },
  concat: () => NOTHING,
};

function layerStorage(layer: IntegerLayer): StorageCount {
  const encoded = encodeLayer(layer);
  const weights = layer.outChannels * layer.inChannels * layer.kernel;
  const signBits = encoded.signs.length;
  const alphaBits = encoded.passes.length * encoded.alphaBits;
  const indexBits = encoded.passes.length * (encoded.skipBits + 1);
  const biasBits = encoded.biases.length * encoded.biasBits;
  const requantBits = layer.requant === null ? 0 : REQUANT_BITS;
  const paddingBits = Math.ceil(signBits / SIGN_WORD_BITS) * SIGN_WORD_BITS - signBits;
  return {
    signBits,
    alphaBits,
    indexBits,
    biasBits,
    requantBits,
    paddingBits,
    totalBits: signBits + alphaBits + indexBits + biasBits + requantBits + paddingBits,
    weights,
    averageBitwidth: signBits / weights,
  };
}
