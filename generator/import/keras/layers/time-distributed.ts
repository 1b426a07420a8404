import { z } from 'zod';
import { originOf } from '../model/origin.js';
import { activation, rectifierLayers } from './activation-layers.js';
import { dense } from './dense.js';
import { identity } from './identity.js';
import type { LayerKind } from './kind.js';

const schema = z.object({
  layer: z.looseObject({
    class_name: z.string(),
    config: z.record(z.string(), z.unknown()),
  }),
});

/** Layers that do the same to every position whether or not they are told that there are positions. */
const POSITIONWISE: Readonly<Record<string, LayerKind>> = {
  Dense: dense,
  Activation: activation,
  ...rectifierLayers,
  Dropout: identity,
  GaussianNoise: identity,
  GaussianDropout: identity,
  AlphaDropout: identity,
  ActivityRegularization: identity,
};

/** A layer that is applied to each position of the axis behind that of windows. */
export const timeDistributed: LayerKind = (call) => {
  const { layer } = call.config(schema);
  const { class_name: className, config } = layer;
  const known = originOf(layer, className) === 'layer' && Object.hasOwn(POSITIONWISE, className);
  const kind = known ? POSITIONWISE[className] : undefined;
  // Softmax over an axis that is counted from the first is over another one without that of positions.
  const counted = className === 'Softmax' && config.axis !== undefined && config.axis !== -1;
  if (kind === undefined || counted || call.inputs.length !== 1) return call.passOn(`of ${className}`);
  return kind(call.wrapped({ className, config }, 'layer'));
};
