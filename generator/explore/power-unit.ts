import { z } from 'zod';
import type { SignalSet } from '../data/signal-set.js';
import { sha256 } from '../emit/tree.js';
import { ice40Power } from '../synth/power/ice40.js';
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

/** A slow clock, which every design reaches: the energy of a window hardly depends on it. */
const CLOCK_MHZ = 1;

/** Modelled energy of a placed design by what windows make its netlist do. */
export function energyUnit(
  made: Made,
  hash: string,
  { synthesis, fmaxMHz, set }: { synthesis: Synthesis; fmaxMHz: number; set: SignalSet },
): Unit<Energy> {
  const { design, hardware, part, programs } = made;
  return {
    kind: 'energy',
    key: sha256(JSON.stringify([1, hash, part.name, programs.yosys.version, set.hashes])).slice(0, 16),
    doing: `energy of ${design.name} on ${part.name}`,
    schema: energySchema,
    run: async () => {
      const { folder } = await netlistOf(made, hash);
      const { shortages: _, ...cells } = synthesis;
      const placed = { ...cells, fmaxMHz };
      const settings = { folder, set, clockMHz: CLOCK_MHZ, simulator: 'verilator' as const, progress: () => {} };
      const { parts, fragments, source, tools } = await ice40Power(hardware, { ...settings, placed });
      const dynamicUj = parts.reduce((sum, { energyUj }) => sum + energyUj, 0);
      return { dynamicUj, windows: fragments, source, simulator: tools.simulator! };
    },
  };
}
