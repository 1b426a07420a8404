import { PLAIN } from '../graph/graph.js';
import { onEdge, type Signal, type Tracing } from './value.js';

/** Some of the channels, in an order: a convolution of one 1 for each. */
export function chosen(x: Signal, channels: readonly number[], tracing: Tracing): Signal {
  const inputs = tracing.shape(x.edge).channels;
  const weights = new Float64Array(channels.length * inputs);
  channels.forEach((c, o) => {
    weights[o * inputs + c] = 1;
  });
  const edge = tracing.add({
    kind: 'conv',
    from: [x.edge],
    parameters: 0,
    weights,
    bias: new Float64Array(channels.length),
    outChannels: channels.length,
    kernel: 1,
    groups: 1,
    ...PLAIN,
  });
  return onEdge(x, edge);
}
