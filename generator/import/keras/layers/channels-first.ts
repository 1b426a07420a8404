import type { LayerCall } from '../graph/layer-call.js';
import { permuted } from '../graph/shapes.js';
import type { Wire } from '../graph/wire.js';

export type DataFormat = 'channels_last' | 'channels_first';

/**
 * What `make` makes of a tensor [window, channel, ...] when the layer's is [window, ..., channel]: with a transpose before and
 * behind. `rank`: axes that are neither windows nor channels.
 */
export function inChannelsFirst(
  call: LayerCall,
  x: Wire,
  rank: number,
  format: DataFormat,
  make: (x: Wire) => Wire,
): Wire {
  if (format === 'channels_first') return make(x);
  const positions = Array.from({ length: rank }, (_, i) => i);
  const first = transposed(call, x, [0, rank + 1, ...positions.map((i) => i + 1)], 'channels_first');
  return transposed(call, make(first), [0, ...positions.map((i) => i + 2), 1], 'channels_last');
}

export function transposed(call: LayerCall, { value, shape }: Wire, perm: readonly number[], suffix?: string): Wire {
  const options = { attributes: { perm }, ...(suffix !== undefined && { suffix }) };
  return { value: call.op('Transpose', [value], options), shape: shape && permuted(shape, perm) };
}
