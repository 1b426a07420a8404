import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { benchModule, partModule } from '../emit/names.js';
import { ToolError } from '../support/errors.js';
import { runSound, runTool } from '../support/run-tool.js';
import { atPlainPath, madeOnce } from '../support/staging.js';
import { requireTool, which } from '../support/tools.js';

export const SIMULATORS = ['verilator', 'icarus'] as const;
export type SimulatorName = (typeof SIMULATORS)[number];

/** A compiled bench: runs in the generated folder, where the memory images are; files of plus-arguments are relative to it. */
export interface CompiledBench {
  /** Name and version of the simulator, for reports. */
  tool: string;
  /** Runs with plus-arguments and returns what the bench printed; `onLine` is told each line as it comes. */
  run(plusArguments: readonly string[], onLine?: (line: string) => void): Promise<string>;
  /** The same as a program and its arguments, for one that does not end by itself. */
  command(plusArguments: readonly string[]): { program: string; args: string[]; cwd: string };
}

/** Formats of waveforms, by the endings of their files, and the flags by which Verilator and Icarus write them. */
export const WAVE_FORMATS = {
  vcd: { verilator: '--trace', icarus: [] },
  fst: { verilator: '--trace-fst', icarus: ['-fst'] },
} as const satisfies Record<string, { verilator: string; icarus: readonly string[] }>;
export type WaveFormat = keyof typeof WAVE_FORMATS;

/** How a bench is compiled. */
export interface CompileOptions {
  /** It can write a waveform of this format; that makes it slower. */
  waves?: WaveFormat;
  /** Compiled in half the time, to run several times as slowly: for short runs. */
  quick?: boolean;
  /**
   * Plus-arguments of a short run: the bench is compiled twice, the second time for what that run did most. Takes twice as
   * long and runs a seventh faster: for long runs.
   */
  training?: readonly string[];
  /** The bench, a file of the folder named after its module; that of the design if absent. */
  bench?: string;
  /** What drives its clock under Verilator, a file of the folder; `tb/harness.cpp` if absent. */
  harness?: string;
  /** What drives its clock under Icarus, such a file; that of the design if absent. */
  clock?: string;
  /** Clocks are in the Verilog itself: delays count under Verilator too, and the bench has no ports. */
  timing?: boolean;
  /** Of a design that may be broken: warnings do not stop a compiler, and a run is stopped after so many seconds. */
  patience?: number;
  /** Verilog files of the folder that stand in the place of its `rtl`, such as a netlist and its cells. */
  design?: readonly string[];
}

type BenchFiles = CompileOptions & { bench: string; clock: string };

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
  '--prefix',
  'Vbench',
];

/** A vendor's cell models and Yosys' netlists are not written for -Wall. A compiler takes its time over functions of any length. */
const NETLIST_FLAGS = [
  ...['-Wno-fatal', '-Wno-lint', '-Wno-style', '-Wno-WIDTH', '-Wno-UNOPTFLAT'],
  ...['--output-split-cfuncs', '200', '--output-split', '4000'],
];

/** Compiles the bench of a design that lies in `folder`; the result is kept there and used again while no source changes. */
export async function compileBench(
  folder: string,
  design: string,
  simulator: SimulatorName,
  options: CompileOptions = {},
): Promise<CompiledBench> {
  const absolute = resolve(folder);
  const files = { bench: `tb/${benchModule(design)}.v`, clock: `tb/${partModule(design, 'clock')}.v`, ...options };
  return simulator === 'verilator' ? compileVerilator(absolute, files) : compileIcarus(absolute, files);
}

/** Flags by which make compiles what Verilator wrote; its own makefile says -Os for the part that runs every cycle. */
const makeFlags = (every: string, library: string) => ['-MAKEFLAGS', `OPT_FAST=${every} OPT_GLOBAL=${library}`];

