import { z } from 'zod';
import type { Guard, InputSpec } from './float-model.js';
import type { IntegerLayer } from './integer-model.js';
import { grouping, type Pool } from './network.js';

/**
 * The file of an integer model, `*.alq.json`: one JSON text that holds everything. Packed fields of a layer:
 * `bitwidths` one digit 0..8 per group, `alphas` and `bias` numbers, `signs` hexadecimal: the signs in the order of
 * `IntegerLayer.signs`, four a digit, the first in the digit's highest bit; the last digit is filled up with zeros.
 */
export const MODEL_FORMAT = 'bitbeat-integer-model';
export const MODEL_VERSIONS = [1];
export const MODEL_EXTENSION = '.alq.json';

const whole = (min: number, max: number) => z.int().min(min).max(max);
const size = whole(1, 65536);

const guardSchema = z.strictObject({
  flat: z.strictObject({ range: whole(1, 65535), samples: whole(1, 2 ** 20), within: whole(0, 65535) }).optional(),
  rails: z
    .strictObject({
      low: whole(0, 65535),
      high: whole(1, 65535),
      saturated: whole(0, 2 ** 20),
      leadOff: whole(0, 2 ** 20),
    })
    .optional(),
});

const inputSchema = z.strictObject({
  samples: whole(1, 2 ** 20),
  channels: size.optional(),
  sampleRateHz: z.number().positive(),
  codeBits: whole(1, 16),
  zero: whole(0, 65535),
  shift: whole(0, 15),
  bits: whole(2, 16),
  guard: guardSchema.optional(),
});

export const headerSchema = z.strictObject({
  format: z.literal(MODEL_FORMAT),
  version: z.literal(MODEL_VERSIONS),
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'a name is letters, digits, _, . and -'),
  classes: z.array(z.string().regex(/^[\x20-\x7e]+$/, 'a class name is printable ASCII')).min(1),
  input: inputSchema,
  layers: z.array(z.unknown()).min(1),
});

const structureSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('kernelwise') }),
  z.strictObject({ kind: z.literal('pixelwise') }),
  z.strictObject({ kind: z.literal('channelwise') }),
  z.strictObject({ kind: z.literal('subchannelwise'), count: size }),
]);

/** A pool in a file: `kind` is written for sums only. */
export const poolSchema = z.strictObject({ kind: z.enum(['max', 'sum']).default('max'), kernel: size, stride: size });

export function packPool({ kind, kernel, stride }: Pool): z.input<typeof poolSchema> {
  return kind === 'max' ? { kernel, stride } : { kind, kernel, stride };
}

/** One layer; `LayerText` says how it is packed. */
export const layerSchema = z.strictObject({
  name: z.string(),
  inChannels: size,
  outChannels: size,
  kernel: size,
  stride: size,
  padding: whole(0, 65536),
  pool: poolSchema.nullable(),
  structure: structureSchema,
  alphaBits: whole(1, 16),
  bitwidths: z.string().regex(/^[0-8]*$/, 'bitwidths are one digit 0 to 8 per group'),
  alphas: z.array(z.int()),
  signs: z.string().regex(/^[0-9a-f]*$/, 'signs are hexadecimal digits 0 to 9, a to f'),
  bias: z.array(whole(-(2 ** 31), 2 ** 31 - 1)),
  requant: z.strictObject({ shift: whole(0, 31), bits: whole(2, 8) }).nullable(),
  scaleLog2: z.number(),
});

/** A layer as it stands in the file, its own fields known to be well formed. */
export type LayerText = z.infer<typeof layerSchema>;

/** Weights of one group. */
export function groupSize(layer: Pick<LayerText, 'inChannels' | 'kernel' | 'structure'>): number {
  const { channelsPerGroup, tapsPerGroup } = grouping(layer, layer.structure);
  return channelsPerGroup * tapsPerGroup;
}

/** Number of bases of a layer: the sum of its bitwidths. */
export function basisCount(bitwidths: Iterable<string | number>): number {
  let sum = 0;
  for (const bitwidth of bitwidths) sum += Number(bitwidth);
  return sum;
}

/** The layer in memory; its counts must have been checked. */
export function unpackLayer(text: LayerText): IntegerLayer {
  const signs = new Uint8Array(basisCount(text.bitwidths) * groupSize(text));
  for (let i = 0; i < signs.length; i++) signs[i] = (Number.parseInt(text.signs[i >> 2]!, 16) >> (3 - (i & 3))) & 1;
  return {
    ...text,
    bitwidths: Uint8Array.from(text.bitwidths, Number),
    alphas: Uint16Array.from(text.alphas),
    signs,
    bias: Int32Array.from(text.bias),
  };
}

/** The layer as it stands in the file, fields in the order of the schema whatever order the object has. */
export function packLayer(layer: IntegerLayer): z.input<typeof layerSchema> {
  const digits: number[] = new Array(Math.ceil(layer.signs.length / 4)).fill(0);
  layer.signs.forEach((sign, i) => {
    digits[i >> 2]! |= sign << (3 - (i & 3));
  });
  const { structure, pool, requant } = layer;
  return {
    name: layer.name,
    inChannels: layer.inChannels,
    outChannels: layer.outChannels,
    kernel: layer.kernel,
    stride: layer.stride,
    padding: layer.padding,
    pool: pool && packPool(pool),
    structure:
      structure.kind === 'subchannelwise' ? { kind: structure.kind, count: structure.count } : { kind: structure.kind },
    alphaBits: layer.alphaBits,
    bitwidths: layer.bitwidths.join(''),
    alphas: [...layer.alphas],
    signs: digits.map((digit) => digit.toString(16)).join(''),
    bias: [...layer.bias],
    requant: requant && { shift: requant.shift, bits: requant.bits },
    scaleLog2: layer.scaleLog2,
  };
}

/** The input's fields in the order of the schema; `channels` is written where there are several, `guard` where there is one. */
export function packInput(input: InputSpec): InputSpec {
  const { samples, channels = 1, sampleRateHz, codeBits, zero, shift, bits, guard } = input;
  const several = channels > 1 ? { channels } : {};
  const guarded = guard === undefined ? {} : { guard: packGuard(guard) };
  return { samples, ...several, sampleRateHz, codeBits, zero, shift, bits, ...guarded };
}

function packGuard({ flat, rails }: Guard): Guard {
  return {
    ...(flat && { flat: { range: flat.range, samples: flat.samples, within: flat.within } }),
    ...(rails && {
      rails: { low: rails.low, high: rails.high, saturated: rails.saturated, leadOff: rails.leadOff },
    }),
  };
}
