import { z } from 'zod';
import { INPUT, type Pool } from '../network/network.js';
import { POOL_KINDS } from '../network/pooling.js';
import { grouping } from './grouping.js';
import { outputsSchema } from './output-text.js';
import { classNames, unitName } from './task-text.js';

/**
 * The file of an integer model, `*.alq.json`: one JSON text that holds everything. Version 2 lists nodes that name what they
 * read; version 1, a chain of layers, is still read. Packed fields of a convolution:
 * `bitwidths` one digit 0..8 per group, `alphas` and `bias` numbers, `signs` hexadecimal: the signs in the order of
 * `IntegerLayer.signs`, four a digit, the first in the digit's highest bit; the last digit is filled up with zeros.
 */
export const MODEL_FORMAT = 'bitbeat-integer-model';
export const MODEL_VERSIONS = [1, 2];
export const MODEL_EXTENSION = '.alq.json';

const whole = (min: number, max: number) => z.int().min(min).max(max);
/** A number, or a list of one for each channel. */
const perChannel = (value: z.ZodNumber, what: string) =>
  z.union([value, z.array(value).min(1).readonly()]).describe(`${what}; of all channels, or a list of one of each`);
const size = (what: string) => whole(1, 65536).describe(what);

export const guardSchema = z.strictObject({
  flat: z
    .strictObject({
      range: whole(1, 65535).describe('codes; a window whose largest less smallest code is below this is flat'),
      samples: whole(1, 2 ** 20).describe('samples; so is one with a longer row of codes that hardly change'),
      within: whole(0, 65535).describe('codes; how far those of such a row are from its first'),
    })
    .optional()
    .describe('a signal that stands still'),
  rails: z
    .strictObject({
      low: whole(0, 65535).describe('code; this and all below are the lower rail'),
      high: whole(1, 65535).describe('code; this and all above are the upper rail'),
      saturated: whole(0, 2 ** 20).describe('samples; a window with more of them at a rail is saturated'),
      leadOff: whole(0, 2 ** 20).describe('samples; with more than these in a row at one rail the lead is off'),
    })
    .optional()
    .describe('a signal at the ends of the converter'),
});

/** How real samples become codes. */
const converterSchema = z.strictObject({
  zero: perChannel(whole(0, 65535), 'code of a sample of 0'),
  gain: perChannel(
    z.number().refine((gain) => gain !== 0, 'no gain'),
    'codes a unit',
  ),
  units: z
    .union([unitName, z.array(unitName).min(1).readonly()])
    .optional()
    .describe('the unit; of all channels, or a list of one of each'),
});

/** The input of a model, integer or floating-point. */
export const inputSchema = z
  .strictObject({
    samples: whole(1, 2 ** 20).describe('samples of one window, of each channel'),
    channels: size('channels (leads); a code of each comes position by position').default(1),
    sampleRateHz: z.number().positive().describe('Hz; samples of a channel a second'),
    codeBits: whole(1, 16).describe('bits of the unsigned code that the converter gives'),
    zero: perChannel(whole(0, 65535), 'code that is taken for 0, the middle of the range as a rule; below 2^codeBits'),
    shift: perChannel(whole(0, 15), 'low bits that are dropped: `x = (code - zero) >> shift`, rounded down'),
    bits: whole(2, 16).describe('bits of x with its sign; x is clamped to them'),
    guard: guardSchema.optional().describe('thresholds of windows that get no class; every window gets one without'),
    converter: converterSchema
      .optional()
      .describe('what a code is of: the code of a real sample is `zero + gain * sample`, rounded and kept to codeBits'),
  })
  .describe('how codes become the first activation x');

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'a name is letters, digits, _, . and -')
  .describe('name of the model');
const format = z.literal(MODEL_FORMAT).describe('what the file is');
const version = <const V extends number>(number: V) => z.literal(number).describe('version of the format');

/** All of a file but its layers, whose own problems are told one by one. */
export const headerSchemas = {
  1: z.strictObject({
    format,
    version: version(1),
    name,
    classes: classNames,
    input: inputSchema,
    layers: z.array(z.unknown()).min(1),
  }),
  2: z.strictObject({
    format,
    version: version(2),
    name,
    inputs: z
      .tuple([z.strictObject({ name: z.literal(INPUT).describe('what nodes read it by'), ...inputSchema.shape })])
      .describe('one input'),
    nodes: z
      .array(z.unknown())
      .min(1)
      .describe('what computes, each behind what it reads; a dense layer is a kernel over all positions'),
    outputs: outputsSchema,
  }),
} as const;

const kind = <const K extends string>(name: K) => z.literal(name).describe('how the weights of an output are grouped');
const structureSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: kind('kernelwise') }),
    z.strictObject({ kind: kind('pixelwise') }),
    z.strictObject({ kind: kind('channelwise') }),
    z.strictObject({
      kind: kind('subchannelwise'),
      count: size('blocks of equally many input channels; divides inChannels'),
    }),
  ])
  .describe('groups that get bases of their own: an input channel, a tap, all weights, or a block of input channels');

