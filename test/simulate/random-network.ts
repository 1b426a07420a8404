import fc from 'fast-check';
import { windowCodes } from '../../generator/data/signal-set.js';
import type { IntegerModel } from '../../generator/model/integer-model.js';
import { random } from '../../generator/support/random.js';
import { drawPlan, realise } from '../../generator/verify/fuzz/random-model.js';

/** A network the hardware takes, with lanes for each layer and the ADC codes of some fragments. */
export interface RandomNetwork {
  model: IntegerModel;
  lanes: number[];
  /** [fragment][sample][channel]. */
  fragments: number[][];
}

/** Small ones of the fuzzer's networks. */
export const randomNetwork: fc.Arbitrary<RandomNetwork> = fc.noShrink(fc.nat()).map((seed) => {
  const { model, lanes, set } = realise(drawPlan(random(seed), 600));
  return { model, lanes, fragments: set.names.map((_, f) => [...windowCodes(set, f)]) };
});
