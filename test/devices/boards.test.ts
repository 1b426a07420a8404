import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import type { Hardware } from '../../generator/arch/hardware.js';
import { boardDesign } from '../../generator/config/defaults.js';
import { BOARD_NAMES, BOARDS, type Board, findBoard } from '../../generator/devices/devices.js';
import { asBoard, refuseMissingRams } from '../../generator/devices/fit.js';
import { generated } from '../../generator/emit/generated.js';
import { bitstreamTree, boardModule } from '../../generator/emit/wrappers/board.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { boardEstimate } from '../../generator/synth/bitstream.js';
import { buildTiny, inFolder } from '../emit/tiny.js';

const template = (board: Board, file: string) => readFileSync(`rtl-templates/boards/${board.folder}/${file}`, 'utf8');

const refuse = (hardware: Hardware, board: Board) =>
  refuseMissingRams(boardEstimate(hardware, board).spram, asBoard(board), 'small');

const { design, hardware } = buildTiny();
const core = generated(design, hardware);

/** The board's top with the tiny design behind its UART. */
const topOf = (board: Board) => bitstreamTree(core, board).get(`rtl/${boardModule('tiny', board.name)}.v`)!;

/** Every bit of the top's ports: `led_o[1]`. */
function portBits(board: Board): string[] {
  const ports = topOf(board).matchAll(/^ {2}(?:input|output) +wire (?:\[(\d+):0\] )?(\w+)/gm);
  return [...ports].flatMap(([, high, name]) =>
    high === undefined ? [name!] : Array.from({ length: Number(high) + 1 }, (_, i) => `${name}[${i}]`),
  );
}

/** Ports and pins of the constraint file, of any of its languages. */
function pins(board: Board): { port: string; pin: string }[] {
  const patterns: Record<string, RegExp> = {
    pcf: /^set_io (?<port>\S+) +(?<pin>\S+)$/gm,
    lpf: /^LOCATE COMP "(?<port>\S+)" SITE "(?<pin>\S+)";$/gm,
    cst: /^IO_LOC "(?<port>\S+)" (?<pin>\S+);$/gm,
    ccf: /^Pin_(?:in|out) +"(?<port>\S+)" +Loc = "(?<pin>\S+)".*;$/gm,
    pdc: /^ldc_set_location -site \{(?<pin>\S+)\} \[get_ports \{(?<port>\S+)\}\]$/gm,
    xdc: /PACKAGE_PIN (?<pin>\S+) .*\[get_ports \{(?<port>\S+)\}\]/gm,
  };
  const found = template(board, board.pins).matchAll(patterns[board.pins.split('.')[1]!]!);
  return [...found].map(({ groups }) => groups as { port: string; pin: string });
}

describe.each(BOARDS.map((board) => [board.name, board] as const))('%s', (_, board) => {
  test('every bit of every port has a pin of its own, and there are no other pins', () => {
    const found = pins(board);
    expect(found.map(({ port }) => port).sort()).toEqual(portBits(board).sort());
    expect(new Set(found.map(({ pin }) => pin)).size).toBe(found.length);
  });

  test('the clock of the top is that of the registry', () => {
    expect(topOf(board)).toMatch(new RegExp(`clk_i, +// .*\\b${board.clockHz / 1e6} MHz`));
    expect(/divide/.test(topOf(board))).toBe(board.divide > 1);
  });

  test('its own design has the memories and multipliers that the part has', () => {
    const { hardware } = buildDesign(boardDesign(board));
    expect(() => refuse(hardware, board)).not.toThrow();
  });
});

/** In the place of the design with its UART, whose own lint takes longer. */
const STAND_IN = `// verilator lint_off UNUSEDPARAM\nmodule bitbeat_tiny__uart #(parameter CLOCK_HZ = 1, parameter BAUD = 1, parameter MEM = "") (
  input wire clk_i, input wire rst_ni, input wire rx_i, output wire tx_o, output reg [2:0] led_o
);
  localparam [31:0] RATIO = CLOCK_HZ / BAUD;
  assign tx_o = rst_ni && rx_i;
  always @(posedge clk_i) led_o <= RATIO[2:0];
  wire unused = &{1'b0, RATIO};
endmodule
`;

