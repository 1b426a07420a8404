import type { IntegerNetwork } from '../../model/integer-model.js';
import { UserError } from '../../support/errors.js';
import { layerSizings } from '../sizing.js';
import { continuingLayers, refuseContinuing } from './continuing.js';
import type { LayerHardware, Taps } from './engines.js';
import type { StreamHardware } from './hardware.js';
import { chooseLanes, type Folding, tapsOfLayers } from './lanes.js';
import { layerHardware } from './layer.js';
import { paceOf } from './pace.js';
import { withQueues } from './queues.js';
import { continuingRhythm, PIECE, streamRhythm } from './rhythm.js';

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
  if (folding.continuing) return continuing(name, model, lanes, tapsOfLayers(folding, sizings), where, registered);
  const layers = withQueues(layerHardware(sizings, lanes, tapsOfLayers(folding, sizings)));
  return {
    ...{ architecture: 'stream', name, model, layers, hopSamples: undefined, sharesWork: false },
    ...streamRhythm(layers, registered),
  };
}

/** The same for a signal without an end. */
function continuing(
  name: string,
  model: IntegerNetwork,
  lanes: readonly number[],
  taps: readonly Taps[],
  where: string,
  registered: boolean,
): StreamHardware {
  if (model.per !== 'step')
    throw new UserError({
      ...{ where, field: 'folding.continuing', message: 'the network gives scores of a window, which ends' },
      ...{
        allowed: 'a network that gives scores of each step',
        fix: 'leave continuing out; windows then follow each other',
      },
    });
  const { samples, channels } = model.input;
  const sized = (windows: number) => continuingLayers(layerSizings(model), lanes, taps, windows * samples);
  const piece = sized(1);
  refuseContinuing(piece, where);
  const long = withQueues(sized(PIECE.before + PIECE.windows));
  const withThose = (layers: LayerHardware[]) => layers.map((layer, i) => ({ ...layer, queues: long[i]!.queues }));
  const sizings = layerSizings(model);
  const pace = paceOf({
    sized: (windows) => withThose(sized(windows)),
    positions: sizings.map(({ lengths }) => lengths.conv),
    ...{ samples, steps: sizings.at(-1)!.lengths.output, registered },
  });
  return {
    ...{ architecture: 'stream', name, model, hopSamples: undefined, sharesWork: true },
    ...continuingRhythm(withThose(piece), long, samples, channels, registered, pace),
  };
}
