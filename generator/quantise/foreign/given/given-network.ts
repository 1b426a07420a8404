import type { AlqLayer, FloatLayer, FloatNetwork, FloatNode } from '../../../model/float-model.js';
import type { Structure } from '../../../model/grouping.js';
import { type Edge, ends, isConvolution } from '../../../network/network.js';
import { alqWeights } from '../../sketch.js';
import { type GivenLimits, type GivenWeights, givenLayer, givenWeights } from './given-layer.js';
import { type Factors, StreamFactors } from './stream-factors.js';

/** Whether a layer's weights are those of the file, and of how many bases at most; or why they are quantised anew. */
export type WeightsOrigin = { given: true; bases: number } | { given: false; why: string };

export interface GivenNetwork {
  /** The network with each stream divided by its factor; as it was if no layer is given. */
  float: FloatNetwork;
  /** Layers whose weights are left as they are, by name. */
  layers: ReadonlyMap<Edge, AlqLayer>;
  origins: ReadonlyMap<Edge, WeightsOrigin>;
  factors: Factors;
}

export interface GivenSettings {
  limits: GivenLimits;
  structureOf: (name: Edge) => Structure;
  /** Layers that pass values on: they are left as they are if a layer of the file's own is. */
  identities: readonly string[];
  /** Only which score is the largest, or above 0, counts, so that a factor above 0 does no harm. */
  decides: boolean;
}

/** How near a factor must be to another one: weights are float32. */
export const EXACT = 1e-6;

/**
 * Layers whose weights are sums of few bases already, as in networks that were quantised by others. The one scale of a layer's weights need not be a
 * power of two: the rest goes into the values that the layer gives, as ReLUs, pools and sums do not mind a factor above 0, and from
 * there into the weights of whoever reads them.
 */
export function givenNetwork(float: FloatNetwork, settings: GivenSettings): GivenNetwork {
  const { limits, structureOf, identities, decides } = settings;
  const factors = new StreamFactors(float.layers);
  if (!decides) for (const { name } of ends(float)) factors.set(name, 1);
  const layers = new Map<Edge, AlqLayer>();
  const origins = new Map<Edge, WeightsOrigin>();
  const nodes = float.layers.map((node): FloatNode => {
    if (!isConvolution(node)) return node;
    const structure = structureOf(node.name);
    const found = givenWeights(node, structure, limits);
    const unitLog2 = typeof found === 'string' ? found : fitUnit(node, found, factors);
    const scaled = dividedBy(node, factors.of(node.from[0]), factors.of(node.name));
    if (typeof found === 'string' || typeof unitLog2 === 'string') {
      origins.set(node.name, { given: false, why: `${unitLog2}` });
      return scaled;
    }
    const given = givenLayer(scaled, structure, found, unitLog2);
    layers.set(node.name, given);
    origins.set(node.name, { given: true, bases: found.bases });
    return { ...scaled, weights: alqWeights(given) };
  });
  // Averages and the like, whose weights are all the same, are no sign of a network that is quantised.
  const own = [...layers.values()].filter((layer) => !identities.includes(layer.name) && hasSigns(layer));
  return own.length === 0
    ? noneGiven(float, origins)
    : { float: { ...float, layers: nodes }, layers, origins, factors: factors.all() };
}

const hasSigns = ({ groups }: AlqLayer) =>
  groups.some(({ negative }) => negative.some((signs) => signs.includes(true)));

/** All weights are quantised anew, for reasons of each layer or for one. */
export function noneGiven(float: FloatNetwork, origins: ReadonlyMap<Edge, WeightsOrigin>, why?: string): GivenNetwork {
  const all = [...origins].map(([name, origin]): [Edge, WeightsOrigin] => [
    name,
    why === undefined && !origin.given ? origin : { given: false, why: why ?? 'no weights of a quantised network' },
  ]);
  return { float, layers: new Map(), origins: new Map(all), factors: new Map() };
}

/** Log2 of the unit of a layer's alphas, where its stream has the factor that makes it a power of two; or why it can have none. */
function fitUnit({ name, from }: FloatLayer, { unit }: GivenWeights, factors: StreamFactors): number | string {
  const wanted = (unit || 1) * factors.of(from[0]);
  const known = factors.known(name);
  const log2 = Math.round(Math.log2(wanted / (known ?? 1)));
  const factor = wanted / 2 ** log2;
  if (known === null) factors.set(name, factor);
  else if (Math.abs(factor / known - 1) > EXACT)
    return 'their scale is no power of two, and that of the scores or of a stream beside it is another';
  return log2;
}

/** The layer for streams that are divided by these factors. */
function dividedBy(layer: FloatLayer, read: number, gives: number): FloatLayer {
  if (read === 1 && gives === 1) return layer;
  const { weights, bias } = layer;
  return { ...layer, weights: weights.map((w) => (w * read) / gives), bias: bias.map((b) => b / gives) };
}
