import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, test } from 'vitest';
import type { Design } from '../../../generator/config/design.js';
import { findBoard } from '../../../generator/devices/devices.js';
import { generated } from '../../../generator/emit/generated.js';
import { bitstreamTree } from '../../../generator/emit/wrappers/board.js';
import { GATED_BOARDS } from '../../../generator/emit/wrappers/gated-boards/gated-boards.js';
import { random } from '../../../generator/support/random.js';
import { buildTinyFolded, inFolder } from '../tiny.js';

type Monitor = NonNullable<Design['monitor']>;
const MONITOR: Monitor = { clockHz: 12e6, gated: { intakeHz: 10_000, gate: 'oscillator', wakeMicroseconds: 300 } };

function tree(monitor: Monitor = MONITOR, board = 'icebreaker') {
  const { design, hardware } = buildTinyFolded();
  return bitstreamTree(generated({ ...design, monitor }, hardware), findBoard(board, '--board'));
}

/** A monitor as the board wants it. */
const monitorFor = (board: string): Monitor => {
  const { gate, slowHz: intakeHz, clocks } = GATED_BOARDS[board]!;
  return clocks.kind === 'oscillators'
    ? MONITOR
    : { clockHz: findBoard(board, 'test').clockHz, gated: { intakeHz, gate } };
};

/** Port and pin of each line of a file of pins. */
const PIN_LINES = {
  pcf: /^set_io (\S+) +(\S+)$/gm,
  lpf: /^LOCATE COMP "(\S+)" SITE "(\S+)";$/gm,
  cst: /^IO_LOC "(\S+)" (\d+);$/gm,
} as const;

describe.each(Object.keys(GATED_BOARDS))('%s', (board) => {
  const { pins: file } = findBoard(board, 'test');
  const { clocks, slowHz, bitCycles } = GATED_BOARDS[board]!;
  const files = tree(monitorFor(board), board);

  test('every bit of every port has a pin of its own, and there are no other pins', () => {
    const top = files.get(`rtl/bitbeat_tiny_folded__${board.replace('-', '_')}.v`)!;
    const ports = [...top.matchAll(/^ {2}(?:input|output) +wire (?:\[(\d+):0\] )?(\w+)/gm)].flatMap(([, high, name]) =>
      high === undefined ? [name] : Array.from({ length: Number(high) + 1 }, (_, i) => `${name}[${i}]`),
    );
    const ending = file.split('.').at(-1) as keyof typeof PIN_LINES;
    const pins = [...files.get(file)!.matchAll(PIN_LINES[ending])];
    expect(pins.map(([, port]) => port).sort()).toEqual(ports.sort());
    expect(new Set(pins.map(([, , pin]) => pin)).size).toBe(pins.length);
  });

  if (clocks.kind === 'oscillators') return;

  test('pins that the board has in its other top too are the same ones', () => {
    const ending = file.split('.').at(-1) as keyof typeof PIN_LINES;
    const of = (text: string) => new Map([...text.matchAll(PIN_LINES[ending])].map(([, port, pin]) => [port, pin]));
    const { folder } = findBoard(board, 'test');
    const usual = of(readFileSync(`rtl-templates/boards/${folder}/${file}`, 'utf8'));
    const own = of(files.get(file)!);
    const shared = [...own.keys()].filter((port) => usual.has(port));
    expect(shared.length).toBeGreaterThan(2);
    for (const port of shared) expect(own.get(port), port).toBe(usual.get(port));
  });

  test('the slow clock is what the design names it, and the line has a usual rate, both within 1/1000', () => {
    const is = findBoard(board, 'test').clockHz / clocks.divide;
    expect(clocks.divide % 2).toBe(0);
    expect(Math.abs(is / slowHz - 1)).toBeLessThan(1e-3);
    expect(Math.abs(is / bitCycles / 9600 - 1)).toBeLessThan(1e-3);
  });
});

