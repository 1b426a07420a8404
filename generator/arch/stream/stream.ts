import type { IntegerNetwork } from '../../model/integer-model.js';
import { UserError } from '../../support/errors.js';
import { type LayerSizing, layerSizings } from '../sizing.js';
import { continuingLayers, refuseContinuing } from './continuing.js';
import type { LayerHardware, Taps } from './engines.js';
import type { StreamHardware } from './hardware.js';
import { chooseLanes, type Folding, tapsOfLayers } from './lanes.js';
import { layerHardware } from './layer.js';
import { paceOf } from './pace.js';
import { cutLayers, partsOfLayers } from './parts.js';
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
  const { sizings, lanes, taps } = folded(model, folding, where);
  if (folding.continuing) return continuing(name, model, { sizings, lanes, taps }, where, registered);
  const layers = withQueues(layerHardware(sizings, lanes, taps));
  return {
    ...{ architecture: 'stream', name, model, layers, hopSamples: undefined, sharesWork: false },
    ...streamRhythm(layers, registered),
  };
}

/** Layers, cut where their output channels are computed side by side, with the lanes and taps of those that have any. */
interface Folded {
  sizings: LayerSizing[];
  lanes: number[];
  taps: Taps[];
}

function folded(model: IntegerNetwork, folding: Folding, where: string): Folded {
  const whole = layerSizings(model);
  const lanes = chooseLanes(whole, folding, where, model.per === 'step');
  const taps = tapsOfLayers(folding, whole);
  const parts = partsOfLayers(folding, whole, where);
  return cutLayers(
    model,
    whole,
    lanes.map((own, i) => ({ lanes: own, taps: taps[i]!, parts: parts[i]! })),
  );
}

/** The same for a signal without an end. */
function continuing(
  name: string,
  model: IntegerNetwork,
  { sizings, lanes, taps }: Folded,
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
  const sized = (windows: number) => continuingLayers(sizings, lanes, taps, windows * samples);
  const piece = sized(1);
  refuseContinuing(piece, where);
  const long = withQueues(sized(PIECE.before + PIECE.windows));
  const withThose = (layers: LayerHardware[]) => layers.map((layer, i) => ({ ...layer, queues: long[i]!.queues }));
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
