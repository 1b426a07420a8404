import { z } from 'zod';
import { BOARD_NAMES, findBoard } from '../../devices/devices.js';
import { boardPrograms } from '../../devices/programs.js';
import { type BoardPlacement, placeOnBoard } from '../../synth/bitstream.js';
import type { WantedOnBoard } from '../../synth/wanted.js';
import { type Kind, type Unit, unitKey } from '../unit.js';
import { criticalPath, resources } from './placement.js';
import { packTree, placedInput, sameTools, treeNeed, unpackTree } from './trees.js';

const inputSchema = z.strictObject({ ...placedInput, board: z.enum(BOARD_NAMES as [string, ...string[]]) });

/** One placement of a design with its UART on a board, synthesis included. The bitstream is made where it was asked for. */
export const boardPlacementKind: Kind<z.infer<typeof inputSchema>, BoardPlacement> = {
  input: inputSchema,
  result: z.strictObject({
    synthesised: z.strictObject({ cells: z.strictObject(resources), network: z.strictObject(resources) }),
    routed: z
      .union([
        z.strictObject({
          ...{ fmaxMHz: z.number(), lc: z.number(), bram: z.number(), spram: z.number(), dsp: z.number() },
          criticalPath,
        }),
        z.strictObject({ needed: z.number(), available: z.number() }),
      ])
      .nullable(),
  }),
  async do({ design, tree, board, seed, toolchain, tools }, { scratch, text }) {
    const on = findBoard(board, 'unit');
    const programs = boardPrograms(toolchain, on.family);
    sameTools(tools, [programs.yosys, programs.router]);
    const folder = unpackTree(scratch, design, text(tree));
    return placeOnBoard(folder, design, on, seed, programs);
  },
};

export function boardPlacementUnit({ design, tree, board, seed, toolchain, programs }: WantedOnBoard): Unit {
  const packed = packTree(tree);
  const used = [programs.yosys, programs.router!];
  const tools = Object.fromEntries(used.map(({ name, version }) => [name, version]));
  const input = { design, tree: packed.name, board: board.name, seed, toolchain, tools };
  return { key: unitKey(['board-placement', 1, input, board]), input, needs: [treeNeed(packed)] };
}
