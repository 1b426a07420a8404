import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Random } from '../../generator/support/random.js';
import { inFolder } from '../emit/tiny.js';

const run = promisify(execFile);

/** A stream of a bench: in Verilog `<name>_data`, `<name>_valid` and `<name>_ready`. */
export interface BenchStream {
  name: string;
  bits: number;
  /** Beats of each epoch, [epoch][beat]: what is brought, or what must come. */
  beats: readonly (readonly bigint[])[];
  /** Output only: the ready side never pauses. */
  eager?: boolean;
}

/** A module with random parameters and data; every epoch begins with a reset. */
export interface ModuleBench {
  /** Verilog that declares `<stream>_valid`, `_data` of outputs and `_ready` of inputs as it needs and instantiates the module. */
  instance: string;
  inputs: readonly BenchStream[];
  outputs: readonly BenchStream[];
  /** For each epoch, the cycle in which the next reset comes; null: when all its outputs came. */
  cuts: readonly (number | null)[];
  /** Files that the module reads, by path. */
  files?: ReadonlyMap<string, string>;
  /** Cycles without a beat after which an epoch is given up. */
  patience?: number;
}

/** A change of a module's text, to see that a bench notices it. */
export interface Damage {
  file: string;
  find: string;
  replace: string;
}

const MODULE_FOLDERS = ['rtl-templates/core', 'rtl-templates/folded'];
const PAUSES = [0, 0, 64, 128, 230];

/** Runs a bench in Icarus, 4-state; returns what failed, in words. */
export function runBench(bench: ModuleBench, rng: Random, damage?: Damage): Promise<string[]> {
  return inFolder(async (folder) => {
    for (const modules of MODULE_FOLDERS)
      for (const file of readdirSync(modules).filter((name) => name.endsWith('.v')))
        copyFileSync(join(modules, file), join(folder, file));
    for (const file of ['bench_source.v', 'bench_sink.v'])
      copyFileSync(join(import.meta.dirname, file), join(folder, file));
    for (const [path, text] of bench.files ?? []) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    if (damage !== undefined) {
      const text = readFileSync(join(folder, damage.file), 'utf8');
      const pieces = text.split(damage.find);
      if (pieces.length !== 2) throw new Error(`${damage.file}: "${damage.find}" is there ${pieces.length - 1} times`);
      writeFileSync(join(folder, damage.file), pieces.join(damage.replace));
    }
    for (const { name, bits, beats } of [...bench.inputs, ...bench.outputs]) {
      const line = (beat: bigint, epoch: number) =>
        (BigInt.asUintN(bits, beat) | (BigInt(epoch) << BigInt(bits))).toString(16);
      const lines = beats.flatMap((own, epoch) => own.map((beat) => `${line(beat, epoch)}\n`));
      writeFileSync(join(folder, `${name}.hex`), lines.length > 0 ? lines.join('') : `${line(0n, 0xffff)}\n`);
    }
    writeFileSync(join(folder, 'bench.v'), benchText(bench, rng));
    await run('iverilog', ['-g2005', '-y', '.', '-s', 'bench', '-o', 'bench.vvp', 'bench.v'], { cwd: folder });
    const { stdout } = await run('vvp', ['-n', 'bench.vvp'], { cwd: folder, maxBuffer: 2 ** 26 });
    const failures = stdout.split('\n').filter((text) => /^(FAIL|ERROR|HANG)|warning/i.test(text));
    if (!/^DONE$/m.test(stdout)) failures.push(`the bench did not end: ${stdout.slice(-300)}`);
    return failures.slice(0, 8);
  });
}

function benchText({ instance, inputs, outputs, cuts, patience = 20_000 }: ModuleBench, rng: Random): string {
  const seed = () => rng.integer(1, 2 ** 30);
  const beats = ({ beats: all }: BenchStream) => Math.max(1, all.flat().length);
  const pauses = (fixed: boolean) =>
    `{${cuts.map(() => `8'd${fixed ? 0 : PAUSES[rng.integer(0, PAUSES.length - 1)]!}`).join(', ')}}`;
  const streams = [...inputs, ...outputs].map(
    ({ name, bits, eager = false }) => `  wire ${name}_valid, ${name}_ready;
  wire [${bits - 1}:0] ${name}_data;
  wire [${8 * cuts.length - 1}:0] ${name}_pauses = ${pauses(eager)};
  wire [7:0] ${name}_pause = ${name}_pauses >> (8 * epoch);`,
  );
  const source = (stream: BenchStream) => `  bench_source #(
    .BITS(${stream.bits}), .BEATS(${beats(stream)}), .SEED(${seed()}), .NAME("${stream.name}")
  ) ${stream.name} (
    .clk(clk), .rst_n(rst_n), .epoch(epoch), .pause(${stream.name}_pause),
    .valid(${stream.name}_valid), .data(${stream.name}_data), .ready(${stream.name}_ready)
  );`;
  const sink = (stream: BenchStream) => `  wire ${stream.name}_done;
  bench_sink #(
    .BITS(${stream.bits}), .BEATS(${beats(stream)}), .SEED(${seed()}), .NAME("${stream.name}")
  ) ${stream.name} (
    .clk(clk), .rst_n(rst_n), .epoch(epoch), .pause(${stream.name}_pause), .valid(${stream.name}_valid),
    .data(${stream.name}_data), .ready(${stream.name}_ready), .done(${stream.name}_done)
  );`;
  return `module bench;
  reg        clk, rst_n;
  reg [15:0] epoch;
${streams.join('\n')}
${instance}
${inputs.map(source).join('\n')}
${outputs.map(sink).join('\n')}
  wire done = ${outputs.map(({ name }) => `${name}_done`).join(' && ')};
  wire busy = ${outputs.map(({ name }) => `(${name}_valid === 1'b1 && ${name}_ready)`).join(' || ')};
  integer quiet, n;
  always #5 clk = !clk;
  task one_epoch(input integer cut, input integer resets);
    begin
      rst_n = 1'b0;
      repeat (resets) @(negedge clk);
      rst_n = 1'b1;
      quiet = 0;
      if (cut > 0) repeat (cut) @(negedge clk);
      else begin
        while (!done && quiet < ${patience}) begin
          @(negedge clk);
          quiet = busy ? 0 : quiet + 1;
        end
        if (!done) $display("HANG in epoch %0d", epoch);
        repeat (40) @(negedge clk);
      end
      epoch = epoch + 1;
    end
  endtask
  initial begin
    clk   = 1'b0;
    epoch = 16'd0;
    rst_n = 1'b0;
    @(negedge clk);
${cuts.map((cut) => `    one_epoch(${cut ?? 0}, ${rng.integer(0, 1) * rng.integer(0, 2) + 1});`).join('\n')}
    $display("DONE");
    $finish;
  end
endmodule
`;
}

/** Fields put together into one payload, the first in the highest bits: [value, bits]. */
export function payload(...fields: readonly (readonly [number | boolean, number])[]): bigint {
  return fields.reduce((all, [value, bits]) => (all << BigInt(bits)) | BigInt.asUintN(bits, BigInt(value)), 0n);
}
