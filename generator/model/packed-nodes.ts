import type { z } from 'zod';
import type { Guard, InputSpec, RealConverter } from '../network/input.js';
import type { Activated, Convolution, Edge, LayerShape } from '../network/network.js';
import {
  basisCount,
  type convolutionSchema,
  groupSize,
  type inputSchema,
  type LayerText,
  type nodeSchema,
  packPool,
} from './file-layout.js';
import type { IntegerLayer, IntegerNode, Requant } from './integer-model.js';

/** A convolution, known to be well formed. */
export type ConvolutionText = LayerText & Pick<Convolution, 'kind' | 'from'> & OwnActivation & OwnWindow;
export type NodeText = ConvolutionText | Exclude<z.infer<typeof nodeSchema>, { kind: 'convolution' }>;

interface OwnActivation {
  activation?: 'relu' | 'none' | undefined;
}

type OwnWindow = Pick<LayerShape, 'dilation' | 'paddingAfter'>;

/** The optional fields of a convolution in memory: those that say something. */
export function windowOf({
  dilation,
  paddingAfter,
  padding,
  activation,
}: OwnWindow & OwnActivation & { padding: number }) {
  return {
    ...(dilation !== undefined && dilation !== 1 && { dilation }),
    ...(paddingAfter !== undefined && paddingAfter !== padding && { paddingAfter }),
    ...activationOf({ activation }),
  };
}

/** A ReLU is what is not said. */
export const activationOf = ({ activation }: OwnActivation): Activated =>
  (activation === 'none' ? { activation } : {}) as Activated;

/** A node in memory; its counts must have been checked. `channels`: those of the streams that were listed before. */
export function unpackNode(text: NodeText, channels: ReadonlyMap<Edge, number>): IntegerNode {
  const read = text.from.map((edge) => channels.get(edge) ?? 0);
  switch (text.kind) {
    case 'convolution':
      return unpackConvolution(text);
    case 'add': {
      const { activation, ...own } = text;
      return { ...own, outChannels: read[0]!, ...activationOf({ activation }) };
    }
    case 'concat':
      return { ...text, outChannels: read.reduce((sum, own) => sum + own, 0) };
  }
}

function unpackConvolution(text: ConvolutionText): IntegerLayer {
  const { dilation: _dilation, paddingAfter: _paddingAfter, activation: _activation, ...own } = text;
  const signs = new Uint8Array(basisCount(text.bitwidths) * groupSize(text));
  for (let i = 0; i < signs.length; i++) signs[i] = (Number.parseInt(text.signs[i >> 2]!, 16) >> (3 - (i & 3))) & 1;
  return {
    ...own,
    ...windowOf(text),
    bitwidths: Uint8Array.from(text.bitwidths, Number),
    alphas: Uint16Array.from(text.alphas),
    signs,
    bias: Int32Array.from(text.bias),
  };
}

/** The node as it stands in the file, fields in the order of the schema whatever order the object has. */
export function packNode(node: IntegerNode): z.input<typeof nodeSchema> {
  switch (node.kind) {
    case 'convolution':
      return packConvolution(node);
    case 'add':
      return {
        name: node.name,
        kind: node.kind,
        from: [...node.from],
        align: [...node.align],
        ...activationOf(node),
        pool: node.pool && packPool(node.pool),
        requant: packRequant(node.requant),
        scaleLog2: node.scaleLog2,
      };
    case 'concat':
      return { name: node.name, kind: node.kind, from: [...node.from] };
  }
}

const packRequant = (requant: Requant | null) => requant && { shift: requant.shift, bits: requant.bits };

function packConvolution(layer: IntegerLayer): z.input<typeof convolutionSchema> {
  const digits: number[] = new Array(Math.ceil(layer.signs.length / 4)).fill(0);
  layer.signs.forEach((sign, i) => {
    digits[i >> 2]! |= sign << (3 - (i & 3));
  });
  const { structure, pool } = layer;
  return {
    name: layer.name,
    kind: layer.kind,
    from: [...layer.from],
    inChannels: layer.inChannels,
    outChannels: layer.outChannels,
    kernel: layer.kernel,
    stride: layer.stride,
    padding: layer.padding,
    ...windowOf(layer),
    pool: pool && packPool(pool),
    structure:
      structure.kind === 'subchannelwise' ? { kind: structure.kind, count: structure.count } : { kind: structure.kind },
    alphaBits: layer.alphaBits,
    bitwidths: layer.bitwidths.join(''),
    alphas: [...layer.alphas],
    signs: digits.map((digit) => digit.toString(16)).join(''),
    bias: [...layer.bias],
    requant: packRequant(layer.requant),
    scaleLog2: layer.scaleLog2,
  };
}

/** The input's fields in the order of the schema; `channels` is written where there are several, `guard` where there is one. */
export function packInput(input: InputSpec): z.input<typeof inputSchema> {
  const { samples, channels, sampleRateHz, codeBits, zero, shift, bits, guard, converter } = input;
  const several = channels > 1 ? { channels } : {};
  const guarded = guard === undefined ? {} : { guard: packGuard(guard) };
  const real = converter === undefined ? {} : { converter: packConverter(converter) };
  return { samples, ...several, sampleRateHz, codeBits, zero, shift, bits, ...guarded, ...real };
}

const packConverter = ({ zero, gain, units }: RealConverter): RealConverter => ({
  zero,
  gain,
  ...(units && { units }),
});

function packGuard({ flat, rails }: Guard): Guard {
  return {
    ...(flat && { flat: { range: flat.range, samples: flat.samples, within: flat.within } }),
    ...(rails && {
      rails: { low: rails.low, high: rails.high, saturated: rails.saturated, leadOff: rails.leadOff },
    }),
  };
}
