import { type GateCell, numberOf } from './gates.js';

/**
 * Price of a memory macro at 0.18 um and 1.8 V: what is charged on word lines, bit lines, sense amplifiers and decoder, from
 * the geometry of a cell. The form is that of Evans and Franzon, "Energy consumption modeling and optimization for SRAM's",
 * IEEE JSSC 30(5), 1995; splitting into banks of which one works follows Amrutur and Horowitz, "Speed and power scaling of
 * SRAM's", IEEE JSSC 35(2), 2000. The cell's area is that of Yang et al., "A high performance 180 nm generation logic
 * technology", IEDM 1998. All other numbers are assumed, typical for the process; the whole is good to a factor of two.
 */
export const MEMORY_MODEL = {
  volts: 1.8,
  /** Farad per micrometre of wire. */
  wire: 0.2e-15,
  /** One bank's most bits; banks share the words, one works at a time. */
  bankBits: 16384,
  /** Most rows of a bank; a bank of more words has several words in a row. */
  rows: 256,
  /** Bit cells: width along the word line and height along the bit line, um; loads of the transistors, farad. */
  cells: {
    ram: { width: 3.3, height: 1.7, gate: 1.2e-15, junction: 0.5e-15 },
    /** A second port: two transistors and two lines more. */
    twoPort: { width: 5.0, height: 1.9, gate: 0.8e-15, junction: 0.5e-15 },
    rom: { width: 1.0, height: 1.2, gate: 0.8e-15, junction: 0.4e-15 },
  },
  /** Swing of a bit line when a RAM is read, volts; a ROM's swings whole where the bit is 1, half of them. */
  readSwing: 0.5,
  /** Sense amplifier, latch and driver of one data bit; decoder and drivers of one address bit; clock and control; precharge. */
  dataBit: 60e-15,
  addressBit: 200e-15,
  control: 1e-12,
  column: 5e-15,
  /** Beside the cells, um: decoder and word-line drivers at a side of each bank, sense amplifiers and write drivers below. */
  sideWidth: 60,
  belowHeight: 100,
  /** Access time, ns: constant and for each address bit. */
  access: { constant: 1, addressBit: 0.15 },
  /** Set-up time of every input, ns. */
  setup: 0.3,
  /** Leakage of a bit of RAM in those of the smallest inverter: two of half its width and the access transistors. */
  leakageInverters: 1,
} as const;

export interface MemoryPrice {
  name: string;
  kind: keyof typeof MEMORY_MODEL.cells;
  words: number;
  width: number;
  banks: number;
  areaUm2: number;
  readPj: number;
  /** 0 for a ROM. */
  writePj: number;
  leakageNw: number;
  accessNs: number;
}

/** Prices a cell `bb_memory`. A memory whose ports have one address has one port. `inverterNw`: the smallest inverter's leakage. */
export function memoryPrice({ name, parameters, pins }: GateCell, inverterNw: number): MemoryPrice {
  const m = MEMORY_MODEL;
  const words = numberOf(parameters.WORDS);
  const width = numberOf(parameters.WIDTH);
  const writable = numberOf(parameters.WRITABLE) === 1;
  const oneAddress = pins.raddr_i!.bits.join() === pins.waddr_i!.bits.join();
  const kind = !writable ? 'rom' : oneAddress ? 'ram' : 'twoPort';
  const cell = m.cells[kind];
  const banks = Math.max(1, Math.ceil((words * width) / m.bankBits));
  const inBank = Math.ceil(words / banks);
  const perRow = 2 ** Math.max(0, Math.ceil(Math.log2(inBank / m.rows)));
  const rows = Math.ceil(inBank / perRow);
  const columns = perRow * width;
  const addressBits = Math.max(1, Math.ceil(Math.log2(words)));

  const bitLine = rows * (cell.junction + cell.height * m.wire);
  const wordLine = columns * (cell.gate + cell.width * m.wire);
  const full = m.volts ** 2;
  const shared = (wordLine + columns * m.column + addressBits * m.addressBit + m.control + width * m.dataBit) * full;
  const readBits = columns * bitLine * (kind === 'rom' ? full / 2 : m.volts * m.readSwing);
  // Columns of the row that are not written see a read.
  const writeBits = width * bitLine * full + (columns - width) * bitLine * m.volts * m.readSwing;
  return {
    name,
    kind,
    words,
    width,
    banks,
    areaUm2: banks * (columns * cell.width + m.sideWidth) * (rows * cell.height + m.belowHeight),
    readPj: (shared + readBits) * 1e12,
    writePj: writable ? (shared + writeBits) * 1e12 : 0,
    leakageNw: writable ? words * width * m.leakageInverters * inverterNw : 0,
    accessNs: m.access.constant + m.access.addressBit * addressBits,
  };
}
