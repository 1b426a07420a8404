import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildDesign } from '../../../generator/arch/built-design.js';
import type { Hardware } from '../../../generator/arch/hardware.js';
import { generated } from '../../../generator/emit/generated.js';
import { boardIdentity, uartFiles } from '../../../generator/emit/wrappers/uart.js';
import { UserError } from '../../../generator/support/errors.js';
import { buildTiny, inTiny } from '../tiny.js';

const { design, hardware } = buildTiny();
const { input } = hardware.model;

const withInput = (change: Partial<typeof input>): Hardware => ({
  ...hardware,
  model: { ...hardware.model, input: { ...input, ...change } },
});

test.each([
  ['bitbeat_tiny__uart', 'BAUD(3000000)', 'bb_illegal_BAUD_is_above_an_eighth_of_CLOCK_HZ'],
  ['bitbeat_tiny__uart', 'BAUD(1270000)', 'bb_illegal_BAUD_is_not_near_a_whole_part_of_CLOCK_HZ'],
  ['bitbeat_tiny__link', 'CLASSES(83)', 'bb_illegal_CLASSES_their_scores_are_above_247_bytes'],
  ['bitbeat_tiny__link', 'CODE_BITS(17)', 'bb_illegal_CODE_BITS_is_above_16'],
  ['bitbeat_tiny__link', 'CODES(65536)', 'bb_illegal_CODES_is_above_65535'],
  ['bitbeat_tiny__uart_rx', 'CYCLES(7)', 'bb_illegal_CYCLES_is_below_8'],
])('elaboration refuses %s with %s and says why', (module, parameter, message) =>
  inTiny((folder) => {
    for (const [path, text] of uartFiles(generated(design, hardware))) writeFileSync(join(folder, path), text);
    writeFileSync(join(folder, 't.v'), `module t; ${module} #(.${parameter}) i (); endmodule\n`);
    const args = ['-g2005', '-y', 'rtl', '-s', 't', '-t', 'null', 't.v'];
    const { status, stderr } = spawnSync('iverilog', args, { cwd: folder, encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  }),
);

test('on iCE40 the link and its UART take at most 500 LUTs and one block RAM', () =>
  inTiny((folder) => {
    const { design, hardware } = buildDesign('ecg17-small-folded');
    for (const [path, text] of uartFiles(generated(design, hardware))) writeFileSync(join(folder, path), text);
    const core = 'bitbeat_ecg17_small_folded';
    const top = `${core}__uart`;
    // Of the classifier only the ports are there.
    const script = [
      `read_verilog ${['uart', 'link', 'uart_rx', 'uart_tx', 'ram'].map((part) => `rtl/${core}__${part}.v`).join(' ')}`,
      'read_verilog -lib core.v',
      `synth_ice40 -abc9 -dff -top ${top}`,
      'tee -q -o stat.json stat -json',
    ];
    const { model, layers } = hardware;
    writeFileSync(join(folder, 'core.v'), uartCore(model.input.codeBits, layers.at(-1)!.outBits));
    const ran = spawnSync('yosys', ['-q', '-p', script.join('; ')], { cwd: folder, encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const { design: all } = JSON.parse(readFileSync(join(folder, 'stat.json'), 'utf8'));
    const cells: Record<string, number> = all.num_cells_by_type;
    expect(cells.SB_LUT4).toBeGreaterThan(300);
    expect(cells.SB_LUT4).toBeLessThanOrEqual(500);
    expect(cells.SB_RAM40_4K).toBe(1);
  }));

const uartCore = (
  codeBits: number,
  scoreBits: number,
) => `(* blackbox *) module bitbeat_ecg17_small_folded #(parameter MEM = "") (
  input clk_i, input rst_ni, input [${codeBits - 1}:0] sample_i, input sample_valid_i, output sample_ready_o,
  output [${scoreBits - 1}:0] score_o, output score_valid_o, input score_ready_i, output score_last_o,
  output [4:0] class_o
); endmodule
`;

test('what the link cannot carry is refused with every figure', () => {
  const classes = Array.from({ length: 300 }, (_, i) => `c${i}`);
  const large = { ...withInput({ samples: 70_000 }), model: { ...withInput({ samples: 70_000 }).model, classes } };
  expect(() => boardIdentity(generated(design, large))).toThrow(UserError);
  expect(() => boardIdentity(generated(design, large))).toThrow(/70000.*65535[\s\S]*300.*allowed: up to/);
});

test('a board tells model and configuration apart', () => {
  const one = boardIdentity(generated(design, hardware));
  expect(boardIdentity(generated({ ...design, parity: true }, hardware))).toEqual({
    ...one,
    configurationHash: expect.not.stringMatching(one.configurationHash),
  });
  expect(boardIdentity(generated(design, withInput({ zero: 1 }))).modelHash).not.toBe(one.modelHash);
});
