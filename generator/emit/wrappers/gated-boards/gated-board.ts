import type { ClockGate } from '../../../config/clock-gates.js';

/** What the top of a gated monitor takes of a board; the board itself is known by its own record. */
export interface GatedBoard {
  /** Folder in `rtl-templates` with the templates of top and bench. */
  templates: string;
  /** Folder in `rtl-templates` with the board's file of pins. */
  pins: string;
  /** What stops the core's clock. */
  gate: ClockGate;
  /** The clock that always runs, as `monitor.gated.intakeHz` names it. */
  slowHz: number;
  /** Cycles of it in a bit of the line. */
  bitCycles: number;
  clocks: Oscillators | Crystal;
  /** Comments above the ports of the converter and of the results. */
  headings: { converter: string; results: string };
  /** LEDs: one that changes with every result, one of errors. Where the name ends in `_no` it is lit by 0. */
  leds: { result: string; error: string };
}

/** Both clocks are oscillators of the FPGA, of which the fast one stops. */
export interface Oscillators {
  kind: 'oscillators';
  /** Cycles of the slow one from the request of the other one until that is let through. */
  wakeCycles: number;
  /** Of the one that stands, by its divider. */
  fastHz: Readonly<Record<string, number>>;
}

/** The board's crystal is the fast clock, which never stops before the gate; divided it is the slow one. */
export interface Crystal {
  kind: 'crystal';
  /** Cycles of the crystal in one of the slow clock: even. */
  divide: number;
  /** Cell that brings a clock to the clock network: its input and output, and what else is connected. */
  buffer: { cell: string; from: string; to: string; rest: string };
  /** File in the board's folder of pins with Yosys' commands on the board's netlist; null: there are none. */
  netlist: string | null;
  /** For the head of the top: where what is connected, and what the LEDs say. */
  where: readonly string[];
}
