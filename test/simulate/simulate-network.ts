import type { Hardware } from '../../generator/arch/hardware.js';
import { streamHardware } from '../../generator/arch/stream/stream.js';
import { type SignalSet, signalSet } from '../../generator/data/signal-set.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import type { IntegerModel } from '../../generator/model/integer-model.js';
import type { SimulationResult } from '../../generator/simulate/result.js';
import { simulate } from '../../generator/simulate/simulate.js';
import type { SimulatorName } from '../../generator/simulate/simulators.js';
import { inFolder } from '../emit/tiny.js';
import type { RandomNetwork } from './random-network.js';

/** A set of given codes, [fragment][sample][channel]. */
export function setOf(fragments: number[][], channels = 1): SignalSet {
  const windows = fragments.map((codes, i) => ({ codes, group: 'test', name: `${i}` }));
  return signalSet('test', { samples: fragments[0]!.length / channels, channels }, windows);
}

/**
 * Generates a network into a folder of its own, simulates all its fragments in one run, and removes the folder;
 * `damage` may change its files before.
 */
export function simulateNetwork(
  { model, lanes, fragments }: RandomNetwork,
  simulator: SimulatorName,
  stall: number,
  damage: (folder: string) => void = () => {},
): Promise<SimulationResult> {
  return inFolder(async (folder) => {
    const hardware = writeNetwork(folder, model, lanes);
    damage(folder);
    const stimuli = { set: setOf(fragments, model.input.channels) };
    return await simulate(hardware, { folder, simulator, stimuli, stall, processes: 1 });
  });
}

/** Writes the design `random` of a network into a folder. */
export function writeNetwork(folder: string, model: IntegerModel, lanes: number[]): Hardware {
  const folding = { lanes };
  const hardware = streamHardware('random', model, folding, 'test');
  const design = { name: 'random', model: 'model.alq.json', architecture: 'stream' as const, folding };
  writeTree(folder, 'random', generated(design, hardware).tree, false);
  return hardware;
}
