import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../devices/programs.js';
import type { Activity } from '../power/activity.js';
import { type AsicLibrary, activitiesOf } from '../power/asic.js';
import { macroLibrary, runSta, wirePerLoad } from '../power/opensta.js';
import type { Mapped } from './mapped.js';

/** Timing and mean energy of a window under one idea of the wires. */
export interface Priced {
  fmaxMHz: number;
  clockUj: number;
  logicUj: number;
  memoriesUj: number;
  /** Leakage while the window is computed. */
  leakageUj: number;
  energyUj: number;
}

export interface PriceSettings {
  /** Where the files of the run lie. */
  folder: string;
  target: AsicLibrary;
  sta: Program;
  mapped: Mapped;
  activity: Activity;
  clockMHz: number;
}

/**
 * Prices counted activity with the given wires, um by net; null: the average length for each load, as `bitbeat power` does. A um
 * has the capacitance of the library's wire model either way, so that lengths alone differ.
 */
export async function priceWires(
  settings: PriceSettings,
  lengths: ReadonlyMap<number, number> | null,
): Promise<Priced> {
  const { folder, target, sta, mapped, activity, clockMHz } = settings;
  const { library, netlist, macros, prices, cells, area } = mapped;
  mkdirSync(folder, { recursive: true });
  const macroFile = join(folder, 'macros.lib');
  const timings = macros.map((cell, m) => ({ cell, accessNs: prices[m]!.accessNs }));
  const wirePf = wirePerLoad(cells, area, target.wires);
  writeFileSync(macroFile, macroLibrary(timings, wirePf, library.voltage, library.temperature));
  const { capacitance } = target.wires;
  const { fmaxMHz, idle, active } = await runSta({
    ...{ folder, sta, libraries: [target.file, macroFile], gates: netlist, clock: 'clk_i', clockMHz },
    ...(lengths === null ? {} : { wires: new Map([...lengths].map(([net, um]) => [net, um * capacitance])) }),
    activities: activitiesOf(activity),
  });
  const { fragments } = activity;
  const mean = (of: (f: number) => number) => fragments.reduce((sum, _, f) => sum + of(f), 0) / fragments.length;
  // W a clock cycle at clockMHz, times cycles: uJ.
  const uj = (watt: (f: number) => number) => mean((f) => (watt(f) / clockMHz) * fragments[f]!.cycles);
  const clock = idle.internal + idle.switching;
  const clockUj = uj(() => clock);
  const logicUj = uj((f) => active[f]!.internal + active[f]!.switching - clock);
  const memoriesUj = mean((f) =>
    prices.reduce((sum, { readPj, writePj }, m) => {
      const [reads, writes] = fragments[f]!.ones.slice(2 * m, 2 * m + 2);
      return sum + (reads! * readPj + writes! * writePj) * 1e-6;
    }, 0),
  );
  const leakage = idle.leakage + prices.reduce((sum, { leakageNw }) => sum + leakageNw, 0) * 1e-9;
  const leakageUj = uj(() => leakage);
  return { fmaxMHz, clockUj, logicUj, memoriesUj, leakageUj, energyUj: clockUj + logicUj + memoriesUj + leakageUj };
}