describe('refused, with what is there', () => {
  test.each<[string, Monitor, string, string]>([
    ['another board', MONITOR, 'hx8k', '--board: no top with two clocks for this board'],
    [
      'a gate of a cell',
      { ...MONITOR, gated: { intakeHz: 10_000 } },
      'icebreaker',
      'monitor.gated.gate: the oscillator',
    ],
    ['another slow clock', { ...MONITOR, gated: { gate: 'oscillator' } }, 'icebreaker', 'monitor.gated.intakeHz'],
    [
      'a fast clock that is said to come sooner than it does',
      { ...MONITOR, gated: { intakeHz: 10_000, gate: 'oscillator' } },
      'icebreaker',
      'monitor.gated.wakeMicroseconds: the fast oscillator of iCEBreaker is let through 2 cycles',
    ],
    [
      'a gate of another family',
      { ...monitorFor('ulx3s'), clockHz: 27e6 },
      'tangnano20k',
      "monitor.gated.gate: the core's clock on Tang Nano 20K stands behind a DQCE",
    ],
    [
      'an oscillator where there is none',
      MONITOR,
      'ulx3s',
      "monitor.gated.gate: the core's clock on ULX3S 25F stands behind a DCCA",
    ],
    [
      'another slow clock than the divider gives',
      { clockHz: 25e6, gated: { intakeHz: 10_000, gate: 'ecp5' } },
      'ulx3s',
      'monitor.gated.intakeHz: not the slow clock of ULX3S 25F',
    ],
    [
      'another fast clock than the crystal',
      { ...monitorFor('ulx3s'), clockHz: 12e6 },
      'ulx3s',
      'monitor.clockHz: not the crystal of ULX3S 25F',
    ],
    ['another fast clock', { ...MONITOR, clockHz: 13e6 }, 'icebreaker', 'monitor.clockHz: no clock of iCEBreaker'],
  ])('%s', (_, monitor, board, message) => {
    expect(() => tree(monitor, board)).toThrow(message);
  });
});

test('a hop that is shorter than a frame on the line is refused with the nearest that is not', () => {
  const message = (hopSamples: number) => {
    try {
      tree({ ...MONITOR, hopSamples });
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  const said = message(40);
  expect(said).toMatch(/monitor\.hopSamples: a frame of the UART takes up to \d+ cycles of 10000 Hz/);
  const least = Number(/try: monitor\.hopSamples (\d+)/.exec(said)![1]);
  expect(message(least - 1)).toContain(`try: monitor.hopSamples ${least}`);
  expect(message(least)).toBe('');
});

/** A converter as its data sheet has it: 12 bits behind two clocks and a zero, changed with the falling edge. */
const CONVERTER = `module converter (input cs_ni, input clk_i, input [11:0] code_i, output reg data_o);
  integer edges;
  always @(negedge cs_ni) begin edges = 0; data_o = 1'bz; end
  always @(negedge clk_i) if (!cs_ni) begin
    edges = edges + 1;
    data_o = edges == 2 ? 1'b0 : edges > 2 && edges <= 14 ? code_i[14 - edges] : 1'bz;
  end
endmodule
`;

test('a serial converter: each frame gives its code, and its clock has whole pulses and stands between frames', () =>
  inFolder((folder) => {
    const rng = random(8);
    const codes = [0, 4095, 2048, 1365, ...Array.from({ length: 20 }, () => rng.integer(0, 4095))];
    const bench = `${CONVERTER}module bench;
      reg clk = 0, rst_n = 0; reg [11:0] code = 0; integer n = 0, pulses = 0; time up;
      wire cs_n, sclk, data, strobe; wire [10:0] sample;
      reg [11:0] codes [0:${codes.length - 1}];
      bb_serial_adc #(.BITS(11), .PERIOD(28)) dut (.clk_i(clk), .rst_ni(rst_n), .cs_no(cs_n),
        .sclk_o(sclk), .sdata_i(data), .sample_o(sample), .strobe_o(strobe));
      converter adc (.cs_ni(cs_n), .clk_i(sclk), .code_i(code), .data_o(data));
      always #5 clk = !clk;
      initial begin $readmemh("codes.hex", codes); #12 rst_n = 1; end
      always @(negedge cs_n) begin code = codes[n]; pulses = 0; end
      always @(posedge sclk) begin pulses = pulses + 1; up = $time; end
      always @(negedge sclk) if ($time - up != 5) $display("short");
      always @(posedge clk) if (strobe) begin
        $display("%0d %0d %0d", sample, pulses, cs_n);
        n = n + 1;
        if (n == ${codes.length}) $finish;
      end
    endmodule\n`;
    writeFileSync(join(folder, 'codes.hex'), codes.map((code) => `${code.toString(16)}\n`).join(''));
    writeFileSync(join(folder, 'bench.v'), readFileSync('rtl-templates/lowpower/bb_serial_adc.v', 'utf8') + bench);
    execaSync('iverilog', ['-g2005', '-s', 'bench', '-o', 'run', 'bench.v'], { cwd: folder });
    const { stdout } = execaSync('vvp', ['-n', 'run'], { cwd: folder });
    expect(stdout.trim().split('\n')).toEqual(codes.map((code) => `${code >> 1} 15 1`));
  }));
