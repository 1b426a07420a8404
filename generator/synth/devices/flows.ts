import { FAMILIES, LUTS_OF, type Resources } from './parts.js';

/** Which cells of Yosys' netlist count as what; a name that ends in * stands for all that begin so. */
export type CellKinds = Record<keyof Resources, readonly string[]>;

/** Which entries of nextpnr's report count as what; `lc`: logic cells. */
export type PackedKinds = Record<'lc' | 'bram' | 'spram' | 'dsp', readonly string[]>;

/** How a family's bitstreams are made with open tools. */
export interface Router {
  /** nextpnr's name. */
  name: string;
  packed: PackedKinds;
  /** nextpnr's arguments: the pins, and what it leaves for the packer, both in the present folder. */
  files: (pins: string, routed: string) => string[];
  /** Ending of what nextpnr leaves. */
  routed: string;
  /** The program that makes the bitstream, its arguments before the two files, and how the files are named. */
  packer: {
    name: string;
    arguments: (routed: string, bitstream: string) => string[];
    ending: string;
  };
}

/** A family of FPGAs that some board carries. */
export interface Flow {
  cells: CellKinds;
  /** Cells that count for more than one. */
  weights: Readonly<Record<string, number>>;
  /** Yosys' further commands on the flat netlist. */
  finish: readonly string[];
  /** Unit of `lut` and of `bram`. */
  units: { lut: string; bram: string };
  /** null: no open tool in reach makes bitstreams. */
  router: Router | null;
}

const one = (name: string | null): readonly string[] => (name === null ? [] : [name]);

function packedOf({ lc, bram, spram, dsp }: Record<keyof PackedKinds, string | null>): PackedKinds {
  return { lc: one(lc), bram: one(bram), spram: one(spram), dsp: one(dsp) };
}

export const FLOWS = {
  ice40: {
    cells: FAMILIES.ice40.cells,
    weights: LUTS_OF,
    finish: [],
    units: { lut: 'LUT4', bram: '4 kbit' },
    router: {
      name: FAMILIES.ice40.router,
      packed: packedOf(FAMILIES.ice40.packed),
      files: (pins, routed) => ['--pcf', pins, '--asc', routed],
      routed: 'asc',
      packer: { name: 'icepack', arguments: (routed, bitstream) => [routed, bitstream], ending: 'bin' },
    },
  },
  ecp5: {
    cells: FAMILIES.ecp5.cells,
    weights: LUTS_OF,
    finish: [],
    units: { lut: 'LUT4', bram: '18 kbit' },
    router: {
      name: FAMILIES.ecp5.router,
      packed: packedOf(FAMILIES.ecp5.packed),
      files: (pins, routed) => ['--lpf', pins, '--textcfg', routed],
      routed: 'config',
      packer: {
        name: 'ecppack',
        arguments: (routed, bitstream) => ['--compress', '--input', routed, '--bit', bitstream],
        ending: 'bit',
      },
    },
  },
  gowin: {
    cells: {
      lut: ['LUT*', 'ALU', 'RAM16S*'],
      ff: ['DFF*'],
      bram: ['SP', 'SPX9', 'SDP*', 'DPB', 'DPX9B', 'pROM*'],
      spram: [],
      dsp: ['MULT9X9', 'MULT18X18'],
    },
    weights: { RAM16S1: 1, RAM16S2: 2, RAM16S4: 4, RAM16SDP1: 1, RAM16SDP2: 2, RAM16SDP4: 4 },
    // Pads: synth_gowin makes them at the ports of every module that is kept apart, so it is told not to.
    finish: ['iopadmap -bits -inpad IBUF O:I -outpad OBUF I:O', 'clean'],
    units: { lut: 'LUT4', bram: '18 kbit' },
    router: {
      name: 'nextpnr-himbaechel-gowin',
      // An ALU stands in the place of a LUT.
      packed: { lc: ['LUT4', 'ALU'], bram: ['BSRAM'], spram: [], dsp: ['MULT9X9', 'MULT18X18'] },
      files: (pins, routed) => ['--vopt', `cst=${pins}`, '--write', routed],
      routed: 'json',
      packer: { name: 'gowin_pack', arguments: (routed, bitstream) => ['-o', bitstream, routed], ending: 'fs' },
    },
  },
  xilinx: {
    cells: {
      lut: ['LUT*', 'RAM*X1*', 'RAM32M', 'RAM64M'],
      ff: ['FD*'],
      bram: ['RAMB18*', 'RAMB36*'],
      spram: [],
      dsp: ['DSP48E1'],
    },
    // Two halves; what a distributed RAM takes.
    weights: { RAMB36E1: 2, RAM32M: 4, RAM64M: 4 },
    // As the other families' synthesis does at its end: cells are named after their nets, so that their instance is known.
    finish: ['autoname'],
    units: { lut: 'LUT6', bram: '18 kbit' },
    router: null,
  },
} as const satisfies Record<string, Flow>;

export type BoardFamily = keyof typeof FLOWS;

/** The flow of a family, by its interface. */
export const flowOf = (family: BoardFamily): Flow => FLOWS[family];
