import type { Rhythm, Run } from '../architecture.js';
import { reach } from '../../network/nodes/convolution.js';
import { INPUT } from '../../network/network.js';
import { SLICE } from '../ports.js';
import { type RunCycles, runCycles } from './cycles.js';
import type { LayerHardware } from './engines.js';
import { simulateNetwork } from './network.js';

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

/** Cycles after which nothing happens any more without a sample, or more. */
function settled(layers: readonly LayerHardware[]): number {
  const ahead = layers.some(({ shape }) => reach(shape) <= shape.padding);
  if (!ahead) {
    const first = layers.filter(({ reads }) => reads.flat().some(({ edge }) => edge === INPUT));
    return Math.max(...first.map(({ shape }) => shape.padding * shape.inChannels));
  }
  // Windows of zeros alone are worked on: what happens before a first sample that comes very late.
  const { traces } = simulateNetwork(layers, { fragments: 1, registered: true, from: LATE });
  return traces.flat().reduce((most, cycle) => (cycle < LATE ? Math.max(most, cycle) : most), 0);
}

/** Later than anything that happens without a sample. */
const LATE = 2 ** 40;

const runFrom = (from: number, { codes, completions, steady }: RunCycles): Run => {
  return { from, first: codes[0]!, completions, steady };
};
