import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { runCycles } from '../arch/cycles.js';
import type { Hardware } from '../arch/hardware.js';
import { type Problem, UserError } from '../config/errors.js';
import type { FragmentSet } from '../data/fragment-set.js';
import { compileBench, type SimulatorName } from './simulators.js';
import { parseTranscript, type StreamResult, type Transcript } from './transcript.js';
import { type StreamInfo, streamsOf, writeVectors } from './vectors.js';

export interface SimulationSettings {
  /** Generated folder, simulated as it lies there. */
  folder: string;
  simulator: SimulatorName;
  /** Fragments to simulate and where they come from, or a folder with vectors to take as they lie there. */
  stimuli: { set: FragmentSet; indices: readonly number[] } | { vectors: string };
  /** Seed of random pauses on both ports; 0: none. With pauses cycles are not compared. */
  stall: number;
  /** Simulations that run at once; each takes a share of the fragments. */
  processes?: number;
}

export interface SimulationResult {
  design: string;
  simulator: string;
  source: string;
  fragments: number;
  layers: StreamResult[];
  /** Cycles of one fragment on its own: from the first sample taken to the last score taken. */
  cyclesPredicted: number;
  cyclesCounted: number;
  /** Cycles from one fragment to the next when samples never pause; null with one fragment. */
  intervalPredicted: number | null;
  intervalCounted: number | null;
  /** Fragments whose last score came in another cycle than predicted. */
  cycleMismatches: number;
  cyclesCompared: boolean;
  /** Wall-clock rate of the simulation, compiling not counted. */
  fragmentsPerSecond: number;
  processes: number;
  /** In words, what failed; empty when all passed. */
  failures: string[];
  pass: boolean;
}

/** Cycles without a score, in latencies, after which the bench gives up. */
const PATIENCE = 4;

/** Simulates a generated design and compares every layer's stream of every fragment with the interpreter, and all cycles. */
export async function simulate(hardware: Hardware, settings: SimulationSettings): Promise<SimulationResult> {
  const { folder, simulator, stimuli, stall } = settings;
  const streams = streamsOf(hardware);
  const bench = await compileBench(folder, simulator);
  const shards = 'vectors' in stimuli ? [givenVectors(stimuli.vectors, hardware)] : writeShards(hardware, settings, stimuli);
  const fragments = shards.reduce((sum, shard) => sum + shard.fragments, 0);
  const timeout = PATIENCE * hardware.latencyCycles * (stall > 0 ? 4 : 1);

  const start = performance.now();
  const transcripts = await Promise.all(
    shards.map(async (shard) => {
      const text = await bench.run([
        `+vectors=${shard.vectors}`,
        `+fragments=${shard.fragments}`,
        `+stall=${stall}`,
        `+timeout=${timeout}`,
      ]);
      return parseTranscript(text, streams);
    }),
  );
  const seconds = (performance.now() - start) / 1000;

  const layers = mergeStreams(streams, transcripts, shards);
  const cyclesCompared = stall === 0;
  const cycles = compareCycles(hardware, transcripts, shards);
  const failures = [
    ...transcripts.flatMap((t) => (t.hang === null ? [] : `no score for ${timeout} cycles (given up in cycle ${t.hang})`)),
    ...layers.flatMap((layer, i) => layerFailure(layer, streams[i]!.order.length * fragments, hardware)),
    ...(cyclesCompared && cycles.cycleMismatches > 0 ? [`cycles differ from the prediction in ${cycles.cycleMismatches} fragments`] : []),
  ];
  return {
    design: hardware.name,
    simulator: bench.tool,
    source: 'vectors' in stimuli ? stimuli.vectors : stimuli.set.source,
    fragments,
    layers,
    ...cycles,
    cyclesCompared,
    fragmentsPerSecond: fragments / seconds,
    processes: shards.length,
    failures,
    pass: failures.length === 0,
  };
}

interface Shard {
  vectors: string;
  fragments: number;
}

