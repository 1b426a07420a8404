import type { BuiltDesign } from '../../arch/built-design.js';
import type { MonitorHardware } from '../../arch/monitor.js';
import { defaultGuard } from '../../model/guard.js';
import { random } from '../../support/random.js';
import type { MonitorEvent } from './monitor.js';

type Sized = Pick<BuiltDesign, 'design' | 'hardware'>;

export function guarded({ design, hardware }: Sized, expected: boolean): Sized {
  const { model } = hardware;
  if (!expected || model.input.guard !== undefined) return { design, hardware };
  const input = { ...model.input, guard: defaultGuard(model.input) };
  return { design, hardware: { ...hardware, model: { ...model, input } } };
}

/** In the first half of the signal: about one sample in a thousand comes too early, with a gap or with a clear. */
export function disturbed(monitor: MonitorHardware, steady: readonly MonitorEvent[], seed: number): MonitorEvent[] {
  const rng = random(seed);
  return steady.map((event, i) => {
    if (i > steady.length / 2 || rng.integer(0, 999) > 0) return event;
    const wait = [1, monitor.cyclesPerSample - 1, monitor.timeoutCycles, monitor.timeoutCycles + 1];
    return { ...event, wait: wait[rng.integer(0, 3)]!, clear: rng.integer(0, 1) > 0 };
  });
}
