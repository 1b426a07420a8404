import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { onInterrupt } from '../config/clean-up.js';
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

/** How a bench is compiled. */
export interface CompileOptions {
  /** It can write a waveform; that makes it slower. */
  waves?: boolean;
  /** Compiled in half the time, to run several times as slowly: for short runs. */
  quick?: boolean;
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
  '--top-module',
  'bitbeat_tb',
  '-Irtl',
  '-Itb',
];

/** Compiles the bench that lies in `folder`; the result is kept there and used again while no source changes. */
export async function compileBench(
  folder: string,
  simulator: SimulatorName,
  options: CompileOptions = {},
): Promise<CompiledBench> {
  const absolute = resolve(folder);
  return simulator === 'verilator' ? compileVerilator(absolute, options) : compileIcarus(absolute);
}

async function compileVerilator(folder: string, { waves, quick }: CompileOptions): Promise<CompiledBench> {
  const verilator = requireTool('verilator');
  requireTool('g++');
  requireTool('make');
  const options = [...VERILATOR_FLAGS, '-CFLAGS', quick ? '-O0' : '-O2', ...(waves ? ['--trace'] : [])];
  const key = sourceKey(folder, ['verilator', verilator.version, ...options]);
  const objects = join(folder, 'sim', `verilator-${key}`);
  await once(objects, (staging) => {
    const flags = [...options, '--Mdir', staging, 'tb/bitbeat_tb.v', join(folder, 'tb/harness.cpp')];
    return compile(verilator.path, flags, folder);
  });
  const seed = ['+verilator+rand+reset+2', '+verilator+seed+1'];
  return bench(`Verilator ${verilator.version}`, folder, join(objects, 'Vbitbeat_tb'), seed);
}

async function compileIcarus(folder: string): Promise<CompiledBench> {
  const iverilog = requireTool('iverilog');
  const vvp = requireTool('vvp');
  const key = sourceKey(folder, ['icarus', iverilog.version]);
  const image = join(folder, 'sim', `icarus-${key}.vvp`);
  await once(image, (staging) => {
    const flags = ['-g2005', '-y', 'rtl', '-y', 'tb', '-s', 'clock', '-o', staging, 'tb/clock.v'];
    return compile(iverilog.path, flags, folder);
  });
  return bench(`Icarus Verilog ${iverilog.version}`, folder, vvp.path, ['-n', image]);
}

/** Makes `target` unless it is there: beside its place first, then renamed, so that it is never found half made. */
async function once(target: string, make: (staging: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  const staging = `${target}.staging-${process.pid}`;
  const remove = () => rmSync(staging, { recursive: true, force: true });
  const release = onInterrupt(remove);
  try {
    await make(staging);
    renameSync(staging, target);
  } finally {
    remove();
    release();
  }
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
