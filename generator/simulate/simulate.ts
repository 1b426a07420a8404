import { mkdirSync, symlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { isEndless } from '../arch/endless.js';
import type { Hardware } from '../arch/hardware.js';
import { requireFit } from '../data/fit.js';
import { type SignalSet, subset } from '../data/signal-set.js';
import { measuredOn } from '../emit/measured-on.js';
import type { Tell } from '../support/progress.js';
import { isPlain } from '../support/run-tool.js';
import { removeAll, stagingBeside } from '../support/staging.js';
import { compare } from './compare.js';
import type { SimulationResult } from './result.js';
import { compileBench, type SimulatorName } from './simulators.js';
import type { Stimuli } from './stimuli.js';
import { streamsOf } from './streams.js';
import { parseTranscript } from './transcript.js';
import { readVectors } from './vector-folder.js';
import { writeVectors } from './vectors.js';
import type { Run } from './verdict.js';
import { recordWaves } from './waves/record.js';
import { type WaveOptions, waveFormat, waveRequest } from './waves/request.js';

export interface SimulationSettings {
  /** Generated folder, simulated as it lies there. */
  folder: string;
  simulator: SimulatorName;
  stimuli: Stimuli;
  /** Seed of random pauses on both ports; 0: none. */
  stall?: number;
  /** Most simulations to run at once; each takes a share of the fragments. */
  processes?: number;
  /** Compile quickly, simulate slowly: for short runs. */
  quick?: boolean;
  /** Whether a difference leaves a waveform; it does unless this is false. */
  waves?: boolean;
  /** A waveform of some windows; none if absent. */
  record?: WaveOptions | undefined;
  /** Told what is being done now. */
  progress?: Tell;
}

/** Latencies without a score after which the bench gives up; more of them when the ports pause. */
const PATIENCE = { steady: 3, paused: 12 };

/** Cycles from which on a run is long enough to compile its bench twice. */
const LONG_RUN_CYCLES = 1e8;

/** Simulates a generated design and compares every layer's stream of every fragment, and all cycles, with what they should be. */
export async function simulate(hardware: Hardware, settings: SimulationSettings): Promise<SimulationResult> {
  const link = stagingBeside(join(settings.folder, GIVEN));
  try {
    return await simulateHere(hardware, settings);
  } finally {
    removeAll(link);
  }
}

/** Where a link to vectors of the user's lies while they are simulated. */
const GIVEN = 'sim/given';

async function simulateHere(hardware: Hardware, settings: SimulationSettings): Promise<SimulationResult> {
  const { folder, simulator, stimuli, stall = 0, quick = false, waves = true } = settings;
  if ('set' in stimuli) requireFit(stimuli.set, hardware.model);
  const { progress = () => {}, record } = settings;
  // What is asked for wrongly is refused before anything is simulated.
  if (record !== undefined) waveFormat(record.file);
  const { shards, ...given } = shardsOf(hardware, settings);
  const all = shards.reduce((sum, shard) => sum + shard.fragments, 0);
  const request = record && waveRequest(hardware, record, { all, stall });
  progress(`compiling ${hardware.name} for ${simulator}`);
  const trained = !quick && all * hardware.intervalCycles >= LONG_RUN_CYCLES;
  const training = [`+vectors=${shards[0]!.vectors}`, '+fragments=1'];
  const bench = await compileBench(folder, hardware.name, simulator, { quick, ...(trained ? { training } : {}) });
  const simulating = `simulating ${all} fragments, ${hardware.intervalCycles} cycles each`;
  progress(simulating);
  let ended = 0;
  const onLine = (line: string) => {
    if (line.startsWith('FRAGMENT ')) progress(simulating, ++ended / all);
  };
  const timeout = hardware.latencyCycles * (stall > 0 ? PATIENCE.paused : PATIENCE.steady);

  const start = performance.now();
  const runs = await Promise.all(
    shards.map(async ({ vectors, fragments }) => {
      const stimulus = [`+vectors=${vectors}`, `+fragments=${fragments}`, `+stall=${stall}`, `+timeout=${timeout}`];
      return {
        fragments,
        stimulus,
        transcript: parseTranscript(await bench.run(stimulus, onLine), streamsOf(hardware)),
      };
    }),
  );
  const seconds = (performance.now() - start) / 1000;

  const verdict = compare(hardware, runs, stall > 0);
  if (!verdict.pass && waves) progress('writing the waveform around the first difference');
  const recorded =
    request && (await recordWaves(hardware, request, { folder, simulator, stimuli: given.stimuli, stall, progress }));
  return {
    design: hardware.name,
    ...measuredOn(folder),
    simulator: bench.tool,
    source: 'vectors' in stimuli ? stimuli.vectors : stimuli.set.provenance.source,
    ...verdict,
    fragmentsPerSecond: verdict.fragments / seconds,
    processes: runs.length,
    waves: waves ? await waveform(folder, hardware.name, simulator, runs) : null,
    ...(recorded && { recorded }),
  };
}

/** Cycles before and after a difference that its waveform shows. */
const AROUND = { before: 200, after: 20 };

/**
 * Runs the simulation with the first difference of the most upstream stream again and writes the cycles around it as VCD.
 * Returns the file; null if nothing differs.
 */
async function waveform(
  folder: string,
  design: string,
  simulator: SimulatorName,
  runs: readonly (Run & { stimulus: readonly string[] })[],
): Promise<string | null> {
  const streams = runs[0]!.transcript.streams.map((_, s) => s);
  const found = streams
    .flatMap((s) => runs.map(({ stimulus, transcript }) => ({ stimulus, first: transcript.streams[s]!.first })))
    .find(({ first }) => first !== null);
  if (found === undefined) return null;
  const bench = await compileBench(folder, design, simulator, { waves: 'vcd', quick: true });
  const file = 'results/first-difference.vcd';
  mkdirSync(join(folder, dirname(file)), { recursive: true });
  const from = Math.max(0, found.first!.cycle - AROUND.before);
  await bench.run([...found.stimulus, `+waves=${file}`, `+from=${from}`, `+to=${found.first!.cycle + AROUND.after}`]);
  return resolve(folder, file);
}

interface Shard {
  /** Relative to the generated folder: the bench runs there. */
  vectors: string;
  fragments: number;
}

/** Vectors that lie there with what is expected of them are taken so; what is expected of others is computed. */
function shardsOf(hardware: Hardware, settings: SimulationSettings): { shards: Shard[]; stimuli: Stimuli } {
  const { stimuli, folder } = settings;
  if ('set' in stimuli) return { shards: writeShards(hardware, settings, stimuli.set), stimuli };
  const given = readVectors(stimuli.vectors, hardware);
  if (given.expected) {
    const shard = { vectors: plainWay(folder, resolve(stimuli.vectors)), fragments: given.fragments };
    return { shards: [shard], stimuli };
  }
  // In a folder of its own: the user's samples may lie beside it.
  return { shards: writeShards(hardware, settings, given.set, 'vectors/computed'), stimuli: { set: given.set } };
}

/** Writes the vectors of each simulation's share of the fragments into the generated folder. */
function writeShards(hardware: Hardware, settings: SimulationSettings, set: SignalSet, into = 'vectors'): Shard[] {
  const all = set.names.map((_, i) => i);
  // A signal without an end is one piece: each is simulated by itself.
  const most = isEndless(hardware) ? all.length : settings.processes;
  const count = Math.min(most ?? availableParallelism(), all.length);
  removeAll(join(settings.folder, into));
  const from = (i: number) => Math.floor((i * all.length) / count);
  return Array.from({ length: count }, (_, i) => {
    const own = subset(set, all.slice(from(i), from(i + 1)));
    const vectors = `${into}/${i}`;
    writeVectors(join(settings.folder, vectors), hardware, own);
    return { vectors, fragments: own.names.length };
  });
}

/** A path from `folder` to another one that a bench can be given: a link in `folder` where names of the user's stand in it. */
function plainWay(folder: string, target: string): string {
  const way = relative(resolve(folder), target);
  if (isPlain(way) && !way.startsWith('..')) return way;
  mkdirSync(join(folder, 'sim'), { recursive: true });
  const link = stagingBeside(join(folder, GIVEN));
  removeAll(link);
  symlinkSync(target, link);
  return relative(resolve(folder), resolve(link));
}
