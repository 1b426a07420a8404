import { mkdirSync } from 'node:fs';
import { relative } from 'node:path';
import { z } from 'zod';
import type { SignalSet } from '../data/signal-set.js';
import type { Program } from '../devices/programs.js';
import { topModule } from '../emit/names.js';
import { sha256 } from '../emit/tree.js';
import type { SimulatorName } from '../simulate/simulators.js';
import { runSound } from '../support/run-tool.js';
import { madeOnce } from '../support/staging.js';
import { gatesFolder, ice40Power } from '../synth/power/ice40.js';
import type { Unit } from './cache.js';
import { type Made, netlistOf, type Synthesis } from './synthesis.js';

export const energySchema = z.strictObject({
  /** Dynamic energy of a window, mean of the windows, in uJ. */
  dynamicUj: z.number().positive(),
  windows: z.int().min(1),
  source: z.string(),
  simulator: z.string(),
});
export type Energy = z.infer<typeof energySchema>;

export interface EnergySettings {
  synthesis: Synthesis;
  fmaxMHz: number;
  set: SignalSet;
  simulator: SimulatorName;
}

/** A slow clock, which every design reaches: the energy of a window hardly depends on it. */
const CLOCK_MHZ = 1;

/** Cells times cycles up to which Icarus has simulated a netlist before Verilator has compiled it. */
const SHORT = 2.5e7;

/** What simulates the netlists of designs; one for all that are compared, as registers start otherwise in each. */
export const energySimulator = (designs: readonly { lc: number; cycles: number }[], windows: number): SimulatorName =>
  Math.max(...designs.map(({ lc, cycles }) => lc * cycles * windows)) <= SHORT ? 'icarus' : 'verilator';

/** Modelled energy of a placed design by what windows make its netlist do. */
export function energyUnit(
  made: Made,
  hash: string,
  { synthesis, fmaxMHz, set, simulator }: EnergySettings,
): Unit<Energy> {
  const { design, hardware, part, programs } = made;
  return {
    kind: 'energy',
    key: sha256(JSON.stringify([2, hash, part.name, programs.yosys.version, set.hashes, simulator])).slice(0, 16),
    doing: `energy of ${design.name} on ${part.name}`,
    schema: energySchema,
    run: async () => {
      const { folder, netlists } = await netlistOf(made, hash);
      await gatesOf(folder, netlists.verilog, topModule(design.name), programs.yosys);
      const { shortages: _, ...cells } = synthesis;
      const placed = { ...cells, fmaxMHz };
      const settings = { folder, set, clockMHz: CLOCK_MHZ, simulator, progress: () => {} };
      const { parts, fragments, source, tools } = await ice40Power(hardware, { ...settings, placed });
      const dynamicUj = parts.reduce((sum, { energyUj }) => sum + energyUj, 0);
      return { dynamicUj, windows: fragments, source, simulator: tools.simulator! };
    },
  };
}

/** The netlist that was synthesised, as the model of energy reads it: reading takes a second, synthesis a quarter of a minute. */
async function gatesOf(folder: string, netlist: string, top: string, yosys: Program): Promise<void> {
  await madeOnce(gatesFolder(folder, top), async (staging) => {
    mkdirSync(staging, { recursive: true });
    const script = [
      'read_verilog -lib +/ice40/cells_sim.v',
      `read_verilog ${netlist}`,
      `hierarchy -check -top ${top}`,
      'proc',
      'opt_clean -purge',
      `write_json ${relative(folder, staging)}/netlist.json`,
    ].join('; ');
    await runSound(yosys.path, ['-q', '-p', script], { cwd: folder }, `yosys failed in ${folder}`);
  });
}
