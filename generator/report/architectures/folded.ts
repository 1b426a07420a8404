import type { FoldedHardware, FoldedLayer } from '../../arch/folded/hardware.js';
import { foldedMemories } from '../../arch/folded/memories.js';
import { sharedWork } from '../../arch/folded/sliding.js';
import { bitsOf, memoryNamed } from '../../arch/memory.js';
import { grouped } from '../table.js';
import type { ArchitectureReport } from './architecture.js';

const bytes = (hardware: FoldedHardware, name: string) =>
  grouped(bitsOf([memoryNamed(foldedMemories(hardware), name)]) / 8);

/** Tables that a tile builds; 0: its passes look up window words. */
const tablesBuilt = ({ work, span, batches }: FoldedLayer) =>
  work === 'tables' ? batches.reduce((sum, { groups }) => sum + span * groups.length, 0) : 0;

export const folded: ArchitectureReport<FoldedHardware> = {
  summary: 'one engine for all layers',
  flow: 'The layers follow one another; no sample is taken while a fragment is computed.',
  columns: ({ layers, intervalCycles }) => [
    { head: 'x', cells: layers.map(({ xBits }) => xBits) },
    { head: 'acc', cells: layers.map(({ accBits }) => accBits) },
    { head: 'y', cells: layers.map(({ yBits }) => yBits) },
    { head: 'tables', cells: layers.map(tablesBuilt) },
    { head: 'block', cells: layers.map(({ block }) => block) },
    { head: 'passes', cells: layers.map(({ encoded }) => encoded.passes.length) },
    { head: 'cycles', cells: layers.map(({ cycles }) => grouped(cycles)) },
    { head: 'of all', cells: layers.map(({ cycles }) => `${((100 * cycles) / intervalCycles).toFixed(0)} %`) },
  ],
  work: ({ layers }) => [{ head: 'cycles of its instructions', cells: layers.map(({ cycles }) => grouped(cycles)) }],
  stored: (hardware) =>
    `, signs ${bytes(hardware, 'signs')}, program with alphas and biases ${bytes(hardware, 'program')} ` +
    `(${hardware.program.length} words of ${hardware.format.wordBits} bits)`,
  modelWords: ', as engines of several lanes of a `stream` design store them',
  buffers: (hardware) => {
    const { sumBits, xBits, accBits, usedActivations, activations } = hardware;
    return [
      `tables: ${bytes(hardware, 'tables')} bytes of ${sumBits}-bit sums; activations: ` +
        `${grouped((usedActivations * xBits) / 8)} bytes of ${xBits} bits, at most ${grouped(usedActivations)} of ` +
        `${grouped(activations)} words in use; accumulators: ${accBits} bits`,
    ];
  },
  checked: 'the program and of signs',
  notes: ({ layers, folding }) => {
    if (folding.hopSamples === undefined) return [];
    const found = sharedWork(layers[0]!, folding);
    if (found.shared === null) return [`windows share no work: ${found.reason}`];
    const { name, lengths } = layers[0]!;
    return [
      `windows share ${found.shared.count} of ${lengths.output} positions of ${name}; the fragment on its own is the first window`,
    ];
  },
  sharedWidths: ({ xBits, sumBits, accBits, folding }) =>
    `All layers share one engine: its activations have ${xBits} bits, its tables' sums of ${folding.tapsPerLookup} taps ${sumBits}, its accumulators ${accBits}, the most that a layer needs.`,
};
