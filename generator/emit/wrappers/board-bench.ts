import type { Port } from '../../arch/interface.js';
import { type Generated, madeBy } from '../generated.js';
import { partModule } from '../names.js';
import { vector } from '../ports.js';
import { projectFile, renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { type BoardTop, bitstreamTree, boardModule, boardPorts } from './board.js';
import { uartModule, uartPorts, uartTree } from './uart.js';

/** Files of a `boardBench` that simulate it behind a pseudo-terminal, paths in the folder. */
export const boardBenchFiles = (design: string) => ({
  bench: `tb/board/${partModule(design, 'board_bench')}.v`,
  harness: 'tb/board/harness.cpp',
});

/** Files of a `boardBench` that play a session to it. */
export const sessionBenchFiles = (design: string) => ({
  bench: `tb/board/${partModule(design, 'session_bench')}.v`,
  clock: `tb/board/${partModule(design, 'session_clock')}.v`,
});

/** Of a UART that is simulated without a board: as few as `bb_uart_rx` takes. */
const QUICKEST = { clockHz: 8, baud: 1 };

/** A board to simulate: its files, with benches whose ports are its line and its pins. */
export interface BoardBench {
  tree: Tree;
  /** Of its clock, in a bit of the line. */
  cyclesPerBit: number;
}

/** The simulated board of a design: a board's own top at its own clock, or the bare UART, at the quickest line if no other is named. */
export function boardBench(core: Generated, board: BoardTop | null, line = QUICKEST): BoardBench {
  const { design } = core;
  const module = board === null ? uartModule(design.name) : boardModule(design.name, board.name);
  const own = board === null ? uartTree(core) : bitstreamTree(core, board);
  const ports = board === null ? uartPorts(core.hardware) : boardPorts(board);
  const view = {
    ...madeBy(core, 'board', board === null ? '' : ` --board ${board.name}`),
    module,
    parameters: board === null ? `#(.CLOCK_HZ(${line.clockHz}), .BAUD(${line.baud})) ` : '',
  };
  const files = boardBenchFiles(design.name);
  const session = sessionBenchFiles(design.name);
  const played = { ...view, bench: partModule(design.name, 'session_bench') };
  const clocked = { ...played, clockModule: partModule(design.name, 'session_clock'), judges: false };
  const tree: Tree = new Map([
    // Models of the part's own cells.
    ...[...core.tree].filter(([path]) => path.startsWith('tb/')),
    ...models(board),
    ...own,
    [
      files.bench,
      renderTemplate('link/tb.v.ejs', {
        ...view,
        bench: partModule(design.name, 'board_bench'),
        ...connected(ports, RESTING),
      }),
    ],
    [files.harness, projectFile('sim/board/harness.cpp')],
    [session.bench, renderTemplate('link/session.v.ejs', { ...played, ...connected(ports, PLAYED) })],
    [session.clock, renderTemplate('tb/clock.v.ejs', clocked)],
  ]);
  const { clockHz, baud, divide } = board ?? { ...line, divide: 1 };
  return { tree, cyclesPerBit: divide * Math.round(clockHz / divide / baud) };
}

const models = (board: BoardTop | null) =>
  (board?.models ?? []).map((file): [string, string] => [
    `tb/${file}`,
    projectFile(`rtl-templates/boards/${board!.folder}/${file}`),
  ]);

/** What the inputs of a top are tied to where its line alone is played; outputs that are not the line go nowhere. */
const RESTING: Readonly<Record<string, string>> = {
  clk_i: 'clk_i',
  rst_ni: 'rst_ni',
  rst_i: '!rst_ni',
  rx_i: 'rx_i',
  uart_rx_i: 'rx_i',
  button_i: "1'b0",
  button_ni: "1'b1",
};

/** The same in a session: its button is a board's, or resets a UART without one. */
const PLAYED: Readonly<Record<string, string>> = {
  clk_i: 'clk_i',
  rst_ni: 'rst_ni && !button',
  rst_i: '!rst_ni || button',
  rx_i: 'rx',
  uart_rx_i: 'rx',
  tx_o: 'tx',
  uart_tx_o: 'tx',
  button_i: 'button',
  button_ni: '!button',
};

const LINE = ['tx_o', 'uart_tx_o'];

/** Connections of a top's ports, and nets for its outputs beside the line. Throws Error for an input without a meaning here. */
function connected(ports: readonly Port[], nets: Readonly<Record<string, string>>) {
  const rest = ports.filter(({ direction, name }) => direction === 'output' && !LINE.includes(name));
  const connections = ports.map((port) => {
    const to = nets[port.name] ?? (port.direction === 'input' ? undefined : rest.includes(port) ? port.name : 'tx_o');
    if (to === undefined) throw new Error(`nothing is known of input ${port.name}`);
    return { port: port.name, to };
  });
  return { connections, wires: rest.map(({ name, bits }) => ({ range: vector(bits), name })) };
}
