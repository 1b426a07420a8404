import { z } from 'zod';
import type { Tensor } from '../../op-graph.js';
import type { LayerCall } from '../graph/layer-call.js';
import type { Wire } from '../graph/wire.js';
import { activated } from './activations.js';
import { inChannelsFirst } from './channels-first.js';
import { dataFormat, onOff, orElse, paddingOrCausal, perAxis, positive } from './fields.js';
import { layer } from './kind.js';
import { windowAttributes, windowedShape } from './windows.js';

/** Fields of every convolution over `rank` axes. */
export const windowFields = (rank: number) => ({
  kernel_size: perAxis(rank),
  strides: orElse(perAxis(rank), new Array<number>(rank).fill(1)),
  padding: paddingOrCausal,
  dilation_rate: orElse(perAxis(rank), new Array<number>(rank).fill(1)),
  data_format: dataFormat,
  use_bias: onOff(true),
  activation: z.unknown().optional(),
});

export type WindowConfig = z.infer<z.ZodObject<ReturnType<typeof windowFields>>>;

/** Conv1D and Conv2D: kernel [..., in of a group, out], as ONNX has it [out, in of a group, ...]. */
export const convolution = (rank: number) =>
  layer(z.object({ ...windowFields(rank), filters: positive, groups: orElse(positive, 1) }), (call, config) => {
    const { kernel_size, filters, groups, use_bias, data_format } = config;
    const x = call.input;
    const shape = call.shapeOf(x, rank + 2);
    const channels = shape?.at(data_format === 'channels_last' ? -1 : 1) ?? null;
    if ((channels ?? 0) % groups !== 0 || filters % groups !== 0)
      call.fail({ field: 'groups', message: `does not divide ${channels} channels into ${filters}`, value: groups });
    const perGroup = channels === null ? null : channels / groups;
    const [kernel, bias] = weightsOf(call, 'kernel', [...kernel_size, perGroup, filters], use_bias ? filters : null);
    const y = inChannelsFirst(call, x, rank, data_format, (first) =>
      convolved(call, first, config, {
        weights: call.constant('kernel', () => outFirst(kernel)),
        bias,
        groups,
        outChannels: filters,
      }),
    );
    return activated(call, config.activation, y);
  });

/** The kernel, and the name of the bias, if there is one. */
export function weightsOf(
  call: LayerCall,
  name: string,
  shape: readonly (number | null)[],
  biases: number | null,
  also: readonly string[] = [],
): [Tensor, string | null] {
  const spec = { name, also, shape };
  if (biases === null) return [call.weights([spec])[0], null];
  const [kernel, bias] = call.weights([spec, { name: 'bias', shape: [biases] }]);
  return [kernel, call.constant('bias', () => bias)];
}

/** A convolution of a tensor [window, channel, ...]. */
export function convolved(
  call: LayerCall,
  x: Wire,
  config: WindowConfig,
  given: { weights: string; bias: string | null; groups: number; outChannels: number; suffix?: string },
): Wire {
  const { kernel_size: kernel, strides, dilation_rate: dilation, padding } = config;
  const windows = { kernel, strides, dilation, padding };
  const { weights, bias, groups, outChannels, suffix } = given;
  const value = call.op('Conv', [x.value, weights, ...(bias === null ? [] : [bias])], {
    attributes: { ...windowAttributes(windows), ...(groups > 1 && { group: groups }) },
    ...(suffix !== undefined && { suffix }),
  });
  return { value, shape: windowedShape(call, x.shape, outChannels, windows) };
}

/** A kernel [taps..., in, out] as [out, in, taps...]. */
export function outFirst({ shape, values }: Tensor): Omit<Tensor, 'integer'> {
  const [inside, outside] = shape.slice(-2) as [number, number];
  const taps = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  const turned = new Float64Array(values.length);
  for (let tap = 0, i = 0; tap < taps; tap++)
    for (let c = 0; c < inside; c++)
      for (let o = 0; o < outside; o++, i++) turned[(o * inside + c) * taps + tap] = values[i]!;
  return { shape: [outside, inside, ...shape.slice(0, -2)], values: turned };
}
