import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Estimate, estimate } from '../arch/estimate/estimate.js';
import type { Hardware } from '../arch/hardware.js';
import type { Resources, Router } from '../devices/device.js';
import { type Board, clockMHz, familyOf, isPartFamily } from '../devices/devices.js';
import { asBoard, misfitError, type Shortage, shortages } from '../devices/fit.js';
import type { BoardPrograms, Program } from '../devices/programs.js';
import { measuredOn } from '../emit/measured-on.js';
import { boardModule } from '../emit/wrappers/board.js';
import type { UserError } from '../support/errors.js';
import type { Tell } from '../support/progress.js';
import { runSound } from '../support/run-tool.js';
import { lessCells, performance } from './implement.js';
import { type CriticalPath, type RoutedReport, routeOn, usedLogic } from './nextpnr.js';
import { cellsWithin, synthesiseBoard } from './yosys.js';

/** Instance of the design with its UART in a board's top, and of the network in that. */
const BEHIND_UART = 'classifier';
const NETWORK = `${BEHIND_UART}.core`;

/** One placement of a design on a board. */
export interface BoardSeed {
  seed: number;
  lc: number;
  fmaxMHz: number;
}

/**
 * A design on a board, its UART and the board's top included. Where no open tool places it, all that follows from placement
 * is null.
 */
export interface BoardResult extends Resources {
  design: string;
  board: string;
  device: string;
  /** Version of the generator, and hash of the generated files. */
  generator: string;
  tree: string;
  /** Of these cells what is the network's, without its UART. */
  network: Resources;
  /** Logic cells as nextpnr packs them. */
  lc: number | null;
  /** Clock that the design runs at on the board, and the fastest it could: of the placement that becomes the bitstream. */
  clockMHz: number;
  fmaxMHz: number | null;
  cyclesPerFragment: number;
  /** The clock that keeps up with the signal. */
  realTimeMHz: number;
  /** At `fmaxMHz`. */
  fragmentsPerSecond: number | null;
  seeds: BoardSeed[];
  /** The slowest path between flip-flops: ns, and the instances it goes through. */
  criticalPath: Pick<CriticalPath, 'ns' | 'through'> | null;
  /** Of the network. */
  estimate: Estimate;
  /** null: none was made. */
  bitstream: { file: string; bytes: number; sha256: string } | null;
  tools: Record<string, string>;
}

/** A design that the board's part cannot hold. */
export interface BoardMisfit {
  shortages: Shortage[];
}

export interface BoardSettings {
  seeds: number;
  programs: BoardPrograms;
  /** Make the bitstream, not only its figures. */
  pack: boolean;
  progress: Tell;
  /** Placements that were made somewhere else, by their seeds. */
  placed?: ReadonlyMap<number, BoardPlacement> | undefined;
}

/** What all placements of a design on a board have in common. */
export interface BoardSynthesised {
  cells: Resources;
  network: Resources;
}

/** One placement: cells and clock, or by how much the packed design is too large. */
export type BoardRouted = RoutedReport | { needed: number; available: number };

/** A placement with all that is known of its design; `routed` is null where it was not begun: it cannot fit. */
export interface BoardPlacement {
  synthesised: BoardSynthesised;
  routed: BoardRouted | null;
}

/** Name of a board's bitstream in the design's folder; null: no open tool makes one. */
export function bitstreamFile(design: string, board: Board): string | null {
  const { router } = familyOf(board.family);
  return router === null ? null : `${design}-${board.name}.${router.packer.ending}`;
}

/** What is estimated of the design alone. Families that were never measured have the block RAM of ECP5. */
export function boardEstimate(hardware: Hardware, { family, resources }: Board): Estimate {
  if (isPartFamily(family)) return estimate(hardware, { family, resources });
  return { ...estimate(hardware, { family: 'ecp5', resources }), lc: null, lut: null, ff: null };
}

/**
 * Synthesises the generated folder for its board, places and routes it once a seed and makes a bitstream of the placement
 * with the fastest clock. A clock that is too slow for the board's is a result, without a bitstream.
 */
