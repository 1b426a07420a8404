import type { GivenDesign } from '../../config/design.js';
import { portsOf } from '../../config/ports.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import type { Candidate } from '../architecture.js';
import { hardwareChain } from '../chain.js';
import { layerSizings } from '../sizing.js';
import { laneChoices } from './lanes.js';
import { layerHardware } from './layer.js';
import { streamHardware } from './stream.js';

/** The least lanes for every number of cycles that some layer can take. */
export function streamCandidates(
  given: GivenDesign & { architecture: 'stream' },
  model: IntegerNetwork,
  where: string,
): Candidate[] {
  hardwareChain(model, where);
  const layers = layerSizings(model);
  const choices = laneChoices(layers);
  const { registered } = portsOf(given);
  const bound = Math.max(...choices.map((list) => Math.min(...list.map(({ cycles }) => cycles))));
  const targets = [...new Set(choices.flat().map(({ cycles }) => cycles))].filter((cycles) => cycles >= bound);
  const all = targets
    .sort((a, b) => b - a)
    .map((cycles) => choices.map((list) => list.find((choice) => choice.cycles <= cycles)!));
  const different = all.filter((chosen, i) => chosen.some((choice, layer) => choice !== all[i - 1]?.[layer]));
  return different.map((chosen) => {
    const lanes = chosen.map((choice) => choice.lanes);
    return {
      design: { ...given, folding: { lanes } },
      hardware: { architecture: 'stream', model, layers: layerHardware(layers, lanes), parity: given.parity },
      minCycles: Math.max(...chosen.map(({ cycles }) => cycles)),
      intervalCycles: () => streamHardware(given.name, model, { lanes }, where, registered).intervalCycles,
    };
  });
}
