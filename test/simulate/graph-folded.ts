import { foldedHardware } from '../../generator/arch/folded/folded.js';
import type { FoldedFolding } from '../../generator/arch/folded/hardware.js';
import type { Design } from '../../generator/config/design.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import type { IntegerNetwork } from '../../generator/model/integer-model.js';
import type { SimulationResult } from '../../generator/simulate/result.js';
import { simulate } from '../../generator/simulate/simulate.js';
import type { SimulatorName } from '../../generator/simulate/simulators.js';
import { inFolder } from '../emit/tiny.js';
import { setOf } from './simulate-network.js';

/** A network of any graph on the folded engine. */
export interface GraphCase {
  model: IntegerNetwork;
  folding: FoldedFolding;
  parity: boolean;
  /** [fragment][code]. */
  fragments: number[][];
}

/** Simulates its fragments, once at full speed and once with pauses on both ports; `change` may change its files before. */
export function simulateGraph(
  { model, folding, parity, fragments }: GraphCase,
  simulator: SimulatorName,
  stalls: readonly number[] = [0, 7],
  change: (folder: string) => void = () => {},
): Promise<SimulationResult[]> {
  return inFolder(async (folder) => {
    const hardware = { ...foldedHardware('random', model, folding, 'test'), parity };
    const design: Design = { name: 'random', model: 'model.alq.json', architecture: 'folded', folding, parity };
    writeTree(folder, 'random', generated(design, hardware).tree, false);
    change(folder);
    const stimuli = { set: setOf(fragments, model.input.channels) };
    const results: SimulationResult[] = [];
    for (const stall of stalls)
      results.push(
        await simulate(hardware, { folder, simulator, stimuli, stall, processes: 1, quick: true, waves: false }),
      );
    return results;
  });
}