describe('lint', () => {
  const tops = BOARDS.map(({ name }) => boardModule('tiny', name));
  const silent = { status: 0, text: '' };
  const said = (folder: string, program: string, ...args: string[]) => {
    const ran = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    return { status: ran.status, text: `${ran.stdout}${ran.stderr}` };
  };

  test('verilator -Wall, iverilog -Wall and yosys take every top without one message', () =>
    inFolder((folder) => {
      const needed = [
        ...tops.map((top) => `rtl/${top}.v`),
        'rtl/bitbeat_tiny__power_on.v',
        'rtl/bitbeat_tiny__clock_divider.v',
      ];
      const tree = new Map(BOARDS.flatMap((board) => [...bitstreamTree(core, board)]));
      for (const path of needed) writeFileSync(join(folder, basename(path)), tree.get(path)!);
      writeFileSync(join(folder, 'bitbeat_tiny__uart.v'), STAND_IN);
      // A primitive of the part.
      writeFileSync(join(folder, 'BUFG.v'), 'module BUFG (input wire I, output wire O);\n  assign O = I;\nendmodule\n');
      const files = readdirSync(folder);
      expect(said(folder, 'verilator', '--lint-only', '-Wall', '-Wno-MULTITOP', ...files)).toEqual(silent);
      const roots = tops.flatMap((top) => ['-s', top]);
      expect(said(folder, 'iverilog', '-g2005', '-Wall', ...roots, '-t', 'null', ...files)).toEqual(silent);
      const script = 'read_verilog *.v; hierarchy -check; proc; check -assert';
      expect(said(folder, 'yosys', '-q', '-p', script)).toEqual(silent);
    }));

  test('iverilog -Wall takes one with the design and its UART', () =>
    inFolder((folder) => {
      writeTree(folder, 'tiny', bitstreamTree(core, BOARDS[0]!), false);
      expect(existsSync(join(folder, BOARDS[0]!.pins))).toBe(true);
      const files = readdirSync(join(folder, 'rtl')).map((file) => `rtl/${file}`);
      expect(said(folder, 'iverilog', '-g2005', '-Wall', '-s', tops[0]!, '-t', 'null', ...files)).toEqual(silent);
    }));
});

test('the divided clock of the Arty is the one that its constraints tell, its part the one of the script', () => {
  const arty = findBoard('artya7', 'test');
  expect(template(arty, 'artya7.xdc')).toMatch(new RegExp(`-divide_by ${arty.divide} `));
  expect(template(arty, 'artya7.xdc')).toContain(`-period ${(1e9 / arty.clockHz).toFixed(3)} `);
  const script = bitstreamTree(core, arty).get('vivado.tcl');
  expect(script).toContain(`-top ${boardModule('tiny', 'artya7')} -part ${arty.device}\n`);
});

test('an unknown board is the user mistake, with all boards and the nearest', () => {
  expect(() => findBoard('icebreakr', '--board')).toThrow(
    `--board: no such board (found "icebreakr"); allowed: ${BOARD_NAMES.join(', ')}; try: icebreaker`,
  );
  expect(() => findBoard('xyz', '--board')).toThrow(/artya7$/);
});

test('single-port RAMs are refused where there are none', () => {
  const { hardware } = buildDesign('configs/targets/ecg17-small-folded-up5k.json');
  expect(() => refuse(hardware, findBoard('tangnano9k', 'test'))).toThrow(
    'small: Tang Nano 9K has fewer single-port RAMs than the design uses (found 4); allowed: at most 0; ' +
      'try: no "spram" in its folding, or --board icebreaker',
  );
});

/** Runs a bench with Icarus; returns what it prints. */
const simulated = (bench: string) =>
  inFolder((folder) => {
    writeFileSync(join(folder, 'bench.v'), bench);
    const compile = ['-g2005', '-y', 'rtl-templates/boards', '-s', 'bench', '-o', join(folder, 'bench.vvp')];
    const built = spawnSync('iverilog', [...compile, join(folder, 'bench.v')], { encoding: 'utf8' });
    if (built.status !== 0) return `${built.stdout}${built.stderr}`;
    return spawnSync('vvp', ['-n', join(folder, 'bench.vvp')], { encoding: 'utf8' }).stdout.trim();
  });

describe('shared modules', () => {
  test('the reset lasts its cycles after power-on, and again after the button', async () => {
    const printed = await simulated(`module bench;
      reg clk = 0, hold = 0; wire rst_n; integer cycle = 0, low = 0;
      bb_power_on #(.CYCLES(16)) dut (.clk_i(clk), .hold_i(hold), .rst_no(rst_n));
      initial repeat (200) begin
        #1 clk = 1; #1 clk = 0; cycle = cycle + 1;
        hold = cycle >= 100 && cycle < 105;
        if (!rst_n) low = low + 1;
        if (cycle == 99 || cycle == 199) begin $display("%0d %b", low, rst_n); low = 0; end
      end
    endmodule`);
    // Both end with the register behind the counter; the second begins when the button has passed two registers.
    expect(printed).toBe('15 1\n20 1');
  });

  test.each([2, 4, 6])('a clock divided by %d', async (divide) => {
    const printed = await simulated(`module bench;
      reg clk = 0; wire slow; integer rises = 0;
      bb_clock_divider #(.DIVIDE(${divide})) dut (.clk_i(clk), .clk_o(slow));
      always @(posedge slow) rises = rises + 1;
      initial begin repeat (120) begin #1 clk = 1; #1 clk = 0; end $display("%0d", rises); end
    endmodule`);
    expect(Number(printed)).toBe(120 / divide);
  });

  test.each([
    ['bb_power_on', 'CYCLES', 12, 'bb_illegal_CYCLES_is_no_power_of_two'],
    ['bb_clock_divider', 'DIVIDE', 3, 'bb_illegal_DIVIDE_is_not_even'],
  ])('%s refuses %s = %d', async (module, name, value, message) => {
    expect(await simulated(`module bench; ${module} #(.${name}(${value})) dut (); endmodule`)).toContain(message);
  });
});
