import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { FrameReader } from '../../generator/link/frames.js';
import {
  parseResultFrame,
  RESULT_FRAME_BYTES,
  type ResultFrame,
  resultFrameCycles,
} from '../../generator/link/result-frames.js';
import { readLine } from '../../generator/simulate/wrappers/line.js';
import { random } from '../../generator/support/random.js';
import { inFolder } from '../emit/tiny.js';

/** bb_result_frames: results as frames on a line, cycle by cycle. */

const CLASS_BITS = 5;
interface Given extends Omit<ResultFrame, 'lost'> {
  /** Cycles since the result before. */
  wait: number;
}

const rng = random(21);
/** Flags and escapes of the line in every byte that can have them. */
const AWKWARD = [0x7e7e7e7e, 0x7d7d7d7d, 0x7d5e7e00, 0, 0xffffffff];
const given = (wait: () => number, count: number): Given[] =>
  Array.from({ length: count }, (_, i) => ({
    wait: wait(),
    index: AWKWARD[i] ?? rng.integer(0, 2 ** 32 - 1),
    classValid: rng.integer(0, 1) === 1,
    classIndex: rng.integer(0, 2 ** CLASS_BITS - 1),
    // 7E is not a class here, but it is flags with a status.
    flags: i % 4 === 0 ? 6 : rng.integer(0, 7),
    status: i % 4 === 0 ? 7 : rng.integer(0, 15),
  }));

type Damage = readonly [text: string, by: string];

async function framesOf(results: readonly Given[], bitCycles: number, damage?: Damage) {
  const rows = results.map(({ wait, index, classValid, classIndex, flags, status }) =>
    [wait, index, Number(classValid), classIndex, flags, status].map((one) => one.toString(16)).join(' '),
  );
  const bench = `module bench;
    reg clk = 0, rst_n = 0, result = 0, valid = 0; reg [${CLASS_BITS - 1}:0] class_q; reg [2:0] flags; reg [31:0] index;
    reg [3:0] status; wire tx; integer file, found, left, quiet = 0, cycle = 0; reg [31:0] row [0:5]; reg was;
    bb_result_frames #(.CYCLES(${bitCycles}), .CLASS_BITS(${CLASS_BITS})) dut (.clk_i(clk), .rst_ni(rst_n),
      .result_i(result), .class_valid_i(valid), .class_i(class_q), .flags_i(flags), .index_i(index),
      .status_i(status), .tx_o(tx));
    always #5 clk = !clk;
    initial begin file = $fopen("rows.hex", "r"); next; #22 rst_n = 1; end
    task next; begin
      found = $fscanf(file, "%h %h %h %h %h %h", row[0], row[1], row[2], row[3], row[4], row[5]);
      left = row[0];
    end endtask
    always @(posedge clk) begin
      if (tx !== was) $display("%0d %b", cycle, tx);
      was = tx; cycle = cycle + 1;
      // What is held only with its result.
      result <= 0; {valid, class_q, flags, index, status} <= {$random, $random};
      if (rst_n) begin
        left = left - 1;
        if (found == 6 && left == 0) begin
          result <= 1; index <= row[1]; valid <= row[2]; class_q <= row[3]; flags <= row[4]; status <= row[5];
          next;
        end else if (found != 6) quiet = quiet + 1;
        if (quiet == ${2 * resultFrameCycles(bitCycles)}) begin $display("%0d end", cycle); $finish; end
      end
    end
  endmodule\n`;
  const source = (file: string) => readFileSync(`rtl-templates/${file}`, 'utf8');
  const own = source('lowpower/bb_result_frames.v');
  if (damage !== undefined) expect(own).toContain(damage[0]);
  const printed = await inFolder((folder) => {
    writeFileSync(join(folder, 'rows.hex'), `${rows.join('\n')}\n`);
    const damaged = damage === undefined ? own : own.replace(...damage);
    writeFileSync(join(folder, 'bench.v'), source('link/bb_uart_tx.v') + damaged + bench);
    execaSync('iverilog', ['-g2005', '-s', 'bench', '-o', 'run', 'bench.v'], { cwd: folder });
    return execaSync('vvp', ['-n', 'run'], { cwd: folder }).stdout;
  });
  const lines = printed
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const levels = lines.slice(0, -1).map(([at, level]) => ({ at: Number(at), level: level! }));
  const rests = levels.findIndex(({ level }) => level === '1');
  const bytes = readLine(levels, levels[rests]!.at, Number(lines.at(-1)![0]), bitCycles);
  expect(bytes.every(({ sound }) => sound)).toBe(true);
  const reader = new FrameReader(RESULT_FRAME_BYTES);
  const frames = reader.push(bytes.map(({ value }) => value)).map((content) => parseResultFrame(content));
  return { frames, faults: reader.faults };
}

const sent = ({ wait: _, ...result }: Given, lost = false): ResultFrame => ({ ...result, lost });

test.each([2, 3, 8])('%d cycles a bit: every result, a frame or more apart, is sent', async (bitCycles) => {
  const least = resultFrameCycles(bitCycles);
  const results = given(() => least + rng.integer(0, 1) * rng.integer(0, least), 24);
  expect(await framesOf(results, bitCycles)).toEqual({ frames: results.map((one) => sent(one)), faults: 0 });
});

test('a result while one is sent: that one is whole, the next says that one is missing', async () => {
  const least = resultFrameCycles(4);
  const [first, missed, next, last] = given(() => least, 4) as [Given, Given, Given, Given];
  const results = [first, { ...missed, wait: 100 }, next, last];
  expect(await framesOf(results, 4)).toEqual({ frames: [sent(first), sent(next, true), sent(last)], faults: 0 });
});

test.each<[string, Damage]>([
  ['no escapes', ['special && !escaped_q', "1'b0"]],
  ['another check sum', ['place_q <= CHECK &&', 'place_q < CHECK &&']],
  ['content that is not held', ['if (!busy_q) begin\n      place_q', 'if (!busy_q || result_i) begin\n      place_q']],
  ['what is missing is not said', ["lost_q <= 1'b1", "lost_q <= 1'b0"]],
])('defect: %s', async (_, damage) => {
  const least = resultFrameCycles(4);
  const results = given(() => least, 10).map((one, i) => (i === 7 ? { ...one, wait: 100 } : one));
  const expected = results.flatMap((one, i) => (i === 7 ? [] : [sent(one, i === 8)]));
  expect((await framesOf(results, 4)).frames).toEqual(expected);
  expect((await framesOf(results, 4, damage)).frames).not.toEqual(expected);
});
