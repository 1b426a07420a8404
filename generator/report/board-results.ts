import { join } from 'node:path';
import { z } from 'zod';
import {
  claim,
  count,
  type Fault,
  filled,
  follows,
  generatorVersion,
  hash,
  positive,
  readFolder,
  readKept,
  readResult,
  some,
  tools,
} from '../config/result-fields.js';
import { RESOURCE_NAMES } from '../devices/device.js';
import { BOARD_NAMES, clockMHz, familyOf, findBoard } from '../devices/devices.js';
import { generated } from '../emit/generated.js';
import { bitstreamTree } from '../emit/wrappers/board.js';
import { treeHash } from '../emit/write-tree.js';
import { type Problem, UserError } from '../support/errors.js';
import { keptFile } from '../support/roots.js';
import { type BoardResult, bitstreamFile, missesClock } from '../synth/bitstream.js';
import { performance } from '../synth/implement.js';
import { byRow, rowOf } from './board-rows.js';
import { currentDesigns, staleMark, UNKNOWN } from './freshness.js';

/** Where the committed results of boards lie, one file each. */
export const BOARD_RESULTS = keptFile('docs/results/boards');

const estimateSchema = z.strictObject({
  lc: count.nullable(),
  lut: count.nullable(),
  ff: count.nullable(),
  bram: count,
  spram: count,
  dsp: count,
});

const resources = { lut: count, ff: count, bram: count, spram: count, dsp: count };

const resultSchema = z.strictObject({
  design: filled,
  board: z.enum(BOARD_NAMES as [string, ...string[]]),
  device: filled,
  generator: generatorVersion,
  tree: hash,
  ...resources,
  network: z.strictObject(resources),
  lc: some.nullable(),
  clockMHz: positive,
  fmaxMHz: positive.nullable(),
  cyclesPerFragment: some,
  realTimeMHz: positive,
  fragmentsPerSecond: positive.nullable(),
  seeds: z.array(z.strictObject({ seed: some, lc: some, fmaxMHz: positive })),
  criticalPath: z.strictObject({ ns: positive, through: z.array(filled).min(1) }).nullable(),
  estimate: estimateSchema,
  bitstream: z.strictObject({ file: filled, bytes: some, sha256: hash }).nullable(),
  tools,
}) satisfies z.ZodType<BoardResult>;

/** Within the board's part, consistent, and with a bitstream exactly if an open tool places it and its clock is reached. */
export function boardFaults(result: BoardResult): Fault[] {
  const board = findBoard(result.board, BOARD_RESULTS);
  const { lc, seeds, fmaxMHz, cyclesPerFragment, criticalPath, bitstream } = result;
  const best = seeds.reduce<BoardResult['seeds'][number] | null>((a, b) => (a && a.fmaxMHz >= b.fmaxMHz ? a : b), null);
  const placed = familyOf(board.family).router !== null;
  const shouldHave = placed && !missesClock(result);
  const file = bitstreamFile(result.design, board);
  return [
    ...claim(result.device === board.device, 'device', 'not the one of the board', result.device, board.device),
    ...follows('clockMHz', result.clockMHz, clockMHz(board), 'the board'),
    ...RESOURCE_NAMES.flatMap((kind) => [
      ...claim(
        result[kind] <= board.resources[kind],
        kind,
        'more than the part has',
        result[kind],
        `at most ${board.resources[kind]}`,
      ),
      ...claim(
        result.network[kind] <= result[kind],
        `network.${kind}`,
        'more than all',
        result.network[kind],
        `at most ${result[kind]}`,
      ),
    ]),
    ...claim(
      lc === null || lc <= board.resources.lut,
      'lc',
      'more than the part has',
      lc,
      `at most ${board.resources.lut}`,
    ),
    ...claim(
      placed === seeds.length > 0,
      'seeds',
      placed ? 'none' : 'no open tool places it',
      seeds.length,
      placed ? '1 or more' : '0',
    ),
    ...follows('fmaxMHz', fmaxMHz, best?.fmaxMHz ?? null, 'the fastest seed'),
    ...follows('lc', lc, best?.lc ?? null, 'the fastest seed'),
    ...follows(
      'fragmentsPerSecond',
      result.fragmentsPerSecond,
      fmaxMHz === null ? null : (fmaxMHz * 1e6) / cyclesPerFragment,
      'clock and cycles',
    ),
    ...claim(
      criticalPath === null || fmaxMHz === null || Math.abs(criticalPath.ns * fmaxMHz - 1000) < 1,
      'criticalPath.ns',
      'not the time of a cycle of the clock that is reached',
      criticalPath?.ns,
      `${fmaxMHz === null ? 'null' : (1000 / fmaxMHz).toFixed(2)}`,
    ),
    ...claim(
      bitstream === null || shouldHave,
      'bitstream',
      'the clock is not reached, or nothing was placed',
      bitstream?.file,
      'null',
    ),
    ...claim(
      bitstream === null || bitstream.file === file,
      'bitstream.file',
      'of another design or board',
      bitstream?.file,
      `${file}`,
    ),
  ];
}

/** A result that a command left, checked. Throws UserError. */
export function readBoardResult(file: string): BoardResult {
  return readResult(file, resultSchema, boardFaults);
}

/** Text of a results file. */
export function printBoardResult(result: BoardResult): string {
  return `${JSON.stringify(resultSchema.parse(result), null, 2)}\n`;
}

/** Committed results, in the order of the boards. Throws UserError with all that is wrong in any of them. */
export function readBoardResults(folder: string): BoardResult[] {
  const name = { field: 'board', of: 'board', name: rowOf };
  const results = readFolder(folder, (path) => readKept(path, resultSchema, name, boardFaults));
  return results.sort(byRow);
}

/** A result with its `staleMark`. */
export type ReportedBoard = BoardResult & { stale: string | null };

/**
 * Committed results beside their designs as they are now. Throws UserError with all that is malformed, inconsistent, or of
 * these very files and yet not what they do.
 */
export function reportedBoards(folder: string): ReportedBoard[] {
  const problems: Problem[] = [];
  const now = currentDesigns(folder);
  const reported = readBoardResults(folder).map((result) => {
    const built = now(result.design);
    if (built === null) return { ...result, stale: UNKNOWN };
    const { design, hardware } = built;
    const board = findBoard(result.board, folder);
    const stale = staleMark(result, treeHash(bitstreamTree(generated(design, hardware), board)));
    const where = join(folder, `${rowOf(result)}.json`);
    const { cyclesPerFragment, realTimeMHz } = performance({ fmaxMHz: 0, lc: 0 }, hardware);
    if (stale === null)
      problems.push(
        ...[
          ...follows('cyclesPerFragment', result.cyclesPerFragment, cyclesPerFragment, 'the design'),
          ...follows('realTimeMHz', result.realTimeMHz, realTimeMHz, 'the design'),
        ].map((fault) => ({ where, ...fault })),
      );
    return { ...result, stale };
  });
  if (problems.length > 0) throw new UserError(problems);
  return reported;
}
