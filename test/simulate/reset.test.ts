import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classBits } from '../../generator/arch/hardware.js';
import { resetPin } from '../../generator/arch/interface.js';
import { type Ports, RESET_STYLES } from '../../generator/config/ports.js';
import { generated } from '../../generator/emit/generated.js';
import { layerStream, topModule } from '../../generator/emit/names.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import type { IntegerModel } from '../../generator/model/integer-model.js';
import { codesPerWindow } from '../../generator/network/input.js';
import { writeVectors } from '../../generator/simulate/vectors.js';
import { randomFragments } from '../../generator/verify/fuzz/random-model.js';
import { inFolder } from '../emit/tiny.js';
import { printPorts, tinyWith } from '../emit/with-ports.js';

type Name = 'tiny' | 'tiny-folded';
type Damage = [file: string, find: string, replace: string];

const FRAGMENTS = 3;

/** The tiny model with samples in place of the padding of its first layer, which then can take them at once. */
const eager = (model: IntegerModel): IntegerModel => ({
  ...model,
  input: { ...model.input, samples: model.input.samples + 2 * model.layers[0]!.padding },
  layers: model.layers.with(0, { ...model.layers[0]!, padding: 0 }),
});

/** Resets a tiny design twelve times, in 4-state simulation; returns what the bench printed. */
function played(name: Name, ports: Ports, damage?: Damage): Promise<string> {
  return inFolder((parent) => {
    const folder = join(parent, name);
    const { design, hardware } = tinyWith(name, ports, undefined, eager);
    writeTree(folder, name, generated(design, hardware).tree, false);
    if (damage !== undefined) {
      const [part, find, replace] = damage;
      const file = join(folder, 'rtl', `${topModule(name)}${part}.v`);
      const pieces = readFileSync(file, 'utf8').split(find);
      expect(pieces).toHaveLength(2);
      writeFileSync(file, pieces.join(replace));
    }
    const { model, latencyCycles } = hardware;
    const set = randomFragments(model.input, FRAGMENTS, 5);
    writeVectors(folder, hardware, set);
    copyFileSync(join(folder, `${layerStream(model.layers.at(-1)!.name)}.hex`), join(folder, 'scores.hex'));
    const values = {
      SAMPLES: codesPerWindow(model.input),
      FRAGMENTS,
      CLASSES: model.classes.length,
      CODE_BITS: model.input.codeBits,
      SCORE_BITS: hardware.layers.at(-1)!.outBits,
      CLASS_BITS: classBits(model.classes.length),
      ASYNC: Number(ports.reset === 'async-low'),
      REGISTERED: Number(ports.registered),
      RESETS: 12,
      CYCLES: 2 * latencyCycles,
    };
    const { port, asserted } = resetPin(hardware);
    const device = `module device (
  input wire clk, rst, input wire [${values.CODE_BITS - 1}:0] sample, input wire valid, output wire ready,
  output wire [${values.SCORE_BITS - 1}:0] score, output wire score_valid, input wire score_ready,
  output wire score_last, output wire [${values.CLASS_BITS - 1}:0] class_index
);
  ${topModule(name)} dut (
    .clk_i(clk), .${port}(${asserted === 1 ? 'rst' : '!rst'}), .sample_i(sample), .sample_valid_i(valid),
    .sample_ready_o(ready), .score_o(score), .score_valid_o(score_valid), .score_ready_i(score_ready),
    .score_last_o(score_last), .class_o(class_index)
  );
endmodule
`;
    writeFileSync(join(folder, 'device.v'), device);
    const sources = [join(import.meta.dirname, 'bench_reset.v'), 'device.v'];
    const rtl = readdirSync(join(folder, 'rtl')).map((file) => `rtl/${file}`);
    const set_ = Object.entries(values).map(([key, value]) => `-Pbench_reset.${key}=${value}`);
    execFileSync('iverilog', ['-g2005', '-s', 'bench_reset', ...set_, '-o', 'sim.vvp', ...sources, ...rtl], {
      cwd: folder,
    });
    return execFileSync('vvp', ['-n', 'sim.vvp'], { cwd: folder, encoding: 'utf8' });
  });
}

const STYLES = RESET_STYLES.flatMap((reset) => [false, true].map((registered): Ports => ({ registered, reset })));
const NAMES: Name[] = ['tiny', 'tiny-folded'];
const CASES = NAMES.flatMap((name) => STYLES.map((ports) => ({ name, ports, kind: printPorts(ports) })));

test.each(CASES)('$name, $kind: right after a reset at any time', async ({ name, ports }) => {
  expect(await played(name, ports)).toMatch(/^PASS: \d+ scores compared$/m);
});

const DEFECTS: [string, Name, Ports, Damage][] = [
  [
    'samples are taken before an asynchronous reset is over inside',
    'tiny',
    { registered: false, reset: 'async-low' },
    ['', 'code_ready && released', 'code_ready'],
  ],
  [
    'an active-high reset does nothing',
    'tiny-folded',
    { registered: false, reset: 'sync-high' },
    ['', '= !rst_i', "= 1'b1 || rst_i"],
  ],
  [
    'a register slice keeps its beat',
    'tiny',
    { registered: true, reset: 'sync-low' },
    ['__register_slice', "valid_q <= 1'b0;", ''],
  ],
  [
    'a block waits for the clock to be reset',
    'tiny-folded',
    { registered: true, reset: 'async-low' },
    ['__register_slice', 'or negedge rst_ni', ''],
  ],
];

test.each(DEFECTS)('%s: noticed', async (_, name, ports, damage) => {
  expect(await played(name, ports, damage)).toMatch(/^FAIL/m);
});