async function compileVerilator(folder: string, options: BenchFiles): Promise<CompiledBench> {
  const { waves, quick, training, patience, bench: file, harness = 'tb/harness.cpp', design, timing } = options;
  const verilator = requireTool('verilator');
  requireTool('g++');
  requireTool('make');
  const optimise = design === undefined ? '-O2' : '-O1';
  const compiler = quick ? makeFlags('-O0', '-O0') : makeFlags(optimise, '-O2');
  const sources = [...(design ?? ['-Irtl']), '-Itb', file];
  const flags = [
    ...VERILATOR_FLAGS,
    '--top-module',
    basename(file, '.v'),
    ...(design === undefined ? [] : NETLIST_FLAGS),
    ...(patience === undefined ? [] : ['-Wno-fatal']),
    ...(timing ? ['--timing'] : []),
    ...(waves ? [WAVE_FORMATS[waves].verilator] : []),
  ];
  const key = sourceKey(folder, options, ['verilator', verilator.version, ...flags, ...compiler, ...sources, harness]);
  const objects = `sim/verilator-${key}`;
  const name = `Verilator ${verilator.version}`;
  const start = ['+verilator+rand+reset+2', '+verilator+seed+1'];
  await madeOnce(join(folder, objects), async (absolute) => {
    const made = relative(folder, absolute);
    // Make reads the harness from where it works.
    const inputs = ['--Mdir', made, ...sources, `../../${harness}`];
    await atPlainPath(folder, { sources: [...(design ?? ['rtl']), 'tb', file, harness], made }, async (place) => {
      const build = (how: readonly string[]) => compile(verilator.path, [...flags, ...how, ...inputs], place);
      if (training === undefined) return build(compiler);
      await build([...compiler, '-CFLAGS', '-fprofile-generate', '-LDFLAGS', '-fprofile-generate']);
      await bench(name, folder, join(place, made, 'Vbench'), start).run(training);
      for (const object of readdirSync(join(place, made)))
        if (/\.[oa]$/.test(object)) rmSync(join(place, made, object));
      await build([...compiler, '-CFLAGS', '-fprofile-use']);
    });
  });
  return bench(name, folder, `./${objects}/Vbench`, start, patience);
}

async function compileIcarus(folder: string, options: BenchFiles): Promise<CompiledBench> {
  const { bench: file, clock, patience, design, waves } = options;
  const iverilog = requireTool('iverilog');
  const vvp = requireTool('vvp');
  const sources = [...(design ?? ['-y', 'rtl']), '-y', 'tb', file];
  const key = sourceKey(folder, options, ['icarus', iverilog.version, ...sources]);
  const image = `sim/icarus-${key}.vvp`;
  await madeOnce(join(folder, image), (staging) => {
    const flags = ['-g2005', ...sources, '-s', basename(clock, '.v'), '-o', relative(folder, staging)];
    // A bench may make its own clock.
    return compile(iverilog.path, clock === file ? flags : [...flags, clock], folder);
  });
  return bench(
    `Icarus Verilog ${iverilog.version}`,
    folder,
    vvp.path,
    ['-n', image, ...(waves ? WAVE_FORMATS[waves].icarus : [])],
    patience,
  );
}

function bench(
  tool: string,
  folder: string,
  program: string,
  first: readonly string[],
  patience?: number,
): CompiledBench {
  const command = (plusArguments: readonly string[]) => ({ program, args: [...first, ...plusArguments], cwd: folder });
  const run = async (plusArguments: readonly string[], onLine?: (line: string) => void) => {
    const { args } = command(plusArguments);
    // Simulators keep back what they print into a pipe.
    const unbuffered = onLine === undefined ? undefined : which('stdbuf');
    const [what, ...words] = unbuffered === undefined ? [program, ...args] : [unbuffered, '-oL', program, ...args];
    const timeout = patience === undefined ? {} : { timeout: patience * 1000 };
    const ran = await runTool(what, words, { cwd: folder, ...timeout, ...(onLine && { onLine }) });
    // A bench that came to its end and found a difference makes the simulator fail.
    if (!ran.ok && !cameToEnd(ran.stdout))
      throw new ToolError(`${tool} failed in ${folder}:\n${ran.stderr}\n${ran.stdout.slice(-2000)}`);
    return ran.stdout;
  };
  return { tool, run, command };
}

/** Whether a bench said its last. */
export const cameToEnd = (printed: string): boolean => /^DONE\b/m.test(printed);

async function compile(program: string, flags: readonly string[], folder: string): Promise<void> {
  await runSound(program, flags, { cwd: folder }, `${program} could not compile ${folder}`, 30);
}

/** Memory images are read when the simulation starts, so only sources count. */
function sourceKey(folder: string, options: CompileOptions, how: readonly string[]): string {
  const hash = createHash('sha256')
    .update(how.join('\0'))
    .update(options.training === undefined ? '' : '\0trained');
  const files = ['rtl', 'tb']
    .filter((part) => part === 'tb' || options.design === undefined)
    .flatMap((part) =>
      readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' }).map((file) => join(part, file)),
    )
    .concat(options.design ?? [])
    .filter((file) => statSync(resolve(folder, file)).isFile())
    .sort();
  for (const file of files) hash.update(file).update(readFileSync(resolve(folder, file)));
  return hash.digest('hex').slice(0, 16);
}
