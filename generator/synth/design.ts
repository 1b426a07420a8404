import { join } from 'node:path';
import type { BuiltDesign } from '../arch/built-design.js';
import { estimatePlaced, requireCopies } from '../arch/copies.js';
import { designFolder } from '../config/design.js';
import { type CountedFamily, findBoard, findPart } from '../devices/devices.js';
import { asBoard, asPart, refuseMissingRams } from '../devices/fit.js';
import { boardPrograms, synthesisPrograms, type Toolchain } from '../devices/programs.js';
import { generateDesign } from '../emit/design-folder.js';
import { generated } from '../emit/generated.js';
import { holdFolder } from '../emit/hold-folder.js';
import { topModule } from '../emit/names.js';
import { bitstreamTree } from '../emit/wrappers/board.js';
import { copiesModule } from '../emit/wrappers/copies.js';
import { writeTree } from '../emit/write-tree.js';
import type { Tell } from '../support/progress.js';
import { writeStaged } from '../support/write-staged.js';
import { type BoardResult, boardEstimate, boardMisfit, implementOnBoard } from './bitstream.js';
import { implement, partMisfit, performance } from './implement.js';
import {
  type PlaceAhead,
  type PlaceOnBoardAhead,
  type WantedOnBoard,
  type WantedPlacement,
  wantedSeeds,
} from './wanted.js';
import { type SynthesisResult, synthesise } from './yosys.js';

export interface ImplementOptions {
  /** Placements, with seeds 1 to n. */
  seeds?: number | undefined;
  toolchain?: Toolchain | undefined;
  /** Told what is being done now. */
  progress?: Tell;
  /** Makes placements somewhere else, before any is begun here. */
  ahead?: PlaceAhead | undefined;
  /** The wrapper of several copies in the place of one core. */
  copies?: boolean | undefined;
}

/** Placements at once: each takes one core and little memory. */
const PROCESSES = 2;

const quiet = () => {};

/** Cells of a design after synthesis for a family of FPGAs, nothing placed; it is generated afresh into `build/<name>`. */
export async function synthesiseDesign(
  built: BuiltDesign,
  family: CountedFamily,
  progress: Tell = quiet,
  { copies = false }: Pick<ImplementOptions, 'copies'> = {},
): Promise<SynthesisResult> {
  const { name } = built.design;
  const { top, suffix } = placed(built, copies);
  const folder = generateDesign(built);
  progress(`yosys: ${name} for ${family}`);
  return left(folder, `synth-${family}${suffix}`, await synthesise(folder, name, top, family));
}

/**
 * A design placed and routed for a part, generated afresh into `build/<name>`; cells and clock are the median of the seeds.
 *
 * @throws UserError when the part does not hold it
 */
export async function implementDesign(
  built: BuiltDesign,
  part: string,
  { seeds = 3, toolchain = 'system', progress = quiet, ahead, copies = false }: ImplementOptions = {},
) {
  const on = findPart(part, '--part');
  const programs = synthesisPrograms(toolchain, on.family);
  const { design, hardware } = built;
  const { top, wrapper, suffix } = placed(built, copies);
  const estimated = estimatePlaced(hardware, wrapper, on);
  refuseMissingRams(estimated.spram, asPart(on), design.name);
  const folder = generateDesign(built);
  const { tree } = generated(design, hardware);
  const own = { design: design.name, ...(wrapper && { top }), tree, part: on, toolchain, programs };
  const wanted = wantedSeeds<WantedPlacement>(own, seeds);
  const known = new Map((await ahead?.(wanted))?.map(([{ seed }, placement]) => [seed, placement]));
  const settings = { seeds, programs, processes: PROCESSES, progress, placed: known };
  const found = await implement(folder, design.name, top, on, settings);
  if ('shortages' in found) throw partMisfit(found, hardware, design.name);
  const of = wrapper && { copies: wrapper.copies };
  const result = { ...found, ...of, ...performance(found, hardware, wrapper), estimate: estimated };
  return left(folder, `synth-${part}${suffix}`, result);
}

/** What of a design is placed. Throws UserError for copies of a design that says no number of them. */
function placed({ design, hardware }: BuiltDesign, copies: boolean) {
  if (!copies) return { top: topModule(design.name), wrapper: null, suffix: '' };
  const wrapper = requireCopies({ design, hardware });
  return { top: copiesModule(design.name), wrapper, suffix: '-copies' };
}

/**
 * A design with its UART on a board, in `build/<name>-<board>`: placed and routed, and with `pack` its bitstream, of the fastest
 * placement.
 *
 * @throws UserError when the board's part does not hold it
 */
export async function bitstreamOfDesign(
  { design, hardware }: BuiltDesign,
  board: string,
  {
    seeds = 1,
    toolchain = 'system',
    pack = true,
    progress = quiet,
    ahead,
  }: Omit<ImplementOptions, 'ahead'> & { pack?: boolean; ahead?: PlaceOnBoardAhead | undefined } = {},
): Promise<BoardResult> {
  const on = findBoard(board, '--board');
  refuseMissingRams(boardEstimate(hardware, on).spram, asBoard(on), design.name);
  const programs = boardPrograms(toolchain, on.family);
  const folder = boardFolder(design.name, on.name);
  const tree = bitstreamTree(generated(design, hardware), on);
  writeTree(folder, design.name, tree, false);
  holdFolder(folder);
  // Where no open tool places it there is nothing to be done elsewhere.
  const wanted = wantedSeeds<WantedOnBoard>({ design: design.name, tree, board: on, toolchain, programs }, seeds);
  const elsewhere = programs.router === null ? undefined : await ahead?.(wanted);
  const placed = new Map(elsewhere?.map(([{ seed }, placement]) => [seed, placement]));
  const settings = { seeds, programs, pack, progress, placed };
  const found = await implementOnBoard(folder, design.name, hardware, on, settings);
  if ('shortages' in found) throw boardMisfit(found, hardware, on, design.name);
  return left(folder, BOARD_RESULT, found);
}

/** Where a design is generated for a board. */
export const boardFolder = (design: string, board: string) => designFolder(`${design}-${board}`);

/** File of a board's figures in the `results` of its folder, without `.json`. */
export const BOARD_RESULT = 'board';

/** Leaves a result in the generated folder. */
function left<R extends object>(folder: string, name: string, result: R): R {
  writeStaged(join(folder, 'results', `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}
