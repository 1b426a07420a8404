import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Random, random } from '../../generator/support/random.js';
import { inFolder } from '../emit/tiny.js';

/** The UART against a line with another clock, pulses, broken stop bits and resets, in 4-state simulation. */

const execute = promisify(execFile);
const KIND = { byte: 0, broken: 1, pulse: 2, low: 3, rest: 4, reset: 5 } as const;

interface Setting {
  cycles: number;
  /** By how much the other clock's bit is longer, in thousandths. */
  skew: number;
}
type Damage = [file: string, find: string, replace: string] | null;

function drawEvents(rng: Random): { events: [keyof typeof KIND, number][]; expected: string[] } {
  const events: [keyof typeof KIND, number][] = [];
  const expected: string[] = [];
  const byte = () => rng.integer(0, 255);
  const hex = (value: number) => value.toString(16).padStart(2, '0');
  for (let i = 0; i < 60; i++) {
    const value = byte();
    switch (rng.integer(0, 11)) {
      case 0:
        events.push(['broken', value]);
        expected.push('ERROR');
        break;
      case 1:
        // Up to a quarter of a bit: not there in the middle of a start bit.
        events.push(['pulse', rng.integer(1, 25)]);
        break;
      case 2:
        events.push(['low', rng.integer(11, 30)]);
        expected.push('ERROR');
        break;
      case 3:
        events.push(['reset', 0]);
        expected.push('RESET');
        break;
      case 4:
        events.push(['rest', rng.integer(1, 300)]);
        break;
      default:
        events.push(['byte', value]);
        expected.push(`BYTE ${hex(value)}`);
    }
  }
  return { events, expected };
}

async function failures({ cycles, skew }: Setting, seed: number, damage: Damage = null): Promise<string[]> {
  const { events, expected } = drawEvents(random(seed));
  return inFolder(async (folder) => {
    for (const file of ['bb_uart_rx.v', 'bb_uart_tx.v']) copyFileSync(`rtl-templates/link/${file}`, join(folder, file));
    copyFileSync('test/rtl/bench_uart.v', join(folder, 'bench_uart.v'));
    if (damage !== null) {
      const [file, find, replace] = damage;
      const pieces = readFileSync(join(folder, file), 'utf8').split(find);
      expect(pieces).toHaveLength(2);
      writeFileSync(join(folder, file), pieces.join(replace));
    }
    writeFileSync(
      join(folder, 'events.hex'),
      events.map(([kind, value]) => `${KIND[kind]} ${value.toString(16)}\n`).join(''),
    );
    const given = `.CYCLES(${cycles}), .SKEW(${skew}), .SEED(${seed})`;
    writeFileSync(
      join(folder, 'bench.v'),
      `\`timescale 1ns / 1ps\nmodule bench; bench_uart #(${given}) b (); endmodule\n`,
    );
    await execute('iverilog', ['-g2005', '-y', '.', '-s', 'bench', '-o', 'b.vvp', 'bench.v'], { cwd: folder });
    const { stdout } = await execute('vvp', ['-n', 'b.vvp'], { cwd: folder, timeout: 20_000 });
    const lines = stdout.split('\n').filter(Boolean);
    const found = lines.filter((line) => line.startsWith('FAIL'));
    const received = lines.filter((line) => /^(BYTE|ERROR|RESET)/.test(line));
    if (received.join() !== expected.join()) found.push(`received ${received.join()}, expected ${expected.join()}`);
    found.push(...unseen(lines));
    return found;
  });
}

/** Every byte that was sent is seen on the line with its stop bit, in order, but one that a reset cut short. */
function unseen(lines: readonly string[]): string[] {
  const found: string[] = [];
  const waiting: string[] = [];
  for (const line of lines) {
    const [word, value, stop] = line.split(' ');
    if (word === 'RESET') waiting.length = 0;
    if (word === 'SENT') waiting.push(value!);
    if (word !== 'SEEN') continue;
    const sent = waiting.shift();
    if (sent !== undefined && (value !== sent || stop !== '1'))
      found.push(`sent ${sent}, seen ${value} with stop bit ${stop}`);
  }
  if (waiting.length > 0) found.push(`never seen: ${waiting.join()}`);
  return found;
}

const SETTINGS: Setting[] = [8, 9, 13, 104].flatMap((cycles) => [-20, 0, 20].map((skew) => ({ cycles, skew })));

test.each(SETTINGS)('$cycles cycles a bit, the other clock $skew thousandths off', async (setting) => {
  expect(await failures(setting, setting.cycles)).toEqual([]);
});

test.each<[string, Damage]>([
  ['a start bit is believed without its middle', ['bb_uart_rx.v', 'start && line', "start && 1'b0"]],
  ['a low stop bit is not minded', ['bb_uart_rx.v', 'sample && stop && line;', 'sample && stop;']],
  ['a line that is still low is a start bit', ['bb_uart_rx.v', 'line_q[2] && !line', '!line']],
  ['bits are sampled at their end', ['bb_uart_rx.v', 'CYCLES / 2 - 1', 'CYCLES - 1']],
  ['the stop bit is not sent', ['bb_uart_tx.v', "left_q  <= 4'd9", "left_q  <= 4'd8"]],
  ['a reset leaves the receiver as it is', ['bb_uart_rx.v', "busy_q  <= 1'b0;\n      valid_o", 'valid_o']],
])('%s: noticed', async (_, damage) => {
  for (let seed = 1; seed <= 4; seed++) if ((await failures({ cycles: 16, skew: 20 }, seed, damage)).length > 0) return;
  expect.unreachable('no instance noticed the defect');
});
