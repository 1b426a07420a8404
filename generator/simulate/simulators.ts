import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { requireTool } from '../config/tools.js';

export const SIMULATORS = ['verilator', 'icarus'] as const;
export type SimulatorName = (typeof SIMULATORS)[number];

/** A compiled bench: runs in the generated folder, where the memory images are. */
export interface CompiledBench {
  /** Name and version of the simulator, for reports. */
  tool: string;
  /** Runs with plus-arguments and returns what the bench printed. */
  run(plusArguments: readonly string[]): Promise<string>;
}

const VERILATOR_FLAGS = [
  '--cc',
  '--exe',
  '--build',
  '-j',
  '0',
  '-O3',
  '--noassert',
  // Every register starts with a random value, so that nothing can lean on a lucky zero.
  '--x-initial',
  'unique',
  '--x-assign',
  'unique',
  '-CFLAGS',
  '-O2',
  '--top-module',
  'bitbeat_tb',
  '-Irtl',
  '-Itb',
];

/** Compiles the bench that lies in `folder`; the result is kept there and used again while no source changes. */
export async function compileBench(folder: string, simulator: SimulatorName): Promise<CompiledBench> {
  return simulator === 'verilator' ? compileVerilator(folder) : compileIcarus(folder);
}

async function compileVerilator(folder: string): Promise<CompiledBench> {
  const verilator = requireTool('verilator');
  requireTool('g++');
  requireTool('make');
  const key = sourceKey(folder, ['verilator', verilator.version, ...VERILATOR_FLAGS]);
  const objects = join(folder, 'sim', `verilator-${key}`);
  if (!existsSync(objects)) {
    mkdirSync(join(folder, 'sim'), { recursive: true });
    const staging = `${objects}.staging-${process.pid}`;
    try {
      const flags = [...VERILATOR_FLAGS, '--Mdir', staging, 'tb/bitbeat_tb.v', join(folder, 'tb/harness.cpp')];
      await compile(verilator.path, flags, folder);
      renameSync(staging, objects);
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  }
  const seed = ['+verilator+rand+reset+2', '+verilator+seed+1'];
  return bench(`Verilator ${verilator.version}`, folder, join(objects, 'Vbitbeat_tb'), seed);
}

async function compileIcarus(folder: string): Promise<CompiledBench> {
  const iverilog = requireTool('iverilog');
  const vvp = requireTool('vvp');
  const key = sourceKey(folder, ['icarus', iverilog.version]);
  const image = join(folder, 'sim', `icarus-${key}.vvp`);
  if (!existsSync(image)) {
    mkdirSync(join(folder, 'sim'), { recursive: true });
    const staging = `${image}.staging-${process.pid}`;
    try {
      await compile(
        iverilog.path,
        ['-g2005', '-y', 'rtl', '-y', 'tb', '-s', 'clock', '-o', staging, 'tb/clock.v'],
        folder,
      );
      renameSync(staging, image);
    } finally {
      rmSync(staging, { force: true });
    }
  }
  return bench(`Icarus Verilog ${iverilog.version}`, folder, vvp.path, ['-n', image]);
}

function bench(tool: string, folder: string, program: string, first: readonly string[]): CompiledBench {
  const run = async (plusArguments: readonly string[]) => {
    const result = await execa(program, [...first, ...plusArguments], { cwd: folder, reject: false, stdin: 'ignore' });
    if (result.exitCode !== 0)
      throw new Error(`${tool} failed in ${folder}:\n${result.stderr}\n${result.stdout.slice(-2000)}`);
    return result.stdout;
  };
  return { tool, run };
}

async function compile(program: string, flags: readonly string[], folder: string): Promise<void> {
  const result = await execa(program, flags, { cwd: folder, reject: false, all: true, stdin: 'ignore' });
  if (result.exitCode !== 0) throw new Error(`${program} could not compile ${folder}:\n${result.all}`);
}

/** Memory images are read when the simulation starts, so only sources count. */
function sourceKey(folder: string, tool: readonly string[]): string {
  const hash = createHash('sha256').update(tool.join('\0'));
  for (const part of ['rtl', 'tb'])
    for (const file of readdirSync(join(folder, part)).sort())
      hash.update(file).update(readFileSync(join(folder, part, file)));
  return hash.digest('hex').slice(0, 16);
}
