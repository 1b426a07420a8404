import type { Part } from './device.js';
import type { FamilyName } from './families.js';

/** A board that designs are made bitstreams for: a part with pins. */
export interface Board extends Omit<Part, 'board' | 'harnessPins'> {
  family: FamilyName;
  title: string;
  /** Folder of its templates: `rtl-templates/boards/<folder>`. */
  folder: string;
  /** File in that folder that says which port of the top is which pin. */
  pins: string;
  /** Port of a button that restarts; null: there is none. Its name ends in `_ni` where it is low when pressed. */
  button: string | null;
  /** Outputs of the top beside the UART's. */
  outputs: readonly BoardOutput[];
  /** Files in that folder to render beside the top, without `.ejs`. */
  scripts: readonly string[];
  /** Models of the maker's cells that its top names, files in that folder, for simulation. */
  models: readonly string[];
  /** Crystal, Hz. */
  clockHz: number;
  /** Crystal cycles in one of the design's: 1, or an even number. */
  divide: number;
  /** Bits a second of the UART. */
  baud: number;
  /** The packer's arguments that name the part or the way it is configured. */
  pack: readonly string[];
  load: Load;
  /** Why the family's packer makes no bitstream of what is routed for it, and what does. */
  unpacked?: string;
}

/**
 * An output of a board's top: it has a `level` at all times, or it is LEDs. These are, in the order of the outputs and of their
 * bits: what changes with every result, what is lit at work, what is lit by an error. Where the name ends in `_no` they are lit by 0.
 */
export interface BoardOutput {
  name: string;
  /** A number makes a vector. */
  bits: number | null;
  level?: 0 | 1;
  comment?: string;
}

/** How a bitstream comes into a board. */
export type Load =
  | {
      /** openFPGALoader unless another one is named. */
      by?: 'iceprog';
      /** Its arguments before the file: for the FPGA itself, and for the flash it starts from. */
      sram: readonly string[] | null;
      flash: readonly string[];
    }
  /** By hand: what to do with the file. */
  | { byHand: string };

/** What boards have in common unless they say otherwise. */
export const BOARD = { scripts: [], models: [], divide: 1, baud: 115200, pack: [] } as const;
