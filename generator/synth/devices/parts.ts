import { FABRICS, type PartFabric, type Resources } from '../../config/fabrics.js';
import { ICE40_SYNTHESIS } from '../../config/ice40.js';
import { UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';

export type { Resources };

export const RESOURCE_NAMES = ['lut', 'ff', 'bram', 'spram', 'dsp'] as const satisfies (keyof Resources)[];

/** FPGA families: which cells of Yosys and which entries of nextpnr's report count as what. */
export const FAMILIES = {
  ice40: {
    /** Cells in Yosys' netlist; a name that ends in * stands for all that begin so. */
    cells: { lut: ['SB_LUT4'], ff: ['SB_DFF*'], bram: ['SB_RAM40_4K*'], spram: ['SB_SPRAM256KA'], dsp: ['SB_MAC16'] },
    /** Logic cells and blocks in nextpnr's report. A logic cell is a LUT4 with its carry and its flip-flop. */
    packed: { lc: 'ICESTORM_LC', bram: 'ICESTORM_RAM', spram: 'ICESTORM_SPRAM', dsp: 'ICESTORM_DSP' },
    router: 'nextpnr-ice40',
  },
  ecp5: {
    cells: {
      lut: ['LUT4', 'CCU2C', 'TRELLIS_DPR16X4'],
      ff: ['TRELLIS_FF'],
      bram: ['DP16KD', 'PDPW16KD'],
      spram: [],
      dsp: ['MULT18X18D'],
    },
    /** Here a logic cell is a LUT4 with its carry; flip-flops are counted apart. */
    packed: { lc: 'TRELLIS_COMB', bram: 'DP16KD', spram: null, dsp: 'MULT18X18D' },
    router: 'nextpnr-ecp5',
  },
} as const;

export type Family = keyof typeof FAMILIES;
export const FAMILY_NAMES = Object.keys(FAMILIES) as Family[];

/** LUT4s that one cell of another kind takes (ECP5: a carry cell is two, a distributed RAM cell four). */
export const LUTS_OF: Readonly<Record<string, number>> = { CCU2C: 2, TRELLIS_DPR16X4: 4 };

/** What is synthesised for: a part, or a family as such. */
export interface Target {
  name: string;
  family: Family;
  /** Yosys' commands from the checked design to the netlist; the top module is appended. */
  synthesis: string;
}

/** A part that designs are placed and routed for. */
export interface Part extends Target, PartFabric {
  /** Maker's name with the package. */
  device: string;
  /** A board that carries it. */
  board: string;
  /** nextpnr's arguments that name it. */
  route: readonly string[];
  /** The clock that nextpnr is asked for, MHz; it tries no harder once it is reached. */
  targetMHz: number;
}

// On ECP5 abc9's third script gave the fastest clock.
const ABC9 = 'scratchpad -copy abc9.script.flow3 abc9.script; ';
const ICE40 = ICE40_SYNTHESIS;
const ECP5 = `${ABC9}synth_ecp5 -abc9`;

export const PARTS: readonly Part[] = [
  {
    name: 'up5k',
    device: 'iCE40UP5K-SG48',
    board: 'iCEBreaker',
    ...FABRICS.up5k,
    synthesis: `${ICE40} -dsp -device u`,
    route: ['--up5k', '--package', 'sg48'],
    targetMHz: 48,
  },
  {
    name: 'hx8k',
    device: 'iCE40HX8K-CT256',
    board: 'iCE40-HX8K breakout',
    ...FABRICS.hx8k,
    synthesis: `${ICE40} -device hx`,
    route: ['--hx8k', '--package', 'ct256'],
    targetMHz: 100,
  },
  ecp5('ecp5-25f', 'LFE5U-25F-6BG381C', 'ULX3S', '--25k'),
  ecp5('ecp5-85f', 'LFE5U-85F-6BG381C', 'ULX3S', '--85k'),
];

export const PART_NAMES = PARTS.map(({ name }) => name);

/** A family without a certain part: what its cells are counted for. */
export const FAMILY_TARGETS: Readonly<Record<Family, Target>> = {
  ice40: { name: 'ice40', family: 'ice40', synthesis: `${ICE40} -dsp` },
  ecp5: { name: 'ecp5', family: 'ecp5', synthesis: ECP5 },
};

function ecp5(name: 'ecp5-25f' | 'ecp5-85f', device: string, board: string, size: string): Part {
  const route = [size, '--package', 'CABGA381', '--speed', '6'];
  return { name, device, board, ...FABRICS[name], synthesis: ECP5, route, targetMHz: 100 };
}

/** The part of that name; `where` names the flag or file that gave it. Throws UserError. */
export function findPart(name: string, where: string, field?: string): Part {
  const part = PARTS.find((p) => p.name === name);
  if (part !== undefined) return part;
  const fix = nearest(name, PART_NAMES);
  throw new UserError({
    where,
    ...(field === undefined ? {} : { field }),
    message: 'no such part',
    value: name,
    allowed: PART_NAMES.join(', '),
    ...(fix === undefined ? {} : { fix }),
  });
}

/** A resource of which a design needs more than the part has. */
export interface Shortage {
  resource: keyof Resources;
  needed: number;
  available: number;
}

/** What of the part a design exceeds. */
export function shortages(needed: Partial<Resources>, part: Part): Shortage[] {
  return RESOURCE_NAMES.flatMap((resource) => {
    const [need, available] = [needed[resource] ?? 0, part.resources[resource]];
    return need > available ? [{ resource, needed: need, available }] : [];
  });
}
