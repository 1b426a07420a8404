import type { Port } from '../../arch/interface.js';
import { type Generated, madeBy } from '../generated.js';
import { partModule } from '../names.js';
import { vector } from '../ports.js';
import { projectFile, renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { type BoardTop, bitstreamTree, boardModule, boardPorts } from './board.js';
import { uartModule, uartPorts, uartTree } from './uart.js';

/** Files of a `boardBench` that simulate it, paths in the folder. */
export const boardBenchFiles = (design: string) => ({
  bench: `tb/board/${partModule(design, 'board_bench')}.v`,
  harness: 'tb/board/harness.cpp',
});

/** Of a UART that is simulated without a board: as few as `bb_uart_rx` takes. */
const MIN_CYCLES_PER_BIT = 8;

/** A board to simulate: its files, with a bench whose ports are the line, and the cycles of its clock in a bit. */
export interface BoardBench {
  tree: Tree;
  cyclesPerBit: number;
}

/** The simulated board of a design: a board's own top at its own clock, or the bare UART at the quickest line. */
export function boardBench(core: Generated, board: BoardTop | null): BoardBench {
  const { design } = core;
  const module = board === null ? uartModule(design.name) : boardModule(design.name, board.name);
  const own = board === null ? uartTree(core) : bitstreamTree(core, board);
  const files = boardBenchFiles(design.name);
  const view = {
    ...madeBy(core, 'board', board === null ? '' : ` --board ${board.name}`),
    bench: partModule(design.name, 'board_bench'),
    module,
    parameters: board === null ? `#(.CLOCK_HZ(${MIN_CYCLES_PER_BIT}), .BAUD(1)) ` : '',
    ...connected(board === null ? uartPorts(core.hardware) : boardPorts(board)),
  };
  const tree: Tree = new Map([
    // Models of the part's own cells.
    ...[...core.tree].filter(([path]) => path.startsWith('tb/')),
    ...own,
    [files.bench, renderTemplate('link/tb.v.ejs', view)],
    [files.harness, projectFile('sim/board/harness.cpp')],
  ]);
  const cyclesPerBit =
    board === null ? MIN_CYCLES_PER_BIT : board.divide * Math.round(board.clockHz / board.divide / board.baud);
  return { tree, cyclesPerBit };
}

/** What the inputs of a top are tied to; outputs that are not the line go nowhere. */
const INPUTS: Readonly<Record<string, string>> = {
  clk_i: 'clk_i',
  rst_ni: 'rst_ni',
  rst_i: '!rst_ni',
  rx_i: 'rx_i',
  uart_rx_i: 'rx_i',
  button_i: "1'b0",
  button_ni: "1'b1",
};
const LINE = ['tx_o', 'uart_tx_o'];

/** Connections of a top's ports, and nets for its other outputs. Throws Error for an input without a meaning here. */
function connected(ports: readonly Port[]) {
  const rest = ports.filter(({ direction, name }) => direction === 'output' && !LINE.includes(name));
  const connections = ports.map((port) => {
    const to = port.direction === 'input' ? INPUTS[port.name] : rest.includes(port) ? port.name : 'tx_o';
    if (to === undefined) throw new Error(`nothing is known of input ${port.name}`);
    return { port: port.name, to };
  });
  return { connections, wires: rest.map(({ name, bits }) => ({ range: vector(bits), name })) };
}
