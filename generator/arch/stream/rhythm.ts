import type { Rhythm, Run } from '../architecture.js';
import { SLICE } from '../ports.js';
import { type ContinuingRhythm, samplesNeeded, samplesPerStep } from './continuing.js';
import { type RunCycles, runCycles } from './cycles.js';
import type { LayerHardware } from './engines.js';
import { simulateNetwork } from './network.js';
import type { Pace } from './pace.js';

/** Fragments after which the interval is read off. */
const FRAGMENTS = 8;

/** When things happen at the ports of a chain of engines; `registered`: see `Ports`. */
export function streamRhythm(layers: readonly LayerHardware[], registered: boolean): Rhythm {
  const cycles = runCycles(layers, FRAGMENTS, registered);
  const { completions, latency, layers: layerCycles, codes } = cycles;
  const waited = settled(layers) + SLICE.beats;
  return {
    latencyCycles: latency,
    layerCycles,
    scoreCycles: cycles.scores,
    intervalCycles: completions.at(-1)! - completions.at(-2)!,
    run: runFrom(0, cycles),
    idle: runFrom(waited, runCycles(layers, FRAGMENTS, registered, waited)),
    pauseCycles: 0,
    window: { completion: completions[0]!, codes, rest: Math.max(...layerCycles) - latency },
  };
}

/** Cycles after which nothing happens any more without a sample: each engine has written the zeros before its input. */
const settled = (layers: readonly LayerHardware[]): number =>
  Math.max(...layers.map(({ shape }) => shape.padding * shape.inChannels));

const runFrom = (from: number, { codes, completions, steady }: RunCycles): Run => {
  return { from, first: codes[0]!, completions, steady };
};

/** Windows of a signal after which its pace is read off, and of which it is. */
export const PIECE = { before: 2, windows: 2 };

/**
 * When things happen in a signal without an end: `piece` is of one window of `samples`, `long` of `PIECE`, both the same
 * hardware.
 */
export function continuingRhythm(
  piece: readonly LayerHardware[],
  long: readonly LayerHardware[],
  samples: number,
  channels: number,
  registered: boolean,
  pace: Pace,
): Rhythm & { layers: LayerHardware[]; continuing: ContinuingRhythm } {
  const late = registered ? 1 : 0;
  const run = (layers: readonly LayerHardware[]) => simulateNetwork(layers, { fragments: 1, registered, from: 0 });
  const times = run(piece);
  const start = times.codes[0]!;
  const isLast = (i: number) => i === piece.length - 1;
  const layerCycles = times.layers.map(({ taken }, i) => (taken.at(-1) ?? start) - start + 1 + (isLast(i) ? late : 0));
  const latencyCycles = layerCycles.at(-1)!;
  const whole = run(long);
  const perStep = samplesPerStep(long);
  const { shape, lengths } = long.at(-1)!;
  const needed = samplesNeeded(long, lengths.output);
  const scored = (step: number) => whole.layers.at(-1)!.taken[(step + 1) * shape.outChannels - 1]! + late;
  const first: Run = { from: 0, first: start, completions: [start + latencyCycles - 1], steady: false };
  return {
    ...{
      latencyCycles,
      layerCycles,
      intervalCycles: Math.ceil((pace.cycles * samples) / pace.samples),
      run: first,
      idle: first,
      pauseCycles: 0,
    },
    window: { completion: first.completions[0]!, codes: times.codes, rest: Math.max(...layerCycles) - latencyCycles },
    layers: piece.map((layer, i) => ({ ...layer, beats: times.layers[i]!.taken.length })),
    continuing: {
      samplesPerStep: perStep,
      latencySamples: Math.max(0, ...needed.map((n, step) => n - (step + 1) * perStep)),
      latencyCycles: Math.max(
        ...needed.map((n, step) => scored(step) - (n === 0 ? start : whole.codes[n * channels - 1]!) + 1),
      ),
      pace,
    },
  };
}
