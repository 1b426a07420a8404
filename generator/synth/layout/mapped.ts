import { readFileSync } from 'node:fs';
import type { Hardware } from '../../arch/hardware.js';
import type { Program } from '../../devices/programs.js';
import { topModule } from '../../emit/names.js';
import { requireTool } from '../../support/tools.js';
import { bufferNets, cellArea, cellCounts, clockTree, memoryMacros, synthesiseAsic } from '../asic.js';
import { MEMORY_CELL } from '../power/activity.js';
import type { AsicLibrary } from '../power/asic.js';
import type { GateCell, Gates } from '../power/gates.js';
import { type Library, readLiberty } from '../power/liberty.js';
import { memoryPrice } from '../power/memory-model.js';

/** A design in cells of a library, without clock gates. */
export interface Mapped {
  library: Library;
  yosys: Program;
  /** Without a clock tree: what is simulated. */
  gates: Gates;
  /** With one, memories as cells of one-bit pins: what is placed and timed. */
  netlist: Gates;
  macros: GateCell[];
  memories: GateCell[];
  prices: ReturnType<typeof memoryPrice>[];
  cells: number;
  /** Square um of cells that are not memories. */
  area: number;
}

/** Synthesises a generated design into a library, with buffers and a clock tree. */
export async function mapDesign(hardware: Hardware, target: AsicLibrary, folder: string): Promise<Mapped> {
  const yosys: Program = { name: 'Yosys', ...requireTool('yosys') };
  const library = readLiberty(readFileSync(target.file, 'utf8'), target.file);
  const raw = await synthesiseAsic(folder, topModule(hardware.name), target, yosys);
  const clock = raw.ports.find(({ name }) => name === 'clk_i')!.bits[0]!;
  const gates = bufferNets(raw, clock, target.cells);
  const tree = clockTree(gates, clock, target.cells);
  const memories = gates.cells.filter(({ type }) => type === MEMORY_CELL);
  const inverterNw = library.cells.get(target.inverter)!.leakageNw;
  const { gates: netlist, macros } = memoryMacros(tree);
  return {
    ...{ library, yosys, gates, netlist, macros, memories },
    prices: memories.map((cell) => memoryPrice(cell, inverterNw)),
    cells: Object.values(cellCounts(tree)).reduce((a, b) => a + b, 0),
    area: cellArea(tree, library),
  };
}
