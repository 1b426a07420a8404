import { z } from 'zod';
import type { Tensor } from '../../op-graph.js';
import { activated } from './activations.js';
import { inChannelsFirst } from './channels-first.js';
import { convolved, outFirst, weightsOf, windowFields } from './convolution.js';
import { orElse, positive } from './fields.js';
import { layer } from './kind.js';

const depthMultiplier = orElse(positive, 1);

/** DepthwiseConv1D and 2D: kernel [..., channel, multiplier]; the outputs of a channel follow each other. */
export const depthwise = (rank: number) =>
  layer(z.object({ ...windowFields(rank), depth_multiplier: depthMultiplier }), (call, config) => {
    const { kernel_size, use_bias, data_format, depth_multiplier: multiplier } = config;
    const x = call.input;
    const channels = call.shapeOf(x, rank + 2)?.at(data_format === 'channels_last' ? -1 : 1) ?? null;
    if (channels === null) return { passOn: 'of an unknown number of channels' };
    const shape = [...kernel_size, channels, multiplier];
    const outChannels = channels * multiplier;
    const [kernel, bias] = weightsOf(call, 'kernel', shape, use_bias ? outChannels : null, ['depthwise_kernel']);
    const weights = call.constant('kernel', () => channelsFirst(kernel));
    const y = inChannelsFirst(call, x, rank, data_format, (first) =>
      convolved(call, first, config, { weights, bias, groups: channels, outChannels }),
    );
    return activated(call, config.activation, y);
  });

/** SeparableConv1D and 2D: a depthwise convolution without a bias, then one of single positions that mixes the channels. */
export const separable = (rank: number) =>
  layer(z.object({ ...windowFields(rank), filters: positive, depth_multiplier: depthMultiplier }), (call, config) => {
    const { kernel_size, filters, use_bias, data_format, depth_multiplier: multiplier } = config;
    const x = call.input;
    const channels = call.shapeOf(x, rank + 2)?.at(data_format === 'channels_last' ? -1 : 1) ?? null;
    if (channels === null) return { passOn: 'of an unknown number of channels' };
    const ones = new Array<number>(rank).fill(1);
    const kernels = [
      { name: 'depthwise_kernel', shape: [...kernel_size, channels, multiplier] },
      { name: 'pointwise_kernel', shape: [...ones, channels * multiplier, filters] },
    ] as const;
    const [deep, pointwise, bias] = use_bias
      ? call.weights([...kernels, { name: 'bias', shape: [filters] }])
      : [...call.weights(kernels), null];
    const y = inChannelsFirst(call, x, rank, data_format, (first) =>
      convolved(
        call,
        convolved(call, first, config, {
          weights: call.constant('depthwise_kernel', () => channelsFirst(deep)),
          bias: null,
          groups: channels,
          outChannels: channels * multiplier,
          suffix: 'depthwise',
        }),
        { ...config, kernel_size: ones, strides: ones, dilation_rate: ones, padding: 'valid' },
        {
          weights: call.constant('pointwise_kernel', () => outFirst(pointwise)),
          bias: bias && call.constant('bias', () => bias),
          groups: 1,
          outChannels: filters,
        },
      ),
    );
    return activated(call, config.activation, y);
  });

/** A kernel [taps..., channel, multiplier] as [channel * multiplier, 1, taps...]. */
function channelsFirst(kernel: Tensor): Omit<Tensor, 'integer'> {
  const [channels, multiplier] = kernel.shape.slice(-2) as [number, number];
  const taps = kernel.shape.slice(0, -2);
  // The same order as an ordinary kernel of one input that has as many outputs.
  return outFirst({ ...kernel, shape: [...taps, 1, channels * multiplier] });
}
