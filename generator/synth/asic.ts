import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Program } from '../devices/programs.js';
import { folderHash } from '../emit/write-tree.js';
import { runSound } from '../support/run-tool.js';
import { atPlainPath, madeOnce } from '../support/staging.js';
import { MEMORY_CELL, withMacros, YOSYS_MEMORY } from './power/activity.js';
import { type Bit, drivenNets, type GateCell, type Gates, readGates } from './power/gates.js';
import type { Library } from './power/liberty.js';

/** RAM of so few words is flip-flops, ROM of so few words is gates: a macro would be larger than what it holds. */
export const MIN_RAM_WORDS = 17;
export const MIN_ROM_WORDS = 65;

/** Cells of a library that the flow itself places. */
export interface FlowCells {
  /** Drives the inputs, for synthesis. */
  driver: string;
  /** Stands behind a net with many loads. */
  buffer: string;
  clockBuffer: string;
  /** Most loads of a net, of the clock as of others. */
  fanout: number;
  /** Load of an output, pF, for synthesis. */
  outputLoad: number;
  /** A clock gate: latch that is open while its pin CLK is high, inverter before it, AND behind it. */
  clockGate: { latch: string; inverter: string; and: string };
}

/**
 * Fewest flip-flops that get a clock gate of their own. At each edge the inverter and the latch of a gate take, with their share of
 * the clock tree, what one or two flip-flops do (OSU 0.18 um), and the AND its part of what passes. Of 3, 4, 6 and 8 the shipped
 * folded design takes least with 3; it has no groups of two.
 */
export const MIN_GATED = 3;

/** How synthesis stops clocks. */
export interface ClockGating {
  /** Module of the design that becomes a clock gate of the library. */
  gate?: string;
  /** Flip-flops that share clock and enable get a gate if there are at least so many; else none does. Yosys 0.70 has the pass. */
  least?: number;
}

/**
 * Flip-flops as `clockgate` takes them. One with a synchronous reset that its enable does not hold off ($_SDFFE_) is not among
 * them: it becomes one that its enable or its reset lets through.
 */
const ENABLED = ['$_DFF_P_', '$_DFF_P?0_', '$_DFF_P?1_', '$_SDFF_P??_', '$_DFFE_PP_', '$_DFFE_P??P_', '$_SDFFCE_P??P_'];

/** Stands for an inserted gate until it is flattened. */
const INSERTED = 'bb_inserted_gate';

/** Commands that put gates before flip-flops; the nets of enables must be one each, or the pass does not find the groups. */
const insertGates = (own: string, least: number) => [
  `dfflegalize ${ENABLED.map((cell) => `-cell ${cell} 01`).join(' ')}`,
  'opt_merge',
  'opt_clean',
  `clockgate -pos ${INSERTED} enable_i:clk_i:clk_o -min_net_size ${least}`,
  `read_verilog ${own}/inserted.v`,
  'flatten',
  'opt_clean',
];

/** The clock gate in cells of the library, under the name of the module that it stands for. */
const clockGate = (module: string, { latch, inverter, and }: FlowCells['clockGate']) => `module ${module} (
  input wire clk_i, input wire enable_i, output wire clk_o
);
  wire low, open;
  ${inverter} invert (.A(clk_i), .Y(low));
  ${latch} hold (.CLK(low), .D(enable_i), .Q(open));
  ${and} gate (.A(clk_i), .B(open), .Y(clk_o));
endmodule
`;

/** Yosys' own script for a library with constraints, less `buffer`: `bufferNets` does that, a memory's enable stays one net. */
const ABC = 'strash; ifraig; scorr; dc2; dch -f; map {D}; topo; upsize {D}; dnsize {D}; stime -p';

/**
 * Synthesises a generated design into the cells of a library. Memories stay whole (`MEMORY_CELL`) unless they are small.
 * There are no latches but those of clock gates. The netlist is kept and used again while neither sources nor script change.
 * Throws Error with Yosys' last lines.
 */
