import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hardware } from '../arch/hardware.js';
import { type Said, saidWord } from '../arch/said.js';
import type { ContinuingRhythm } from '../arch/stream/continuing.js';
import { requireFit } from '../data/fit.js';
import { joined, type SignalSet, windowsOf } from '../data/signal-set.js';
import { hex } from '../emit/memory-images.js';
import { benchModule } from '../emit/names.js';
import { scoresBench } from '../emit/scores-bench.js';
import { Interpreter, scoresOf } from '../model/interpreter.js';
import { UserError } from '../support/errors.js';
import { removeAll } from '../support/staging.js';
import { compileBench, type SimulatorName } from './simulators.js';
import { portStreams, type StreamInfo } from './streams.js';
import { parseTranscript, type StreamResult } from './transcript.js';

export interface SignalSettings {
  /** Generated folder of the design. */
  folder: string;
  simulator: SimulatorName;
  /** Its windows are one signal, one behind the other. */
  set: SignalSet;
  progress?: (doing: string) => void;
}

/** A signal that was simulated as a whole. */
export interface SignalResult {
  design: string;
  simulator: string;
  source: string;
  samples: number;
  /** Steps whose scores need no sample behind the signal. */
  steps: number;
  /** Scores, and what the core says of each step. */
  streams: Pick<StreamResult, 'name' | 'values' | 'mismatches' | 'first'>[];
  /** Cycle after reset in which the last score is taken; null: its rhythm is not known. */
  cyclesPredicted: number | null;
  cyclesCounted: number;
  /** Of the simulation, and how many times faster than the signal that is. */
  seconds: number;
  timesRealTime: number;
  pass: boolean;
}

/**
 * Simulates a design for a signal without an end on all of a signal, from one reset on: each score of each step against the
 * interpreter, run once over the whole signal, and the cycle of the last one. Throws UserError for other designs.
 */
export async function simulateSignal(hardware: Hardware, settings: SignalSettings): Promise<SignalResult> {
  const { folder, simulator, set, progress = () => {} } = settings;
  const { model } = hardware;
  const continuing = 'continuing' in hardware ? hardware.continuing : undefined;
  if (continuing === undefined)
    throw new UserError({
      where: hardware.name,
      field: 'folding.continuing',
      message: 'the design takes windows, not a signal without an end',
      allowed: 'true',
    });
  requireFit(set, model);
  const codes = joined(windowsOf(set));
  const samples = codes.length / model.input.channels;
  const steps = Math.floor((samples - continuing.latencySamples) / continuing.samplesPerStep);
  if (steps < 1)
    throw new UserError({
      where: set.provenance.source,
      message: 'the signal is too short: the first step waits for more samples',
      value: samples,
      allowed: `${continuing.samplesPerStep + continuing.latencySamples} samples or more`,
    });
  progress(`computing ${samples} samples`);
  const vectors = 'vectors/signal';
  removeAll(join(folder, vectors));
  const streams = writeSignal(join(folder, vectors), hardware, codes, steps);

  progress(`compiling the bench for ${simulator}`);
  const made = `sim/signal-${samples}`;
  const bench = `${made}/${benchModule(hardware.name)}.v`;
  mkdirSync(join(folder, made), { recursive: true });
  writeFileSync(join(folder, bench), scoresBench(hardware, { codes: codes.length, steps }));
  const compiled = await compileBench(folder, hardware.name, simulator, { bench });
  progress(`simulating ${samples} samples`);
  const begin = performance.now();
  const text = await compiled.run([`+vectors=${vectors}`, '+fragments=1']);
  const seconds = (performance.now() - begin) / 1000;
  const transcript = parseTranscript(text, streams);
  const cyclesPredicted = lastScore(continuing, steps);
  const cyclesCounted = transcript.fragments[0]?.cycle ?? -1;
  const sound = transcript.streams.every(
    ({ values, mismatches, first }) => values > 0 && mismatches + Number(first !== null) === 0,
  );
  return {
    design: hardware.name,
    simulator: compiled.tool,
    source: set.provenance.source,
    ...{ samples, steps },
    streams: transcript.streams.map(({ name, values, mismatches, first }) => ({ name, values, mismatches, first })),
    ...{ cyclesPredicted, cyclesCounted, seconds, timesRealTime: samples / model.input.sampleRateHz / seconds },
    pass: sound && transcript.hang === null && (cyclesPredicted ?? cyclesCounted) === cyclesCounted,
  };
}

/** Samples and expected values of the first `steps` steps; returns the streams that are compared, in the order of the bench. */
function writeSignal(folder: string, hardware: Hardware, codes: ArrayLike<number>, steps: number): StreamInfo[] {
  const { model } = hardware;
  const { input } = model;
  const whole = { ...model, input: { ...input, samples: codes.length / input.channels } };
  const scores = new Interpreter(whole).run(codes).at(-1)!;
  const each = Array.from({ length: steps }, (_, step) => [...scoresOf(scores, step)]);
  const streams = portStreams(hardware).filter(({ says }) => says !== 'step');
  mkdirSync(folder, { recursive: true });
  const write = (file: string, values: readonly (number | bigint)[], bits: number) =>
    writeFileSync(join(folder, `${file}.hex`), values.map((value) => `${hex(value, bits)}\n`).join(''));
  write('samples', Array.from(codes), input.codeBits);
  return streams.map((stream) => {
    const { file, bits, says } = stream;
    const outputs = says === null ? model.classes.length : 1;
    write(
      file,
      each.flatMap((own) => (says === null ? own : saidWord(says as Said, own))),
      bits,
    );
    const order = each.flatMap((_, position) =>
      Array.from({ length: outputs }, (_, channel) => ({ channel, position })),
    );
    return { ...stream, order };
  });
}

/** Cycle after reset in which the last of the first `steps` steps' scores is taken; null: not known. */
function lastScore({ pace }: ContinuingRhythm, steps: number): number | null {
  if (pace.steady === null) return null;
  const { scores, period } = pace.steady;
  const later = Math.max(0, Math.ceil((steps - scores.length) / period));
  return scores[steps - 1 - later * period]! + later * pace.cycles;
}
