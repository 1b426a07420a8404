import { INPUT } from '../../network/network.js';
import type { Rhythm, Run } from '../architecture.js';
import { SLICE } from '../ports.js';
import { type RunCycles, runCycles } from './cycles.js';
import type { LayerHardware } from './engines.js';

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
    intervalCycles: completions.at(-1)! - completions.at(-2)!,
    run: runFrom(0, cycles),
    // Without slices a chain that is ready takes samples as they come, later ones no sooner.
    idle: runFrom(waited, registered ? runCycles(layers, FRAGMENTS, registered, waited) : cycles),
    pauseCycles: 0,
    window: { completion: completions[0]!, codes, rest: Math.max(...layerCycles) - latency },
  };
}

/** Cycles after which nothing happens any more without a sample: zeros before the input are written. */
function settled(layers: readonly LayerHardware[]): number {
  const first = layers.filter(({ reads }) => reads.flat().some(({ edge }) => edge === INPUT));
  return Math.max(...first.map(({ shape }) => shape.padding * shape.inChannels));
}

const runFrom = (from: number, { codes, completions, steady }: RunCycles): Run => {
  return { from, first: codes[0]!, completions, steady };
};
