import { portsOf } from '../../config/ports.js';
import { type Activity, joinActivities, type Schedule } from '../schedule.js';
import type { StreamHardware } from './hardware.js';
import { simulateNetwork } from './network.js';

const DOING = [
  { name: 'tile', meaning: 'reads a tile of positions and adds its bases, all of them' },
  { name: 'value', meaning: 'gives a value of its stream' },
] as const;

/** Engines work side by side. */
export function streamSchedule(hardware: StreamHardware): Schedule {
  const { registered } = portsOf(hardware);
  const times = simulateNetwork(hardware.layers, { fragments: 1, registered, from: 0 });
  const start = times.codes[0]! - 1;
  const since = (cycles: readonly number[], late = 0) => cycles.map((cycle) => cycle - start + late);
  const last = hardware.layers.length - 1;
  const each = (cycles: readonly number[], doing: number, length = 1): Activity[] =>
    joinActivities(cycles.map((cycle) => ({ doing, from: cycle - length + 1, cycles: length })));
  const codes = since(times.codes);
  return {
    doing: DOING,
    codes,
    input: each(codes, 1),
    layers: hardware.layers.map(({ tileCycles }, i) => {
      const { tileDone, taken } = times.layers[i]!;
      // That of the score port gives each in the cycle after the engine.
      const values = since(taken, registered && i === last ? 1 : 0);
      const activities = tileDone.length > 0 ? each(since(tileDone), 0, tileCycles) : each(values, 1);
      return { activities, values };
    }),
  };
}
