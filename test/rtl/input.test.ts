import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quantiseInput } from '../../generator/model/interpreter.js';
import { inFolder } from '../emit/tiny.js';

interface Setting {
  codeBits: number;
  zero: number;
  shift: number;
  bits: number;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const SHIFTS = [0, 1, 2, 3, 4, 15];
const BITS = range(2, 16);

/** Every setting of codes of so few bits, but for shifts that leave the sign alone. */
const SMALL = range(1, 3).flatMap((codeBits) =>
  range(0, 2 ** codeBits - 1).flatMap((zero) =>
    SHIFTS.flatMap((shift) => BITS.map((bits): Setting => ({ codeBits, zero, shift, bits }))),
  ),
);

/** The edges of wider ones. */
const WIDE = range(4, 16).flatMap((codeBits) =>
  [0, 2 ** (codeBits - 1), 2 ** codeBits - 1].flatMap((zero) =>
    [...new Set([0, 1, codeBits - 1, codeBits, codeBits + 1, 15])]
      .filter((shift) => shift <= 15)
      .flatMap((shift) =>
        [...new Set([2, codeBits - 1, codeBits, codeBits + 1, codeBits + 2, 16])]
          .filter((bits) => bits >= 2 && bits <= 16)
          .map((bits): Setting => ({ codeBits, zero, shift, bits })),
      ),
  ),
);

/** All instances at once; prints a line a code, with what each instance makes of it. */
function bench(settings: readonly Setting[], codes: readonly number[]): string {
  const instances = settings.map(
    ({ codeBits, zero, shift, bits }, i) => `  wire signed [${bits - 1}:0] x${i};
  bb_input #(.CODE_BITS(${codeBits}), .ZERO(${zero}), .SHIFT(${shift}), .BITS(${bits}), .SAMPLES(4)) i${i} (
    .clk_i(1'b0), .rst_ni(1'b1), .code_i(code[${codeBits - 1}:0]), .take_i(1'b0), .x_o(x${i}), .end_o()
  );
`,
  );
  return `module t;
  reg [15:0] code;
${instances.join('')}  task show; begin
${settings.map((_, i) => `    $write(" %0d", x${i});\n`).join('')}    $display;
  end endtask
  initial begin
${codes.map((code) => `    code = 16'd${code}; #1 show;\n`).join('')}  end
endmodule
`;
}

/** What the instances give, [code][setting]. */
function simulated(folder: string, settings: readonly Setting[], codes: readonly number[]): number[][] {
  copyFileSync('rtl-templates/core/bb_input.v', join(folder, 'bb_input.v'));
  writeFileSync(join(folder, 't.v'), bench(settings, codes));
  execFileSync('iverilog', ['-g2005', '-o', 't.vvp', 't.v', 'bb_input.v'], { cwd: folder });
  const lines = execFileSync('vvp', ['-n', 't.vvp'], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 }).trim();
  return lines.split('\n').map((line) => line.trim().split(' ').map(Number));
}

test.each([
  ['every setting of codes of 1 to 3 bits', SMALL, range(0, 7)],
  ['the edges of wider codes', WIDE, [0, 1, 2, 7, 8, 9, 127, 128, 129, 2047, 2048, 32767, 32768, 65534, 65535]],
])('bb_input gives what the interpreter computes: %s', (_, settings, codes) =>
  inFolder((folder) => {
    const got = simulated(folder, settings, codes);
    const wrong = codes.flatMap((code, c) =>
      settings.flatMap((setting, s) => {
        const own = code % 2 ** setting.codeBits;
        const expected = quantiseInput({ samples: 1, channels: 1, sampleRateHz: 1, ...setting }, [own])[0];
        return got[c]![s] === expected ? [] : [{ ...setting, code: own, wanted: expected, got: got[c]![s] }];
      }),
    );
    expect(settings.length * codes.length).toBeGreaterThan(9000);
    expect(wrong).toEqual([]);
  }),
);

test('its widths give no word of Verilator or Icarus', () =>
  inFolder((folder) => {
    copyFileSync('rtl-templates/core/bb_input.v', join(folder, 'bb_input.v'));
    for (const [codeBits, bits, shift] of [
      [1, 2, 0],
      [1, 16, 15],
      [8, 10, 0],
      [8, 9, 8],
      [16, 16, 15],
      [16, 2, 0],
      [2, 2, 3],
    ]) {
      const parameters = { CODE_BITS: codeBits, BITS: bits, SHIFT: shift, ZERO: 1 };
      const flags = Object.entries(parameters);
      const said = (program: string, args: string[]) => {
        const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
        return `${status} ${stdout}${stderr}`;
      };
      const lint = ['--lint-only', '-Wall', ...flags.map(([name, value]) => `-G${name}=${value}`), 'bb_input.v'];
      expect(said('verilator', lint)).toBe('0 ');
      const chosen = flags.map(([name, value]) => `-Pbb_input.${name}=${value}`);
      expect(said('iverilog', ['-g2005', '-Wall', ...chosen, '-t', 'null', 'bb_input.v'])).toBe('0 ');
    }
  }));
