import type { Hardware } from '../../arch/hardware.js';
import type { PackageRun } from '../../simulate/wrappers/package.js';
import { layerRows } from '../layers.js';
import { grouped, markdownTable } from '../table.js';

/** Clock that keeps up with the signal: fragments one after the other, or windows a hop apart. */
export function realTimeMHz({ intervalCycles, model, ...rest }: Hardware): number {
  const hop = rest.architecture === 'folded' ? rest.folding.hopSamples : undefined;
  return (intervalCycles * model.input.sampleRateHz) / (hop ?? model.input.samples) / 1e6;
}

export function cyclesSheet(hardware: Hardware, run: PackageRun): string {
  const { latencyCycles, intervalCycles, layerCycles, architecture, layers } = hardware;
  const rows = layerRows(hardware).map(({ name, shape, lanes }, i) => [
    name,
    shape,
    lanes,
    ...(architecture === 'folded' ? [grouped(hardware.layers[i]!.cycles)] : streamWork(hardware.layers[i]!)),
    grouped(layerCycles[i]!),
    grouped(run.layerCycles[i]!),
  ]);
  const busy = architecture === 'folded' ? ['cycles of its instructions'] : ['tiles', 'cycles of a tile'];
  const how =
    architecture === 'folded'
      ? 'The layers follow one another; no sample is taken while a fragment is computed.'
      : 'The layers work at once, each on what the one before it has finished.';
  return `## Cycles
${grouped(latencyCycles)} from the first sample of a fragment on its own to its last score, both counted; ${grouped(intervalCycles)} from one fragment to the
next, when samples are always offered and scores always taken. The signal in real time needs ${realTimeMHz(hardware).toFixed(3)} MHz. ${how}
Predicted from the design; counted by ${run.tool} in this package's bench, where a fragment that ends in another cycle than
predicted is a failure. The data change no cycle.

${markdownTable(['layer', 'shape', 'lanes', ...busy, 'last value, predicted', 'last value, counted'], rows)}

The last value of a layer is counted from the first sample taken. ${layers.at(-1)!.name} gives the scores.`;
}

const streamWork = ({ tiles, tileCycles }: { tiles: number; tileCycles: number }) => [
  grouped(tiles),
  grouped(tileCycles),
];
