import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamHardware } from '../../generator/arch/stream.js';
import type { FragmentSet } from '../../generator/data/fragment-set.js';
import { designTree } from '../../generator/emit/tree.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import type { SimulationResult } from '../../generator/simulate/result.js';
import { simulate } from '../../generator/simulate/simulate.js';
import type { SimulatorName } from '../../generator/simulate/simulators.js';
import type { RandomNetwork } from './random-network.js';

/** A fragment set of given codes, [fragment][sample]. */
export function setOf(fragments: number[][]): FragmentSet {
  return {
    source: 'test',
    samples: fragments[0]!.length,
    codes: Int16Array.from(fragments.flat()),
    classes: [],
    labels: fragments.map(() => -1),
    records: fragments.map(() => 'test'),
    names: fragments.map((_, i) => `${i}`),
    hashes: fragments.map((_, i) => `${i}`),
  };
}

/** Generates a network into a folder of its own, simulates all its fragments in one run, and removes the folder. */
export async function simulateNetwork(
  { model, lanes, fragments }: RandomNetwork,
  simulator: SimulatorName,
  stall: number,
): Promise<SimulationResult> {
  const folder = mkdtempSync(join(tmpdir(), 'bitbeat-'));
  try {
    const folding = { lanes };
    const hardware = streamHardware('random', model, folding, 'test');
    const design = { name: 'random', model: 'model.alq.json', architecture: 'stream' as const, folding };
    writeTree(folder, 'random', designTree(design, hardware), false);
    const stimuli = { set: setOf(fragments), indices: fragments.map((_, i) => i) };
    return await simulate(hardware, { folder, simulator, stimuli, stall, processes: 1 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
