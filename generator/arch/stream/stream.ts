import type { IntegerNetwork } from '../../model/integer-model.js';
import { layerSizings } from '../sizing.js';
import type { StreamHardware } from './hardware.js';
import { chooseLanes, type Folding, tapsPerCycle } from './lanes.js';
import { layerHardware } from './layer.js';
import { withQueues } from './queues.js';
import { streamRhythm } from './rhythm.js';

/** The `stream` architecture for a model: one engine per layer. `where` names the configuration in errors; `registered`: see `Ports`. */
export function streamHardware(
  name: string,
  model: IntegerNetwork,
  folding: Folding,
  where: string,
  registered = false,
): StreamHardware {
  const sizings = layerSizings(model);
  const lanes = chooseLanes(sizings, folding, where, model.per === 'step');
  const layers = withQueues(layerHardware(sizings, lanes, tapsPerCycle(folding)));
  return {
    ...{ architecture: 'stream', name, model, layers, hopSamples: undefined, sharesWork: false },
    ...streamRhythm(layers, registered),
  };
}
