import type { Stream } from '../model/interpreter.js';
import type { SizedHardware } from './architecture.js';

/** What each layer of hardware gives, [layer], of what the nodes of its network give, [node]: a part of a layer has some of its channels. */
export function layerStreams(
  { model, layers }: Pick<SizedHardware, 'model' | 'layers'>,
  nodes: readonly Stream[],
): Stream[] {
  const byName = new Map(model.layers.map(({ name }, i) => [name, nodes[i]!]));
  return layers.map(({ layer, shape: { outChannels: channels } }) => {
    const { node, first } = layer.channels;
    const { values, positions } = byName.get(node)!;
    return { values: values.subarray(first * positions, (first + channels) * positions), channels, positions };
  });
}
