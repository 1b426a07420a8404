import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import type { PackageView } from '../../emit/wrappers/package.js';
import { ToolError } from '../../support/errors.js';
import { runSound, runTool } from '../../support/run-tool.js';
import { removeAll, stagingBeside } from '../../support/staging.js';
import { requireTool } from '../../support/tools.js';
import type { SimulatorName } from '../simulators.js';

/** The ports of a core in one cycle, as the edge at its end finds them; data as hexadecimal, x where unknown. */
export interface PortCycle {
  /** After reset, from 0. */
  cycle: number;
  sample: { valid: boolean; ready: boolean; data: string };
  score: { valid: boolean; ready: boolean; last: boolean; data: string };
  /** What the core says beside the scores, output by output. */
  said: string[];
  /** null: scores are those of the fragment. */
  step: { last: boolean; position: string } | null;
}

/** What the bench of a package said. */
export interface PackageRun {
  /** Name and version of the simulator. */
  tool: string;
  fragments: number;
  /** Values compared. */
  values: number;
  /** Cycles from the first sample taken to each layer's last value of the first fragment taken, both counted; [layer]. */
  layerCycles: number[];
  ports: PortCycle[];
}

export interface PackageSimulation {
  simulator: SimulatorName;
  /** Plus-arguments of each run, e.g. `{ stall: 1 }`. */
  runs: readonly Record<string, string | number>[];
}

/**
 * Simulates a package with its own bench, as it lies there.
 *
 * @throws Error when the bench does not say PASS
 */
export async function simulatePackage(
  folder: string,
  view: PackageView,
  { simulator, runs }: PackageSimulation,
): Promise<PackageRun[]> {
  // In the package's folder: paths that the simulators are given are relative to it.
  const work = stagingBeside(join(folder, 'simulation'));
  try {
    mkdirSync(work);
    const { tool, program } = await compile(folder, relative(folder, work), view, simulator);
    const results: PackageRun[] = [];
    for (const expected of runs) {
      const plus = Object.entries(expected).map(([name, value]) => `+${name}=${value}`);
      const [first, ...rest] = program;
      const ran = await runTool(first!, [...rest, ...plus], { cwd: folder });
      const fragments = Number(expected.fragments ?? 1);
      results.push(readOutput(ran.stdout, ran.stderr, { tool, fragments, ...view, said: view.said.length }));
    }
    return results;
  } finally {
    removeAll(work);
  }
}

async function compile(
  folder: string,
  work: string,
  { filesets, sets, packageBench: top }: PackageView,
  simulator: SimulatorName,
): Promise<{ tool: string; program: string[] }> {
  const expected = sets.bench.split(', ');
  const sources = filesets
    .filter(({ name }) => expected.includes(name))
    .flatMap(({ files }) => files.filter(({ type }) => type.startsWith('verilog')).map(({ path }) => path));
  const built = async (program: string, ...flags: string[]) => {
    await runSound(program, [...flags, ...sources], { cwd: folder }, `${program} could not compile ${folder}`, 30);
  };
  const image = `${work}/bench`;
  if (simulator === 'icarus') {
    const iverilog = requireTool('iverilog');
    await built(iverilog.path, '-g2005', '-s', top, '-o', image);
    return { tool: `Icarus Verilog ${iverilog.version}`, program: [requireTool('vvp').path, '-n', image] };
  }
  const verilator = requireTool('verilator');
  requireTool('g++');
  requireTool('make');
  const jobs = `${availableParallelism()}`;
  const flags = ['--binary', '--timing', '-Wno-fatal', '-O3', '-j', jobs, '--top-module', top, '--Mdir', work];
  await built(verilator.path, ...flags, '-MAKEFLAGS', 'OPT_FAST=-O1 OPT_GLOBAL=-O0', '-o', 'bench');
  return { tool: `Verilator ${verilator.version}`, program: [`./${image}`] };
}

/** Reads what the bench printed; it must have passed. */
export function readOutput(
  output: string,
  errors: string,
  {
    tool,
    fragments,
    layers,
    said,
    stepped,
  }: { tool: string; fragments: number; layers: number; said: number; stepped: boolean },
): PackageRun {
  const lines = output.split('\n');
  const verdict = lines.map((line) => /^PASS: (\d+) fragments, (\d+) values compared$/.exec(line)).find((m) => m);
  if (!verdict || Number(verdict[1]) !== fragments)
    throw new ToolError(`the package's own bench does not pass:\n${output.slice(-2000)}\n${errors}`);
  const fields = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.trim().split(/ +/).slice(1));
  const first = Number(fields('FIRST')[0]![0]);
  const ends = fields('LAYER').map(([stream, , , end]) => ({ stream: Number(stream), end: Number(end) }));
  const layerCycles = Array.from(
    { length: layers },
    (_, i) => ends.find(({ stream }) => stream === i)!.end - first + 1,
  );
  return {
    tool,
    fragments,
    values: Number(verdict[2]),
    layerCycles,
    ports: fields('PORT').map((port) => portCycle(port, said, stepped)),
  };
}

function portCycle(fields: string[], said: number, stepped: boolean): PortCycle {
  const [cycle, sampleValid, sampleReady, sample, scoreValid, scoreReady, scoreLast, score, ...rest] = fields;
  const high = (bit: string | undefined) => bit === '1';
  const [position, last] = rest.slice(said);
  return {
    cycle: Number(cycle),
    sample: { valid: high(sampleValid), ready: high(sampleReady), data: sample! },
    score: { valid: high(scoreValid), ready: high(scoreReady), last: high(scoreLast), data: score! },
    said: rest.slice(0, said),
    step: stepped ? { position: position!, last: high(last) } : null,
  };
}
