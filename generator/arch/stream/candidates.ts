import type { GivenDesign } from '../../config/design.js';
import { portsOf } from '../../config/ports.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import type { Candidate } from '../architecture.js';
import { layerSizings } from '../sizing.js';
import { laneGroups } from './groups.js';
import type { StreamSized } from './hardware.js';
import { fewestOf, lanesOfGroups, leastCycles } from './lanes.js';
import { layerHardware } from './layer.js';
import { withQueues } from './queues.js';
import { streamHardware } from './stream.js';

/** The least lanes for every number of cycles that some layer can take. */
export function streamCandidates(
  given: GivenDesign & { architecture: 'stream' },
  model: IntegerNetwork,
  where: string,
): Candidate[] {
  const layers = layerSizings(model);
  const groups = laneGroups(layers, 1, model.per === 'step');
  const { registered } = portsOf(given);
  const bound = Math.max(...groups.map(leastCycles));
  const cycles = groups.flatMap(({ ways }) => ways.flat(2).map((choice) => choice.cycles));
  const targets = [...new Set(cycles)].filter((target) => target >= bound).sort((a, b) => b - a);
  const all = targets.map((target) => groups.map((group) => fewestOf(group, target)!));
  const lanesOf = all.map((chosen) => lanesOfGroups(groups, chosen));
  const different = all.flatMap((chosen, i) => (lanesOf[i]!.join() === lanesOf[i - 1]?.join() ? [] : [{ chosen, i }]));
  return different.map(({ chosen, i }) => {
    const lanes = lanesOf[i]!;
    let hardware: StreamSized | undefined;
    return {
      design: { ...given, folding: { lanes } },
      // Sized when it is asked for: the depths of queues take a simulation.
      get hardware() {
        const own = () => withQueues(layerHardware(layers, lanes));
        hardware ??= { architecture: 'stream', model, layers: own(), parity: given.parity };
        return hardware;
      },
      minCycles: Math.max(...chosen.flat().map((choice) => choice.cycles)),
      intervalCycles: () => streamHardware(given.name, model, { lanes }, where, registered).intervalCycles,
    };
  });
}
