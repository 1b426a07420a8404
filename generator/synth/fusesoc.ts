import type { Hardware } from '../arch/hardware.js';
import { RESOURCE_NAMES } from '../devices/device.js';
import { BOARDS, type Board, clockMHz, familyOf } from '../devices/devices.js';
import type { Generated } from '../emit/generated.js';
import { bitstreamTree, boardModule } from '../emit/wrappers/board.js';
import type { BoardTarget } from '../emit/wrappers/core-file.js';
import { linkProblems } from '../emit/wrappers/uart.js';
import { boardEstimate } from './bitstream.js';

/**
 * Targets for the boards that edalize can make a bitstream for and that the design fits, as far as estimates tell; none for a
 * design that is more than their UART carries.
 */
export function fusesocBoards(core: Generated): BoardTarget[] {
  const { design, hardware } = core;
  if (linkProblems(design, hardware).length > 0) return [];
  return BOARDS.flatMap((board) => {
    const { fusesoc: known } = familyOf(board.family);
    if (known === null || !fits(hardware, board)) return [];
    return {
      name: board.name,
      title: `${board.title} (${board.device})`,
      module: boardModule(design.name, board.name),
      pins: { file: board.pins, type: known.pins },
      flow: known.flow,
      options: [
        { name: 'yosys_synth_options', values: synthesisOptions(board) },
        { name: 'nextpnr_options', values: [...board.route, '--freq', `${clockMHz(board)}`] },
        ...(board.pack.length > 0 ? [{ name: known.packer, values: board.pack }] : []),
      ],
      tree: bitstreamTree(core, board),
    };
  });
}

/** Options of the board's `synth_...` command, which edalize gives by itself; the commands before it are left out. */
function synthesisOptions({ synthesis }: Board): string[] {
  const command = synthesis.split(';').find((part) => part.trim().startsWith('synth_'))!;
  return command.trim().split(/ +/).slice(1);
}

function fits(hardware: Hardware, board: Board): boolean {
  const needed = boardEstimate(hardware, board);
  return RESOURCE_NAMES.every((name) => (needed[name] ?? 0) <= board.resources[name]);
}
