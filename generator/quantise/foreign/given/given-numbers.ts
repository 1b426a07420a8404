import type { SignalSet } from '../../../data/signal-set.js';
import type { Laid } from '../../../import/to-network/laid.js';
import type { FloatNetwork } from '../../../model/float-model.js';
import { storage } from '../../../model/storage.js';
import { convolutions, ends, mapConvolutions } from '../../../network/network.js';
import { calibrationSet } from '../../recipe/recipe.js';
import { refine } from '../../refine.js';
import { sketch } from '../../sketch.js';
import { toIntegerModel } from '../../to-integer.js';
import { ALPHA_BITS, CALIBRATION, type GivenParts, type Imitation, structureOf } from '../imitate.js';
import { givenActivations } from './given-activations.js';
import { type GivenNetwork, givenNetwork, noneGiven } from './given-network.js';

/** Most bases of a weight that is left as it is: those of 4 bits. */
const BASES = 5;

/** What of a network's own numbers is left as it is, with the network that it is of. */
export interface GivenNumbers extends GivenParts, Pick<GivenNetwork, 'float' | 'origins'> {
  /** Scores of the file are those of `float` times this. */
  factor: number;
  notes: string[];
}

/**
 * Weights that are sums of few bases, and grids of activations, as the file has them; where they would have to be pruned for a budget, or are
 * wanted on a uniform grid, none.
 *
 * @param bases most of a weight, if it is said
 */
export function givenNumbers(
  original: FloatNetwork,
  { identities, grids }: Laid,
  set: SignalSet,
  imitation: Imitation,
  decides: boolean,
  bases: number = BASES,
): GivenNumbers {
  const limits = { bases, alphaBits: ALPHA_BITS };
  const own = { limits, identities, decides, structureOf: (name: string) => structureOf(imitation, name) };
  const found = givenNetwork(original, own);
  const given = imitation.uniform
    ? noneGiven(original, found.origins, 'a uniform grid is wanted')
    : isPruned(found, set, imitation)
      ? noneGiven(original, found.origins, 'the budget takes bases away')
      : found;
  const { float, layers, origins, factors } = given;
  const [end] = ends(float);
  const factor = factors.get(end!.name) ?? 1;
  return {
    ...{ float, layers, origins, factor },
    activations: givenActivations(float.layers, grids, factors, imitation.activationBits),
    notes: factor === 1 ? [] : [`scores are those of the file divided by ${factor.toPrecision(6)}`],
  };
}

/** Whether a budget is less than what the network takes before any pruning. */
function isPruned({ float, layers }: GivenNetwork, set: SignalSet, imitation: Imitation): boolean {
  const { bytes, maxBits, activationBits, identities } = imitation;
  if (bytes === null || layers.size === 0) return false;
  const settings = convolutions(float.layers).map(({ name }) => ({
    structure: structureOf(imitation, name),
    maxBits: identities.includes(name) ? 1 : maxBits,
  }));
  const sketched = refine(float, sketch(float, settings));
  const whole = { ...sketched, layers: mapConvolutions(sketched.layers, (layer) => layers.get(layer.name) ?? layer) };
  const calibration = calibrationSet(set, CALIBRATION);
  return storage(toIntegerModel(whole, calibration, { alphaBits: ALPHA_BITS, activationBits })).totalBytes > bytes;
}