function writeShards(hardware: Hardware, settings: SimulationSettings, stimuli: { set: FragmentSet; indices: readonly number[] }): Shard[] {
  const { set, indices } = stimuli;
  const count = Math.min(settings.processes ?? availableParallelism(), indices.length);
  const root = join(settings.folder, 'vectors');
  rmSync(root, { recursive: true, force: true });
  return Array.from({ length: count }, (_, i) => {
    const own = indices.slice(Math.floor((i * indices.length) / count), Math.floor(((i + 1) * indices.length) / count));
    const vectors = join(root, `${i}`);
    mkdirSync(vectors, { recursive: true });
    writeVectors(vectors, hardware, set, own);
    return { vectors, fragments: own.length };
  });
}

/** A folder of vectors as it lies there: `samples.hex` says how many fragments. */
function givenVectors(vectors: string, hardware: Hardware): Shard {
  const path = join(vectors, 'samples.hex');
  if (!existsSync(path)) throw new UserError({ where: path, message: 'no such file', allowed: 'a folder that simulate wrote' });
  const values = readFileSync(path, 'utf8').split('\n').filter(Boolean).length;
  const { samples } = hardware.model.input;
  const problem: Problem = { where: path, message: `holds ${values} samples`, allowed: `a multiple of ${samples}, at least one` };
  if (values === 0 || values % samples !== 0) throw new UserError(problem);
  return { vectors, fragments: values / samples };
}

/** Adds up the shards; the first difference is that of the first shard that has one, fragments counted over all. */
function mergeStreams(streams: readonly StreamInfo[], transcripts: readonly Transcript[], shards: readonly Shard[]): StreamResult[] {
  return streams.map(({ name }, s) => {
    const merged: StreamResult = { name, values: 0, mismatches: 0, first: null };
    let before = 0;
    transcripts.forEach((transcript, i) => {
      const part = transcript.streams[s]!;
      merged.values += part.values;
      merged.mismatches += part.mismatches;
      if (part.first !== null) merged.first ??= { ...part.first, fragment: part.first.fragment + before };
      before += shards[i]!.fragments;
    });
    return merged;
  });
}

function layerFailure({ name, values, mismatches, first }: StreamResult, wanted: number, hardware: Hardware): string[] {
  const failures: string[] = [];
  if (mismatches > 0 && first !== null) {
    const place = name === 'class' ? '' : ` channel ${first.channel} position ${first.position}`;
    const expected =
      first.expected === null ? 'the vector file has no value (it ends too early)' : `expected ${first.expected}, got ${first.got}`;
    failures.push(`${name}: ${mismatches} of ${values} values differ; first in fragment ${first.fragment}${place}: ${expected}`);
  }
  if (values !== wanted) failures.push(`${name}: ${values} values came, ${wanted} should have (${hardware.name})`);
  return failures;
}

function compareCycles(hardware: Hardware, transcripts: readonly Transcript[], shards: readonly Shard[]) {
  let cycleMismatches = 0;
  transcripts.forEach((transcript, i) => {
    const predicted = runCycles(hardware.layers, shards[i]!.fragments).completions;
    predicted.forEach((cycle, f) => {
      if (transcript.fragments[f]?.cycle !== cycle) cycleMismatches++;
    });
  });
  const longest = transcripts.reduce((best, t) => (t.fragments.length > best.fragments.length ? t : best));
  const [first] = transcripts[0]!.fragments;
  const last = longest.fragments.at(-1);
  const nextToLast = longest.fragments.at(-2);
  const several = last !== undefined && nextToLast !== undefined;
  return {
    cyclesPredicted: hardware.latencyCycles,
    cyclesCounted: first === undefined ? 0 : first.cycle - transcripts[0]!.firstSample + 1,
    intervalPredicted: several ? predictedInterval(hardware, longest.fragments.length) : null,
    intervalCounted: several ? last.cycle - nextToLast.cycle : null,
    cycleMismatches,
  };
}

function predictedInterval(hardware: Hardware, fragments: number): number {
  const { completions } = runCycles(hardware.layers, fragments);
  return completions.at(-1)! - completions.at(-2)!;
}
