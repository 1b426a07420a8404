import type { IntegerModel } from '../../model/integer-model.js';
import { UserError } from '../../support/errors.js';
import { layerSizings } from '../sizing.js';
import type { StreamHardware } from './hardware.js';
import { chooseLanes, type Folding, tapsPerCycle } from './lanes.js';
import { layerHardware } from './layer.js';
import { streamRhythm } from './rhythm.js';

/** The `stream` architecture for a model: one engine per layer. `where` names the configuration in errors; `registered`: see `Ports`. */
export function streamHardware(
  name: string,
  model: IntegerModel,
  folding: Folding,
  where: string,
  registered = false,
): StreamHardware {
  const problems = model.layers.flatMap((layer, i) =>
    layer.padding < layer.kernel
      ? []
      : {
          where,
          field: `layers[${i}].padding`,
          message: `layer ${layer.name}: a window of padding alone`,
          value: layer.padding,
          allowed: `0 to kernel - 1 = ${layer.kernel - 1}`,
          fix: `${layer.kernel - 1}`,
        },
  );
  if (problems.length > 0) throw new UserError(problems);
  const sizings = layerSizings(model);
  const layers = layerHardware(sizings, chooseLanes(sizings, folding, where), tapsPerCycle(folding));
  return {
    ...{ architecture: 'stream', name, model, layers, hopSamples: undefined, sharesWork: false },
    ...streamRhythm(layers, registered),
  };
}