export async function implementOnBoard(
  folder: string,
  design: string,
  hardware: Hardware,
  board: Board,
  { seeds, programs, pack, progress, placed = new Map() }: BoardSettings,
): Promise<BoardResult | BoardMisfit> {
  const bitstream = bitstreamFile(design, board);
  // One of an earlier run must not be taken for this one's.
  if (bitstream !== null) rmSync(join(folder, bitstream), { force: true });
  const numbers = Array.from({ length: seeds }, (_, i) => i + 1);
  const whole = numbers.every((seed) => placed.has(seed));
  const synthesisedHere = () => {
    progress(`${programs.yosys.name}: ${design} for ${board.title}`);
    return synthesisedOnBoard(folder, design, board, programs.yosys);
  };
  let netlist = '';
  let synthesised = placed.get(1)?.synthesised;
  if (!whole || synthesised === undefined) ({ synthesised, netlist } = await synthesisedHere());
  const { cells, network } = synthesised;
  const missing = shortages(cells, board);
  if (missing.length > 0) return { shortages: missing };

  const { cyclesPerFragment, realTimeMHz } = performance({ fmaxMHz: 0, lc: 0 }, hardware);
  const result: BoardResult = {
    ...{ design, board: board.name, device: board.device, ...measuredOn(folder) },
    ...cells,
    network,
    ...{ lc: null, clockMHz: clockMHz(board), fmaxMHz: null, cyclesPerFragment, realTimeMHz },
    ...{ fragmentsPerSecond: null, seeds: [], criticalPath: null },
    estimate: boardEstimate(hardware, board),
    bitstream: null,
    tools: toolsOf(programs, pack),
  };
  const { router } = familyOf(board.family);
  if (router === null || bitstream === null) return result;

  const results: ({ seed: number } & RoutedReport)[] = [];
  for (const seed of numbers) {
    const found = placed.get(seed)?.routed ?? undefined;
    if (found === undefined)
      progress(
        `${programs.router!.name}: ${design} on ${board.title}, seed ${seed} of ${seeds}`,
        seeds > 1 ? (seed - 1) / seeds : undefined,
      );
    const routed = found ?? (await routedOnBoard(folder, netlist, board, router, seed, programs.router!));
    if ('needed' in routed) return { shortages: [{ resource: 'lut' as const, ...routed }] };
    results.push({ seed, ...routed });
  }
  const best = results.reduce((a, b) => (b.fmaxMHz > a.fmaxMHz ? b : a));
  const found: BoardResult = {
    ...result,
    ...{ lc: best.lc, bram: best.bram, dsp: best.dsp, fmaxMHz: best.fmaxMHz },
    criticalPath: best.criticalPath && { ns: best.criticalPath.ns, through: best.criticalPath.through },
    fragmentsPerSecond: (best.fmaxMHz * 1e6) / cyclesPerFragment,
    seeds: results.map(({ seed, lc, fmaxMHz }) => ({ seed, lc, fmaxMHz })),
  };
  if (!pack || board.unpacked !== undefined || missesClock(found)) return found;
  if (placed.get(best.seed)?.routed) {
    // Its figures are known, the placement itself lies elsewhere: the same one is made again.
    if (netlist === '') ({ netlist } = await synthesisedHere());
    progress(`${programs.router!.name}: ${design} on ${board.title}, seed ${best.seed} once more`);
    await routedOnBoard(folder, netlist, board, router, best.seed, programs.router!);
  }
  progress(`${programs.packer!.name}: ${bitstream}`);
  return { ...found, bitstream: await packed(folder, bitstream, board, router, best.seed, programs.packer!) };
}

/** One placement alone, of a board that an open tool places. */
export async function placeOnBoard(
  folder: string,
  design: string,
  board: Board,
  seed: number,
  programs: BoardPrograms,
): Promise<BoardPlacement> {
  const { synthesised, netlist } = await synthesisedOnBoard(folder, design, board, programs.yosys);
  if (shortages(synthesised.cells, board).length > 0) return { synthesised, routed: null };
  const router = familyOf(board.family).router!;
  return { synthesised, routed: await routedOnBoard(folder, netlist, board, router, seed, programs.router!) };
}

async function synthesisedOnBoard(folder: string, design: string, board: Board, yosys: Program) {
  const { cells, json } = await synthesiseBoard(folder, boardModule(design, board.name), board, yosys);
  // Only what fits is looked into.
  const fits = shortages(cells, board).length === 0;
  const network = fits ? cellsWithin(join(folder, json), NETWORK, board.family) : cells;
  return { synthesised: { cells, network }, netlist: json };
}

async function routedOnBoard(
  folder: string,
  netlist: string,
  board: Board,
  router: Router,
  seed: number,
  nextpnr: Program,
): Promise<BoardRouted> {
  const { packed } = router;
  const on = {
    ...board,
    packed,
    cores: [NETWORK, BEHIND_UART],
    files: (seed: number) => [...router.pins(board.pins), ...router.leaves(routedFile(board, router, seed))],
  };
  const { report, log } = await routeOn(folder, netlist, on, seed, nextpnr);
  if (report !== null) return report;
  const [needed, available] = [usedLogic(log, packed), board.resources.lut];
  if (needed <= available) throw new Error(`${nextpnr.name} found no placement:\n${log.slice(-1500)}`);
  return { needed, available };
}

/** The design's clock on the board is faster than the placement allows. */
export const missesClock = ({ fmaxMHz, clockMHz: needed }: Pick<BoardResult, 'fmaxMHz' | 'clockMHz'>): boolean =>
  fmaxMHz !== null && fmaxMHz < needed;

const routedFile = (board: Board, router: Router, seed: number) =>
  `results/routed-${board.name}-${seed}.${router.routed}`;

async function packed(folder: string, file: string, board: Board, router: Router, seed: number, packer: Program) {
  const args = [...board.pack, ...router.packer.arguments(routedFile(board, router, seed), file)];
  await runSound(packer.path, args, { cwd: folder }, `${packer.name} failed`);
  const bytes = readFileSync(join(folder, file));
  return { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function toolsOf({ yosys, router, packer }: BoardPrograms, pack: boolean): Record<string, string> {
  const used = [yosys, router, pack ? packer : null].filter((program) => program !== null && program.version !== '');
  return Object.fromEntries(used.map((program) => [program!.name, program!.version]));
}

/** A design that the board's part does not hold, as the user's mistake. */
export function boardMisfit(
  { shortages: found }: BoardMisfit,
  hardware: Hardware,
  board: Board,
  where: string,
): UserError {
  return misfitError(found, {}, asBoard(board), lessCells(hardware), where);
}
