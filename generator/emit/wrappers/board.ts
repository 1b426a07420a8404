import { input, output, type Port } from '../../arch/interface.js';
import type { BoardOutput } from '../../devices/board.js';
import { type Generated, madeBy } from '../generated.js';
import { withModules } from '../modules.js';
import { partModule, topModule } from '../names.js';
import { portList, resetConnection } from '../ports.js';
import { projectFile, renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { gatedBitstreamTree } from './gated-board.js';
import { uartModule, uartTree } from './uart.js';

/** What the files of a board are made from. */
export interface BoardTop {
  name: string;
  title: string;
  /** Maker's name of the part. */
  device: string;
  /** Folder of its templates: `rtl-templates/boards/<folder>`. */
  folder: string;
  /** File in that folder that says which port of the top is which pin. */
  pins: string;
  /** Files in that folder to render beside the top, without `.ejs`. */
  scripts: readonly string[];
  /** Models of the maker's cells that the top names, files in that folder. */
  models: readonly string[];
  /** Port of a button that restarts, if there is one, and outputs beside the UART's. */
  button: string | null;
  outputs: readonly BoardOutput[];
  /** Crystal, Hz. */
  clockHz: number;
  /** Crystal cycles in one of the design's: 1, or an even number. */
  divide: number;
  /** Bits a second of the UART. */
  baud: number;
}

/** Name of the top module of a design on a board. */
export function boardModule(design: string, board: string): string {
  return partModule(design, board.replaceAll('-', '_'));
}

/** Ports of a board's top. */
export const boardPorts = ({ clockHz, button, outputs }: BoardTop): Port[] => [
  input('clk_i', { comment: `${clockHz / 1e6} MHz` }),
  ...(button === null ? [] : [input(button)]),
  input('uart_rx_i'),
  output('uart_tx_o'),
  ...outputs.map(({ name, bits, comment }) => output(name, { bits, ...(comment !== undefined && { comment }) })),
];

/**
 * The folder of a design on a board: `rtl/` with the design, its UART and the board's top, `mem/`, and the pins. There is no
 * bench in it: that of the design lies in the design's own folder. A design with a gated monitor has that in the place of a UART.
 */
export function bitstreamTree(core: Generated, board: BoardTop): Tree {
  if (core.design.monitor?.gated !== undefined) return gatedBitstreamTree(core, board);
  const view = boardView(core, board);
  const template = (file: string) => renderTemplate(`boards/${board.folder}/${file}.ejs`, view);
  return new Map([
    ...[...uartTree(core)].filter(([path]) => !path.startsWith('tb/')),
    ...withModules(new Map([[`rtl/${view.module}.v`, template('top.v')]]), topModule(core.design.name)),
    [board.pins, projectFile(`rtl-templates/boards/${board.folder}/${board.pins}`)],
    ...board.scripts.map((file): [string, string] => [file, template(file)]),
  ]);
}

/** Everything the templates print, computed. */
function boardView(core: Generated, board: BoardTop) {
  const { name, title, device, pins, clockHz, divide, baud } = board;
  const { design, hardware } = core;
  return {
    ...madeBy(core, 'bitstream', ` --board ${name}`),
    purpose: `${design.name} on ${title}.`,
    module: boardModule(design.name, name),
    uart: uartModule(design.name),
    uartReset: resetConnection(hardware, 'rst_n'),
    portList: portList(boardPorts(board)),
    clockHz: clockHz / divide,
    clockMHz: clockHz / divide / 1e6,
    divide,
    baud,
    pins,
    part: device,
    stem: `${design.name}-${name}`,
  };
}
