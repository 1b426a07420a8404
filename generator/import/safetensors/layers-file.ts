import { z } from 'zod';

/*
 * A description of a network whose file holds weights alone (a state dict of PyTorch): what a person writes down who knows the network.
 * Layers come one behind the other unless `from` says otherwise.
 */

const common = {
  name: z.string().min(1).optional().describe('what others read it by; left out: its number'),
  from: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('what it reads: `input` or names of layers; left out: the layer before'),
};
const count = z.int().min(1);
const tensors = z.string().min(1).describe('its tensors are `<tensors>.weight`, `<tensors>.bias` and so on');
const padding = z
  .union([z.int().min(0), z.tuple([z.int().min(0), z.int().min(0)]), z.literal('same')])
  .default(0)
  .describe('zeros on both sides, before and after, or as many as keep the length');
const window = {
  kernel: count.describe('positions of a window'),
  stride: count.optional().describe('left out: the kernel'),
  padding: z.int().min(0).default(0),
};

const layer = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('Conv'),
    ...common,
    tensors,
    stride: count.default(1),
    padding,
    dilation: count.default(1).describe('taps are so many positions apart'),
    groups: count.default(1).describe('of channels that read each other alone'),
  }),
  z.strictObject({ op: z.literal('Dense'), ...common, tensors }),
  z.strictObject({
    op: z.literal('BatchNormalization'),
    ...common,
    tensors,
    epsilon: z.number().positive().default(1e-5).describe('added to the variance'),
  }),
  z.strictObject({ op: z.literal('MaxPool'), ...common, ...window }),
  z.strictObject({
    op: z.literal('AveragePool'),
    ...common,
    ...window,
    countPadding: z.boolean().default(true).describe('an average counts the zeros of the padding'),
  }),
  z.strictObject({
    op: z.literal('LeakyRelu'),
    ...common,
    slope: z.number().default(0.01).describe('of values below 0'),
  }),
  z.strictObject({ op: z.literal('PRelu'), ...common, tensors }),
  z.strictObject({
    op: z.enum([
      'Relu',
      'Relu6',
      'GlobalAveragePool',
      'GlobalMaxPool',
      'Flatten',
      'Softmax',
      'Sigmoid',
      'Add',
      'Concat',
    ]),
    ...common,
  }),
]);

export const layersSchema = z.strictObject({
  input: z.strictObject({ channels: count.describe('of the input'), samples: count.describe('of a window') }),
  layers: z.array(layer).min(1).describe('one behind the other, unless `from` says otherwise'),
});

export type Layer = z.infer<typeof layer>;
