import type { IntegerModel, IntegerNetwork } from '../../generator/model/integer-model.js';
import { isConvolution } from '../../generator/network/network.js';

/** A network of convolutions alone, as one. */
export function asChain({ layers, ...network }: IntegerNetwork): IntegerModel {
  const weighted = layers.filter(isConvolution);
  if (weighted.length !== layers.length) throw new Error(`${network.name} has nodes of other kinds`);
  return { ...network, layers: weighted };
}