export async function synthesiseAsic(
  folder: string,
  top: string,
  library: { file: string; cells: FlowCells },
  yosys: Program,
  { gate, least }: ClockGating = {},
): Promise<Gates> {
  const { file, cells } = library;
  const constraints = `set_driving_cell ${cells.driver}\nset_load ${cells.outputLoad} [all_outputs]\n`;
  const commands = (own: string) => [
    `read_liberty -lib ${own}/cells.lib`,
    'read_verilog rtl/*.v',
    ...(gate === undefined ? [] : [`delete ${gate}`, `read_verilog ${own}/gate.v`]),
    `hierarchy -check -top ${top}`,
    'proc',
    'select -assert-none t:$dlatch t:$adlatch t:$dlatchsr t:$sr',
    'setattr -mod -unset keep_hierarchy *',
    ...['flatten', 'opt', 'wreduce', 'peepopt', 'opt_clean', 'alumacc', 'share', 'opt', 'memory -nomap', 'opt_clean'],
    `memory_map t:${YOSYS_MEMORY} r:WR_PORTS>0 %i r:SIZE<${MIN_RAM_WORDS} %i`,
    `memory_map t:${YOSYS_MEMORY} r:WR_PORTS=0 %i r:SIZE<${MIN_ROM_WORDS} %i`,
    ...['opt -fast -full', 'opt -undriven -fine', 'techmap', 'opt -fast', 'opt_clean'],
    ...(least === undefined ? [] : insertGates(own, least)),
    `dfflibmap -liberty ${own}/cells.lib`,
    'opt_expr',
    'opt_clean',
    `abc -liberty ${own}/cells.lib -constr ${own}/constraints.txt -D 20000 -script +${ABC.replaceAll(' ', ',')}`,
    'opt_clean -purge',
    'check -assert',
    `write_json ${own}/netlist.json`,
  ];
  const cell = (module: string) => clockGate(module, cells.clockGate);
  const key = createHash('sha256')
    .update(folderHash(folder))
    .update(yosys.version)
    .update(readFileSync(file))
    .update(constraints)
    .update(commands('').join(';'))
    .update(gate === undefined ? '' : cell(gate))
    .update(least === undefined ? '' : cell(INSERTED))
    .digest('hex');
  const target = resolve(folder, 'sim', `asic-${key.slice(0, 16)}`);
  await madeOnce(target, async (staging) => {
    mkdirSync(staging, { recursive: true });
    copyFileSync(file, join(staging, 'cells.lib'));
    writeFileSync(join(staging, 'constraints.txt'), constraints);
    if (gate !== undefined) writeFileSync(join(staging, 'gate.v'), cell(gate));
    if (least !== undefined) writeFileSync(join(staging, 'inserted.v'), cell(INSERTED));
    const own = relative(resolve(folder), staging);
    const script = commands(own).join('; ');
    // Yosys writes the whole path of the library into a script of ABC's.
    await atPlainPath(folder, { sources: ['rtl', 'mem', own], made: own }, async (cwd) => {
      await runSound(yosys.path, ['-q', '-p', script], { cwd }, `yosys failed in ${folder}`);
    });
  });
  const json = join(target, 'netlist.json');
  return withMacros(readGates(readFileSync(json, 'utf8'), top, json));
}

/** Cells that are not memories, by type. */
export function cellCounts({ cells }: Gates): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of cells) if (type !== MEMORY_CELL) counts[type] = (counts[type] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Area of all cells that are not memories. */
export function cellArea(gates: Gates, library: Library): number {
  return Object.entries(cellCounts(gates)).reduce((sum, [type, n]) => sum + n * library.cells.get(type)!.area, 0);
}

/** Inserts buffers so that no net but the clocks drives more than `fanout` cells. */
export function bufferNets(gates: Gates, clock: Bit | ReadonlySet<Bit>, cells: FlowCells): Gates {
  return bufferTrees(gates, (net) => !isClock(clock, net), cells.buffer, cells.fanout, 'buffer');
}

const isClock = (clock: Bit | ReadonlySet<Bit>, net: Bit) => (clock instanceof Set ? clock.has(net) : net === clock);

/** Inserts a tree of buffers between each clock's root and all that it drives. */
export function clockTree(gates: Gates, clock: Bit | ReadonlySet<Bit>, cells: FlowCells): Gates {
  return bufferTrees(gates, (net) => isClock(clock, net), cells.clockBuffer, cells.fanout, 'clock');
}

interface Sink {
  cell: number;
  pin: string;
  at: number;
}

function bufferTrees(gates: Gates, take: (net: number) => boolean, type: string, fanout: number, kind: string): Gates {
  const cells = gates.cells.map((cell) => ({
    ...cell,
    pins: Object.fromEntries(Object.entries(cell.pins).map(([pin, p]) => [pin, { ...p, bits: [...p.bits] }])),
  }));
  const sinks = new Map<number, Sink[]>();
  cells.forEach(({ pins }, cell) => {
    for (const [pin, { direction, bits }] of Object.entries(pins))
      if (direction === 'input')
        bits.forEach((b, at) => {
          if (typeof b === 'number') sinks.set(b, [...(sinks.get(b) ?? []), { cell, pin, at }]);
        });
  });
  let next = 1 + Math.max(...drivenNets(gates));
  for (const [net, all] of sinks) {
    if (!take(net)) continue;
    let level = all;
    while (level.length > fanout) {
      const groups = Math.ceil(level.length / fanout);
      const above: Sink[] = [];
      for (let g = 0; g < groups; g++) {
        const output = next++;
        const part = level.slice(
          Math.floor((g * level.length) / groups),
          Math.floor(((g + 1) * level.length) / groups),
        );
        for (const { cell, pin, at } of part) cells[cell]!.pins[pin]!.bits[at] = output;
        above.push({ cell: cells.length, pin: 'A', at: 0 });
        cells.push({
          name: `${kind}_${net}_${output}`,
          type,
          parameters: {},
          pins: { A: { direction: 'input', bits: [net] }, Y: { direction: 'output', bits: [output] } },
        });
      }
      level = above;
    }
  }
  return { ...gates, cells };
}

/** A netlist for timing: memory m is a cell `bb_memory_<m>` with pins of one bit, as a Liberty file without buses has them. */
export function memoryMacros(gates: Gates): { gates: Gates; macros: GateCell[] } {
  const macros: GateCell[] = [];
  const cells = gates.cells.map((cell): GateCell => {
    if (cell.type !== MEMORY_CELL) return cell;
    const pins = Object.entries(cell.pins).flatMap(([pin, { direction, bits }]) =>
      bits.map((b, i): [string, GateCell['pins'][string]] => [`${pin}_${i}`, { direction, bits: [b] }]),
    );
    const macro = {
      name: cell.name,
      type: `${MEMORY_CELL}_${macros.length}`,
      parameters: {},
      pins: Object.fromEntries(pins),
    };
    macros.push(macro);
    return macro;
  });
  return { gates: { ...gates, cells }, macros };
}
