import { measuredCharges, UP5K } from '../synth/power/ice40.js';

/** What a design takes, and for how long. */
export interface Activity {
  lc: number;
  bram: number;
  spram: number;
  dsp: number;
  cycles: number;
}

/**
 * What happens in each cell and cycle, as it was counted in a netlist of docs/results/power, with which a test compares it: changes of
 * routed nets a logic cell, changes into a DSP block, accesses of a RAM. Other designs do more or less: an estimate that puts designs
 * in an order; of those that are placed the energy is modelled on the netlist itself.
 */
export const PER_CELL = { routed: 0.0634, dsp: 8.534, ebr: 0.5574, spram: 0.6029 };

/** Parts whose energy is modelled. */
export const energyModelled = (part: string): boolean => part === 'up5k';

/** Dynamic energy of a window, in uJ, by cells and cycles alone. */
export function estimatedEnergy({ lc, bram, spram, dsp, cycles }: Activity): number {
  const charges = measuredCharges();
  const perCycle =
    UP5K.volts * (charges.clock + lc * PER_CELL.routed * charges.routed + dsp * PER_CELL.dsp * charges.dsp) +
    bram * PER_CELL.ebr * UP5K.ebrPj +
    spram * PER_CELL.spram * UP5K.spramPj;
  return perCycle * cycles * 1e-6;
}
