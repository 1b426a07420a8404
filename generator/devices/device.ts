import type { ToolName } from '../support/tools.js';

/** What a part holds and a design takes. `lut`: LUT4; `bram`: blocks of the family's own size; `spram`: 256 kbit each. */
export interface Resources {
  lut: number;
  ff: number;
  bram: number;
  spram: number;
  dsp: number;
}

/** Resources in a reader's words. */
export const RESOURCE_WORDS: Readonly<Record<keyof Resources, string>> = {
  lut: 'logic cells',
  ff: 'flip-flops',
  bram: 'block RAMs',
  spram: 'single-port RAMs',
  dsp: 'DSP blocks',
};
export const RESOURCE_NAMES = Object.keys(RESOURCE_WORDS) as (keyof Resources)[];

/** A part that designs are placed and routed for. */
export interface Part {
  /** Maker's name with the package. */
  device: string;
  /** A board that carries it. */
  board: string;
  resources: Resources;
  /** Yosys' commands from the checked design to the netlist; the top module is appended. */
  synthesis: string;
  /** nextpnr's arguments that name it. */
  route: readonly string[];
  /** The clock that nextpnr is asked for, MHz; it tries no harder once it is reached. */
  targetMHz: number;
  /** Lines of the file of the harness's pins; null: the router chooses them. */
  harnessPins: readonly string[] | null;
}

/** Which cells of Yosys' netlist count as what; a name that ends in * stands for all that begin so. */
export type CellKinds = Record<keyof Resources, readonly string[]>;

/** Which entries of nextpnr's report count as what; `lc`: logic cells. */
export type PackedKinds = Record<'lc' | 'bram' | 'spram' | 'dsp', readonly string[]>;

/**
 * Where a program comes from. `system`: the chosen toolchain, Debian's tool or PyPI's; `pypi`: PyPI's build in WebAssembly in any
 * case; `python`: a package of PyPI that brings it; `debian`: a package that brings it and tells no version.
 */
export type Source =
  | { from: 'system'; tool: ToolName }
  | { from: 'pypi'; atLeast: string }
  | { from: 'python'; package: string; atLeast: string }
  | { from: 'debian'; package: string };

/** How a family's bitstreams are made with open tools. */
export interface Router {
  /** nextpnr's name. */
  name: string;
  source: Source;
  packed: PackedKinds;
  /** nextpnr's arguments for the file of pins, and for what it leaves for the packer, both in the present folder. */
  pins: (pins: string) => string[];
  leaves: (routed: string) => string[];
  /** Ending of what nextpnr leaves. */
  routed: string;
  /** The program that makes the bitstream, its arguments before the two files, and how the files are named. */
  packer: {
    name: string;
    source: Source;
    arguments: (routed: string, bitstream: string) => string[];
    ending: string;
  };
}

/** Cells of the harness that a design is routed in: Verilog of one, and how many logic cells the harness takes. */
export interface HarnessKit {
  flipFlop: (name: string, d: string, q: string) => string;
  xor: (name: string, a: string, b: string, y: string) => string;
  logicCells: (cells: { inputs: number; outputs: number }) => number;
  /** Types of the logic cells in a packed netlist. */
  logic: readonly string[];
  /** The set-up that installs the family's Yosys and router. */
  setup: 'synth' | 'boards';
}

/** Boards in FuseSoC: edalize's flow, its type of the pins' file, its option for the packer. */
export interface FusesocFlow {
  flow: string;
  pins: string;
  packer: string;
}

/** Verilog models of a family's cells, to simulate a netlist. */
export interface CellModels {
  /** Those of Yosys, in its folder `share`. */
  yosys: string;
  /** Defined before these are read. */
  defines: readonly string[];
  /** Those that Yosys has without a function, in `rtl-templates/cells`; null: there are none. */
  own: string | null;
}

/** A family of FPGAs: all that is known of it. */
export interface Family {
  cells: CellKinds;
  /** Cells that count for more than one. */
  weights: Readonly<Record<string, number>>;
  /** Unit of `lut` and of `bram`. */
  units: { lut: string; bram: string };
  /** Where Yosys comes from for a bitstream. */
  yosys: Source;
  /** null: not all cells have one. */
  models: CellModels | null;
  /** Yosys' commands for the family without a certain part; null: cells are counted for its parts and boards alone. */
  synthesis: string | null;
  /** Yosys' further commands on the flat netlist of what is routed. */
  finish: readonly string[];
  /** null: no open tool in reach makes bitstreams. */
  router: Router | null;
  /** null: no design is routed without a board. */
  harness: HarnessKit | null;
  /** null: edalize has no flow of open tools for it that takes our boards as they are. */
  fusesoc: FusesocFlow | null;
  /** By name, smallest first. */
  parts: Readonly<Record<string, Part>>;
}
