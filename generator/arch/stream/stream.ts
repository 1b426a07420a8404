import type { IntegerNetwork } from '../../model/integer-model.js';
import { hardwareChain } from '../chain.js';
import { layerSizings } from '../sizing.js';
import type { StreamHardware } from './hardware.js';
import { chooseLanes, type Folding, tapsPerCycle } from './lanes.js';
import { layerHardware } from './layer.js';
import { refuseLayers } from './refuse.js';
import { streamRhythm } from './rhythm.js';

/** The `stream` architecture for a model: one engine per layer. `where` names the configuration in errors; `registered`: see `Ports`. */
export function streamHardware(
  name: string,
  model: IntegerNetwork,
  folding: Folding,
  where: string,
  registered = false,
): StreamHardware {
  hardwareChain(model, where);
  const sizings = layerSizings(model);
  refuseLayers(sizings, where);
  const layers = layerHardware(sizings, chooseLanes(sizings, folding, where), tapsPerCycle(folding));
  return {
    ...{ architecture: 'stream', name, model, layers, hopSamples: undefined, sharesWork: false },
    ...streamRhythm(layers, registered),
  };
}
