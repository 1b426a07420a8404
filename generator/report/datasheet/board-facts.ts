import { existsSync } from 'node:fs';
import { estimate } from '../../arch/estimate/estimate.js';
import type { Hardware } from '../../arch/hardware.js';
import { RESOURCE_WORDS } from '../../devices/device.js';
import { BOARDS, isPartFamily } from '../../devices/devices.js';
import { shortages } from '../../devices/fit.js';
import { projectFile } from '../../emit/render.js';
import { BOARD_RESULTS, type ReportedBoard, reportedBoards } from '../board-results.js';
import { realTimeMHz } from '../layers.js';
import { grouped } from '../table.js';

/** What a board makes of a design. */
export interface BoardFacts {
  name: string;
  title: string;
  device: string;
  /** Of the design there. */
  clockMHz: number;
  latencyUs: number;
  /** How much faster than the signal it is at that clock. */
  timesRealTime: number;
  /** In words, by the estimate or by what was placed. */
  fits: string;
  measured: ReportedBoard | null;
  /** Which port is which pin, as the tools read it. */
  pins: { file: string; text: string };
}

export function boardFacts(hardware: Hardware): BoardFacts[] {
  // A project that has made no bitstream has no results.
  const measured = existsSync(BOARD_RESULTS) ? reportedBoards(BOARD_RESULTS) : [];
  return BOARDS.map((board) => {
    const { name, title, device, clockHz, divide, folder, pins } = board;
    const clockMHz = clockHz / divide / 1e6;
    const path = `rtl-templates/boards/${folder}/${pins}`;
    const found = measured.find((result) => result.board === name && result.design === hardware.name) ?? null;
    return {
      ...{ name, title, device, clockMHz, measured: found },
      latencyUs: hardware.latencyCycles / clockMHz,
      timesRealTime: clockMHz / realTimeMHz(hardware),
      fits: found !== null && found.stale === null ? placedWords(found) : estimatedWords(hardware, board),
      pins: { file: pins, text: projectFile(path).trim() },
    };
  });
}

const placedWords = ({ lc, lut, fmaxMHz }: ReportedBoard) =>
  fmaxMHz === null
    ? `synthesised: ${grouped(lut)} LUT4`
    : `placed: ${grouped(lc ?? lut)} logic cells, ${fmaxMHz.toFixed(1)} MHz`;

function estimatedWords(hardware: Hardware, board: (typeof BOARDS)[number]): string {
  if (!isPartFamily(board.family)) return `not known: cells of the family ${board.family} are not estimated`;
  const { lc, lut, ff, bram, spram, dsp } = estimate(hardware, { family: board.family, resources: board.resources });
  if (lut === null) return 'not known: a circuit of a kind that was never measured on this family';
  const short = shortages({ lut: lc ?? lut, ff: ff ?? 0, bram, spram, dsp }, board);
  if (short.length === 0)
    return `fits by the estimate: ${grouped(lc ?? lut)} of ${grouped(board.resources.lut)} logic cells`;
  const words = short.map(
    ({ resource, needed, available }) => `${grouped(needed)} ${RESOURCE_WORDS[resource]} of ${grouped(available)}`,
  );
  return `does not fit by the estimate: ${words.join(', ')}`;
}
