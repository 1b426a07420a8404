import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import { subset } from '../../data/signal-set.js';
import { ToolError, UserError } from '../../support/errors.js';
import { installed } from '../../support/roots.js';
import { removeAll, stagingBeside } from '../../support/staging.js';
import { writableTarget, writeStaged } from '../../support/write-staged.js';
import {
  type CompiledBench,
  type CompileOptions,
  compileBench,
  type SimulatorName,
  type WaveFormat,
} from '../simulators.js';
import type { Stimuli } from '../stimuli.js';
import { VECTORS_FILE } from '../vector-folder.js';
import { writeVectors } from '../vectors.js';
import type { WaveGroup } from './groups.js';
import { LAYOUTS } from './layouts.js';
import { layoutFiles, type WaveRequest } from './request.js';

/** A waveform that was written. */
export interface Waveform {
  file: string;
  format: WaveFormat;
  /** Layouts of viewers beside it. */
  layouts: string[];
  /** Windows that it shows, one behind the other, and the first and last cycle after reset. */
  fragment: number;
  fragments: number;
  from: number;
  to: number;
  bytes: number;
  /** Of the simulation that wrote it, compiling not counted. */
  seconds: number;
}

export interface WaveSettings {
  folder: string;
  simulator: SimulatorName;
  stimuli: Stimuli;
  stall: number;
  /** What is simulated and shown in the place of the design, such as its netlist. */
  instead?: { compile: CompileOptions; groups: readonly WaveGroup[] };
  progress: (doing: string) => void;
}

/**
 * Simulates the windows of a request once more, by themselves from reset, and writes the waveform and the layouts beside it.
 * The bench that compares is another: it stays as quick as it is.
 *
 * @throws UserError
 */
export async function recordWaves(
  hardware: Hardware,
  request: WaveRequest,
  { folder, simulator, stimuli, stall, instead, progress }: WaveSettings,
): Promise<Waveform> {
  const { file, format, fragment, fragments, from, to } = request;
  const span = { from, to };
  const target = writableTarget(file);
  const vectors = 'vectors/waves';
  removeAll(join(folder, vectors));
  if ('set' in stimuli)
    writeVectors(
      join(folder, vectors),
      hardware,
      subset(
        stimuli.set,
        Array.from({ length: fragments }, (_, i) => fragment + i),
      ),
    );
  else copyVectors(stimuli.vectors, join(folder, vectors), request);
  progress(`compiling the bench of the waveform for ${simulator}`);
  const bench = await compiled(() =>
    compileBench(folder, hardware.name, simulator, {
      waves: format,
      quick: true,
      ...harness(folder, simulator),
      ...instead?.compile,
    }),
  );
  progress(
    `writing cycles ${span.from} to ${span.to} of ${fragments === 1 ? `window ${fragment}` : `${fragments} windows`}`,
  );
  const made = `results/waves.${format}`;
  mkdirSync(join(folder, 'results'), { recursive: true });
  const start = performance.now();
  await bench.run([
    ...[`+vectors=${vectors}`, `+fragments=${fragments}`, `+stall=${stall}`],
    ...[`+waves=${made}`, `+from=${span.from}`, `+to=${span.to}`],
  ]);
  const seconds = (performance.now() - start) / 1000;
  moveTo(join(folder, made), target);
  const layouts = layoutFiles(file);
  for (const [i, layout] of Object.values(LAYOUTS).entries())
    writeStaged(layouts[i]!, layout({ hardware, groups: instead?.groups, simulator, format, ...span }));
  return { file, format, layouts, fragment, fragments, ...span, bytes: statSync(target).size, seconds };
}

/** Verilator's writer of FST compresses by a library of the system, whose header compilers do not bring. Throws UserError without it. */
async function compiled(make: () => Promise<CompiledBench>): Promise<CompiledBench> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof ToolError && error.message.includes('zlib.h'))) throw error;
    const fix = 'apt-get install zlib1g-dev, or a .vcd file';
    throw new UserError({ where: 'zlib.h', message: 'not found: Verilator writes FST with it', fix });
  }
}

/** What drives the bench under Verilator, put into the folder: no generated tree has it. */
function harness(folder: string, simulator: SimulatorName): Pick<CompileOptions, 'harness'> {
  if (simulator !== 'verilator') return {};
  const text = readFileSync(installed('sim/waves.cpp'), 'utf8');
  const path = `sim/waves-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.cpp`;
  mkdirSync(join(folder, 'sim'), { recursive: true });
  writeFileSync(join(folder, path), text);
  return { harness: path };
}

/** The lines of some windows of vectors that lie in a folder; each file has as many of one window as of another. */
function copyVectors(from: string, to: string, { fragment, fragments, all }: WaveRequest): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (!name.endsWith('.hex')) continue;
    const lines = readFileSync(join(from, name), 'utf8').trimEnd().split(/\r?\n/);
    const each = Math.floor(lines.length / all);
    const own = lines.slice(fragment * each, (fragment + fragments) * each);
    writeFileSync(join(to, name), own.map((line) => `${line}\n`).join(''));
  }
  const head = JSON.parse(readFileSync(join(from, VECTORS_FILE), 'utf8')) as object;
  writeFileSync(join(to, VECTORS_FILE), `${JSON.stringify({ ...head, fragments }, null, 2)}\n`);
}

/** Puts a file in its place whole or not at all, on whichever file system that is. */
function moveTo(made: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  const staging = stagingBeside(target);
  try {
    copyFileSync(made, staging);
    renameSync(staging, target);
  } finally {
    removeAll(staging);
    rmSync(made);
  }
}
