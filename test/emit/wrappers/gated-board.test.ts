import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, test } from 'vitest';
import type { Design } from '../../../generator/config/design.js';
import { findBoard } from '../../../generator/devices/devices.js';
import { generated } from '../../../generator/emit/generated.js';
import { bitstreamTree } from '../../../generator/emit/wrappers/board.js';
import { random } from '../../../generator/support/random.js';
import { buildTinyFolded, inFolder } from '../tiny.js';

type Monitor = NonNullable<Design['monitor']>;
const MONITOR: Monitor = { clockHz: 12e6, gated: { intakeHz: 10_000, gate: 'oscillator', wakeMicroseconds: 300 } };

function tree(monitor: Monitor = MONITOR, board = 'icebreaker') {
  const { design, hardware } = buildTinyFolded();
  return bitstreamTree(generated({ ...design, monitor }, hardware), findBoard(board, '--board'));
}

test('every bit of every port has a pin of its own, and there are no other pins', () => {
  const ports = [
    ...tree()
      .get('rtl/bitbeat_tiny_folded__icebreaker.v')!
      .matchAll(/^ {2}(?:input|output) +wire (?:\[(\d+):0\] )?(\w+)/gm),
  ].flatMap(([, high, name]) =>
    high === undefined ? [name] : Array.from({ length: Number(high) + 1 }, (_, i) => `${name}[${i}]`),
  );
  const pins = [
    ...tree()
      .get('icebreaker.pcf')!
      .matchAll(/^set_io (\S+) +(\S+)$/gm),
  ];
  expect(pins.map(([, port]) => port).sort()).toEqual(ports.sort());
  expect(new Set(pins.map(([, , pin]) => pin)).size).toBe(pins.length);
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
