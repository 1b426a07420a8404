import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBoard } from '../../generator/devices/devices.js';
import {
  BOARD_RESULTS,
  printBoardResult,
  readBoardResults,
  reportedBoards,
} from '../../generator/report/board-results.js';
import { boardReport, boardsTable, timingMissed, withBoards } from '../../generator/report/boards.js';
import type { BoardResult } from '../../generator/synth/bitstream.js';
import { inFolder } from '../emit/tiny.js';

const cells = { lut: 900, ff: 400, bram: 29, spram: 4, dsp: 8 };

const icebreaker: BoardResult = {
  ...{ design: 'small', board: 'icebreaker', device: 'iCE40UP5K-SG48', generator: '0.1.0', tree: 'ab'.repeat(32) },
  ...cells,
  network: { lut: 400, ff: 180, bram: 28, spram: 4, dsp: 8 },
  ...{ lc: 1029, clockMHz: 12, fmaxMHz: 27.04, cyclesPerFragment: 320792, realTimeMHz: 0.032079 },
  fragmentsPerSecond: 27.04e6 / 320792,
  seeds: [{ seed: 1, lc: 1029, fmaxMHz: 27.04 }],
  criticalPath: { ns: 36.98, through: ['program memory (block RAM)', 'engine'] },
  estimate: { lc: 512, lut: 433, ff: 180, bram: 27, spram: 4, dsp: 8 },
  bitstream: { file: 'small-icebreaker.bin', bytes: 104090, sha256: 'cd'.repeat(32) },
  tools: { yosys: '0.23', 'nextpnr-ice40': '0.4' },
};

const artya7: BoardResult = {
  ...icebreaker,
  ...{
    board: 'artya7',
    device: 'xc7a35ticsg324-1L',
    spram: 0,
    clockMHz: 25,
    network: { ...icebreaker.network, spram: 0 },
  },
  ...{ lc: null, fmaxMHz: null, fragmentsPerSecond: null, seeds: [], criticalPath: null, bitstream: null },
  estimate: { ...icebreaker.estimate, lc: null, lut: null, ff: null },
  tools: { yosys: '0.23' },
};

test('a row for each board, with the margin over real time and the slowest path in words', () => {
  const [, , first, second, , note] = boardsTable([icebreaker, artya7]).split('\n');
  expect(first).toBe(
    '| iCEBreaker (iCE40UP5K-SG48) | `small` | 1,029 of 5,280 | 400 | 29 of 30 | 4 of 4 | 8 of 8 | 12 | 27.0 | 0.032 ' +
      '| 843 times | program memory (block RAM) to engine | 104,090 bytes |',
  );
  expect(second).toContain('| 900 of 20,800 | 400 | 29 of 100 | - | 8 of 90 | 25 | not placed | 0.032 | - | - |');
  expect(second).toContain('| by Vivado only |');
  expect(note).toContain('nextpnr-ice40 0.4, yosys 0.23.');
});

describe('README', () => {
  const place = '<!-- boards: written by `make report` -->\nold\n<!-- end of boards -->';

  test('gets the table in its place', () => {
    const readme = withBoards(`before\n${place}\nafter\n`, 'README.md', [icebreaker]);
    expect(readme).toMatch(/^before\n<!-- boards.*\n\| board \|.*\n(.*\n)*<!-- end of boards -->\nafter\n$/);
    expect(withBoards(readme, 'README.md', [icebreaker])).toBe(readme);
  });

  test('shows at once that a board was measured on other files', () => {
    const [, , first, , note] = boardsTable([{ ...icebreaker, stale: 'stale: 0.1.0-abababab' }]).split('\n');
    expect(first).toContain('| `small` **(stale: 0.1.0-abababab)** |');
    expect(note).toMatch(/Stale: measured on an earlier state of the generated files .*`make results`/);
  });

  test('without a place is the user mistake, but not without results', () => {
    expect(() => withBoards('text', 'README.md', [icebreaker])).toThrow(
      'README.md: has no place for the table of boards',
    );
    expect(withBoards('text', 'README.md', [])).toBe('text');
  });
});

test('results are read back in the order of the boards; what is no result is refused', () =>
  inFolder((folder) => {
    for (const result of [artya7, icebreaker])
      writeFileSync(join(folder, `${result.board}.json`), printBoardResult(result));
    expect(readBoardResults(folder)).toEqual([icebreaker, artya7]);
    mkdirSync(join(folder, 'wrong'));
    writeFileSync(join(folder, 'wrong', 'x.json'), '{"design": "a"}');
    expect(() => readBoardResults(join(folder, 'wrong'))).toThrow(/x.json: board/);
    expect(readBoardResults(join(folder, 'none'))).toEqual([]);
  }));

describe('what is printed', () => {
  test('cells beside the estimate, both clocks, the margin and the file', () => {
    const text = boardReport(icebreaker, findBoard('icebreaker', 'test'), 'build/x');
    expect(text).toMatch(/^LUT4 +900 +5,280 +400 +433 +\+8 %$/m);
    expect(text).toContain("clock reached: 27.0 MHz; the board's is 12 MHz (2.3 times)");
    expect(text).toContain('slowest path: program memory (block RAM) -> engine, 37.0 ns');
    expect(text).toContain('margin over real time: 843 times');
    expect(text).toContain('bitstream: build/x/small-icebreaker.bin, 104,090 bytes');
  });

  test('a board without open tools says so, and what makes its bitstream', () => {
    const text = boardReport(artya7, findBoard('artya7', 'test'), 'build/x');
    expect(text).toContain('no bitstream: no open tool in reach makes one for xc7a35ticsg324-1L');
    expect(text).toContain('cd build/x && vivado -mode batch -source vivado.tcl');
    expect(text).not.toContain('clock reached');
  });

  test('a clock that is missed, with both numbers', () => {
    const missed = { ...icebreaker, fmaxMHz: 11.987, bitstream: null };
    expect(timingMissed(missed)).toMatch(
      /^timing missed: 11.99 MHz reached, the board's clock is 12 MHz; no bitstream/,
    );
    expect(boardReport(missed, findBoard('icebreaker', 'test'), 'x')).toContain(timingMissed(missed));
  });
});

const committed = reportedBoards(BOARD_RESULTS);
const readme = readFileSync('docs/measured.md', 'utf8');

test.skipIf(!readme.includes('<!-- boards:'))(
  'the table in docs/measured.md is that of the committed results, stale ones marked',
  () => {
    expect(withBoards(readme, 'docs/measured.md', committed)).toBe(readme);
  },
);

test('committed bitstreams are faster than the clocks of their boards, and those than real time', () => {
  for (const { clockMHz, fmaxMHz, realTimeMHz, board } of committed) {
    expect([board, clockMHz > realTimeMHz]).toEqual([board, true]);
    if (fmaxMHz !== null) expect([board, fmaxMHz > clockMHz]).toEqual([board, true]);
  }
});
