import type { Hardware } from '../../arch/hardware.js';
import type { PackageRun } from '../../simulate/wrappers/package.js';
import { reportOf } from '../architectures.js';
import { layerRows, realTimeMHz } from '../layers.js';
import { stepsWords } from '../steps.js';
import { grouped, markdownTable } from '../table.js';

export function cyclesSheet(hardware: Hardware, run: PackageRun): string {
  const { latencyCycles, intervalCycles, layerCycles, layers } = hardware;
  const { flow, work } = reportOf(hardware);
  const columns = work(hardware);
  const rows = layerRows(hardware).map(({ name, shape, lanes }, i) => [
    ...[name, shape, lanes],
    ...columns.map(({ cells }) => cells[i]!),
    ...[grouped(layerCycles[i]!), grouped(run.layerCycles[i]!)],
  ]);
  const words = stepsWords(hardware);
  const steps = words.length === 0 ? '' : `\n\n${words.join(' ')}`;
  const head = ['layer', 'shape', 'lanes', ...columns.map((column) => column.head)];
  return `## Cycles
${grouped(latencyCycles)} from the first sample of a fragment on its own to its last score, both counted; ${grouped(intervalCycles)} from one fragment to the
next, when samples are always offered and scores always taken. The signal in real time needs ${realTimeMHz(hardware).toFixed(3)} MHz. ${flow}
Predicted from the design; counted by ${run.tool} in this package's bench, where a fragment that ends in another cycle than
predicted is a failure. The data change no cycle.${steps}

${markdownTable([...head, 'last value, predicted', 'last value, counted'], rows)}

The last value of a layer is counted from the first sample taken. ${layers.at(-1)!.name} gives the scores.`;
}