/** A pool in a file: `kind` is written for sums only. */
export const poolSchema = z
  .strictObject({
    kind: z.enum(POOL_KINDS).default('max').describe('the largest value of a window, or the sum of its values'),
    kernel: size('positions of a window'),
    stride: size('positions from one window to the next; windows that do not fit whole are dropped'),
  })
  .describe('pooling behind the activation; null: none');

export function packPool({ kind, kernel, stride }: Pool): z.input<typeof poolSchema> {
  return kind === 'max' ? { kernel, stride } : { kind, kernel, stride };
}

/** A layer of version 1; `LayerText` says how it is packed. */
export const layerSchema = z.strictObject({
  name: z.string().describe('a Verilog identifier; names of nodes differ in more than case'),
  inChannels: size('those of what it reads'),
  outChannels: size('output channels'),
  kernel: size('taps'),
  stride: size('positions from one output to the next'),
  padding: whole(0, 65536).describe('zeros before and behind the input'),
  pool: poolSchema.nullable(),
  structure: structureSchema,
  alphaBits: whole(1, 16).describe('bits of each alpha, unsigned'),
  bitwidths: z
    .string()
    .regex(/^[0-8]*$/, 'bitwidths are one digit 0 to 8 per group')
    .describe('bases of each group, one digit 0 to 8, output by output, group by group; 0: all its weights are 0'),
  alphas: z.array(z.int()).describe('1 to 2^alphaBits - 1; one for each basis, in the order of the bitwidths'),
  signs: z
    .string()
    .regex(/^[0-9a-f]*$/, 'signs are hexadecimal digits 0 to 9, a to f')
    .describe('a bit for each weight of each basis, 1: minus; channel by channel, taps rising; filled up with zeros'),
  bias: z.array(whole(-(2 ** 31), 2 ** 31 - 1)).describe('one for each output channel, in steps of the accumulator'),
  requant: z
    .strictObject({
      shift: whole(0, 31).describe('y = (accumulator + half) >> shift, half = 2^(shift - 1), or 0 without a shift'),
      bits: whole(2, 8).describe('bits of y, unsigned: y is clamped to 0 and 2^bits - 1; without an activation signed'),
    })
    .nullable()
    .describe('from the accumulator to the activation; null in the last layer alone, which gives raw scores'),
  scaleLog2: z.number().describe('one step of the accumulator is 2^scaleLog2 of the real value; for reports alone'),
});

const activation = z
  .enum(['relu', 'none'])
  .optional()
  .describe(
    'relu: y is unsigned, 0 below 0; none: y is signed, clamped to -2^(bits-1) and 2^(bits-1) - 1; not there: relu',
  );

const nodeName = { name: layerSchema.shape.name };
const edge = z.string();
const nodeKind = <const K extends string>(name: K) => z.literal(name).describe('what it computes');

/** A convolution's fields beyond version 1. */
export const windowFields = {
  dilation: size('positions from one tap to the next; not there: 1').optional(),
  paddingAfter: whole(0, 65536).optional().describe('zeros behind the input, where they are not as many as before it'),
  activation,
};

/** Edges of a node in a file. */
export const edges = {
  convolution: z.tuple([edge]).describe(`what it reads: "${INPUT}", or a node before it`),
  add: z.tuple([edge, edge]).describe('what it adds, of one shape'),
  concat: z.array(edge).min(2).describe('whose channels it passes on, of as many positions and of one step'),
};

/** A convolution of version 2. */
export const convolutionSchema = z.strictObject({
  ...nodeName,
  kind: nodeKind('convolution'),
  from: edges.convolution,
  ...layerSchema.omit({ name: true }).shape,
  ...windowFields,
});

export const addSchema = z.strictObject({
  ...nodeName,
  kind: nodeKind('add'),
  from: edges.add,
  align: z
    .tuple([whole(0, 31), whole(0, 31)])
    .describe('bits by which each is shifted to the left before they are added, so that both have one step'),
  activation,
  pool: layerSchema.shape.pool,
  requant: layerSchema.shape.requant,
  scaleLog2: layerSchema.shape.scaleLog2,
});

export const concatSchema = z.strictObject({ ...nodeName, kind: nodeKind('concat'), from: edges.concat });

/** A node of version 2. */
export const nodeSchema = z.discriminatedUnion('kind', [convolutionSchema, addSchema, concatSchema]);

/** The whole file as it is written, for its JSON Schema and its documentation; a file is read by its header, then node by node. */
export const modelSchema = headerSchemas[2].extend({
  nodes: z.array(nodeSchema).min(1).describe(headerSchemas[2].shape.nodes.description!),
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
