import type { Hardware } from '../arch/hardware.js';
import { type MonitorHardware, monitorHardware } from '../arch/monitor.js';
import type { Design } from '../config/design.js';
import { windowCodes } from '../data/signal-set.js';
import { type MonitorEvent, steadySamples } from '../simulate/wrappers/monitor.js';
import { random } from '../support/random.js';
import { randomFragments } from './fuzz/random-model.js';

const SEED = 1;
const HOP = 4;
const WINDOWS = 30;
/** Of samples that come too early, after a gap, with a clear or with the lead-off pin, one in so many. */
const ODD = 12;

/** A design in its wrapper for a continuing signal, and a signal of all that can happen at its ports. */
export function playedMonitor(
  design: Design,
  hardware: Hardware,
): { core: Design; monitor: MonitorHardware; events: MonitorEvent[] } {
  const core = { ...design, monitor: { hopSamples: hardware.hopSamples ?? HOP } };
  const monitor = monitorHardware(hardware, core.monitor, design.name);
  const { cyclesPerSample, timeoutCycles } = monitor;
  const { input } = hardware.model;
  const set = randomFragments(input, WINDOWS, SEED);
  const codes = set.names.flatMap((_, i) => [...windowCodes(set, i)]);
  const rng = random(SEED);
  const events = steadySamples(codes, input.channels, cyclesPerSample).map((event): MonitorEvent => {
    if (rng.integer(1, ODD) > 1) return event;
    const waits = [1, cyclesPerSample - 1, timeoutCycles, timeoutCycles + 1, event.wait];
    const wait = Math.max(1, waits[rng.integer(0, waits.length - 1)]!);
    return { ...event, wait, clear: rng.integer(0, 1) > 0, leadOff: rng.integer(0, 2) === 0 };
  });
  return { core, monitor, events };
}
