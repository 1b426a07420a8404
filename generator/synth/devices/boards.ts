import type { BoardTop } from '../../emit/wrappers/board.js';
import { UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import type { BoardFamily } from './flows.js';
import { findPart, type Resources } from './parts.js';

/** A board that designs are made bitstreams for. Its pins are in the constraint file of its folder. */
export interface Board extends BoardTop {
  family: BoardFamily;
  resources: Resources;
  /** Yosys' commands from the checked design to the netlist; the top module is appended. */
  synthesis: string;
  /** nextpnr's arguments that name the part. */
  route: readonly string[];
  /** The clock that nextpnr is asked for, MHz; it tries no harder once it is reached. */
  targetMHz: number;
  /** The packer's arguments that name the part or the way it is configured. */
  pack: readonly string[];
  /** openFPGALoader's arguments before the file: for the FPGA itself, and for the flash it starts from. */
  load: { sram: readonly string[] | null; flash: readonly string[] };
  /** Design that is taken when none is named. */
  design: string;
}

/** Bits a second of every board's UART. */
const BAUD = 115200;

const common = { scripts: [], divide: 1, baud: BAUD, pack: [] } as const;

/** A part of the sweeps as a board needs it. */
function part(name: string): Pick<Board, 'device' | 'family' | 'resources' | 'synthesis' | 'route' | 'targetMHz'> {
  const { device, family, resources, synthesis, route, targetMHz } = findPart(name, 'boards');
  return { device, family, resources, synthesis, route, targetMHz };
}

// Of the scripts of abc9 the third gave the fewest cells, as on the other families.
const gowin = (family: string) =>
  `scratchpad -copy abc9.script.flow3 abc9.script; synth_gowin -family ${family} -noiopads`;

const ulx3s = { ...common, folder: 'ulx3s', pins: 'ulx3s.lpf', clockHz: 25e6, design: 'ecg17-small-folded' } as const;
const ulx3sLoad = { sram: ['--board', 'ulx3s'], flash: ['--board', 'ulx3s', '--write-flash'] };

export const BOARDS: readonly Board[] = [
  {
    ...common,
    ...part('up5k'),
    name: 'icebreaker',
    title: 'iCEBreaker',
    folder: 'icebreaker',
    pins: 'icebreaker.pcf',
    clockHz: 12e6,
    // The FPGA starts from the flash only; openFPGALoader knows the wiring as this board's.
    load: { sram: null, flash: ['--board', 'ice40_generic'] },
    design: 'configs/targets/ecg17-small-folded-up5k.json',
  },
  {
    ...common,
    ...part('hx8k'),
    name: 'hx8k',
    title: 'iCE40-HX8K breakout',
    folder: 'hx8k',
    pins: 'hx8k.pcf',
    clockHz: 12e6,
    load: { sram: null, flash: ['--board', 'ice40_generic'] },
    // There is neither a DSP block nor single-port RAM for the folded engine's lanes and tables.
    design: 'configs/targets/ecg17-small-stream-up5k.json',
  },
  { ...ulx3s, ...part('ecp5-25f'), name: 'ulx3s', title: 'ULX3S 25F', load: ulx3sLoad },
  { ...ulx3s, ...part('ecp5-85f'), name: 'ulx3s-85f', title: 'ULX3S 85F', load: ulx3sLoad },
  {
    ...common,
    ...part('ecp5-25f'),
    name: 'orangecrab',
    title: 'OrangeCrab r0.2 25F',
    device: 'LFE5U-25F-8MG285C',
    route: ['--25k', '--package', 'CSFBGA285', '--speed', '8'],
    folder: 'orangecrab',
    pins: 'orangecrab.lpf',
    clockHz: 48e6,
    // The clock at which the board's boot loader reads the flash.
    pack: ['--freq', '38.8'],
    load: { sram: null, flash: ['--board', 'orangeCrab'] },
    design: 'ecg17-small-folded',
  },
  {
    ...common,
    name: 'tangnano9k',
    title: 'Tang Nano 9K',
    device: 'GW1NR-LV9QN88PC6/I5',
    family: 'gowin',
    resources: { lut: 8640, ff: 6480, bram: 26, spram: 0, dsp: 20 },
    synthesis: gowin('gw1n'),
    route: ['--device', 'GW1NR-LV9QN88PC6/I5', '--vopt', 'family=GW1N-9C'],
    targetMHz: 60,
    folder: 'tangnano9k',
    pins: 'tangnano9k.cst',
    clockHz: 27e6,
    pack: ['-d', 'GW1N-9C'],
    load: { sram: ['--board', 'tangnano9k'], flash: ['--board', 'tangnano9k', '--write-flash'] },
    design: 'ecg17-small-folded',
  },
  {
    ...common,
    name: 'tangnano20k',
    title: 'Tang Nano 20K',
    device: 'GW2AR-LV18QN88C8/I7',
    family: 'gowin',
    resources: { lut: 20736, ff: 15552, bram: 46, spram: 0, dsp: 48 },
    synthesis: gowin('gw2a'),
    route: ['--device', 'GW2AR-LV18QN88C8/I7', '--vopt', 'family=GW2A-18C'],
    targetMHz: 100,
    folder: 'tangnano20k',
    pins: 'tangnano20k.cst',
    clockHz: 27e6,
    pack: ['-d', 'GW2A-18C'],
    // By its cable: Debian's openFPGALoader does not know the board's name.
    load: { sram: ['--cable', 'ft2232'], flash: ['--cable', 'ft2232', '--write-flash'] },
    design: 'ecg17-small-folded',
  },
  {
    ...common,
    name: 'artya7',
    title: 'Arty A7-35T',
    device: 'xc7a35ticsg324-1L',
    family: 'xilinx',
    // Block RAM in halves of 18 kbit.
    resources: { lut: 20800, ff: 41600, bram: 100, spram: 0, dsp: 90 },
    synthesis: 'synth_xilinx -family xc7 -flatten -noiopad',
    route: [],
    targetMHz: 100,
    folder: 'artya7',
    pins: 'artya7.xdc',
    scripts: ['vivado.tcl'],
    clockHz: 100e6,
    // No router was run here, and designs reach less than the crystal's clock on every part where one was.
    divide: 4,
    load: { sram: ['--board', 'arty_a7_35t'], flash: ['--board', 'arty_a7_35t', '--write-flash'] },
    design: 'ecg17-small-folded',
  },
];

export const BOARD_NAMES = BOARDS.map(({ name }) => name);

/** The board of that name; `where` names the flag or file that gave it. Throws UserError that lists all. */
export function findBoard(name: string, where: string): Board {
  const board = BOARDS.find((b) => b.name === name);
  if (board !== undefined) return board;
  const fix = nearest(name, BOARD_NAMES);
  throw new UserError({
    where,
    message: 'no such board',
    value: name,
    allowed: BOARD_NAMES.join(', '),
    ...(fix === undefined ? {} : { fix }),
  });
}

/** Clock of the design on the board, MHz. */
export const clockMHz = ({ clockHz, divide }: BoardTop) => clockHz / divide / 1e6;
