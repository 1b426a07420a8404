import { relative } from 'node:path';
import type { Hardware } from '../arch/hardware.js';
import { editedWords } from '../emit/hand-edited.js';
import type { SimulationResult } from '../simulate/result.js';
import type { Waveform } from '../simulate/waves/record.js';
import { printable } from '../support/printable.js';
import { layerRows } from './layers.js';
import { grouped, textTable } from './table.js';

/** What `simulate` prints: a line a layer, cycles, and the verdict. */
export function simulationReport(hardware: Hardware, result: SimulationResult & { edited: readonly string[] }): string {
  const head = ['layer', 'bitwidth', 'shape', 'lanes', 'values', 'differences', 'cycles predicted', 'counted'];
  const paused = result.cycleMismatches === null;
  const rows = layerRows(hardware).map(({ name, bitwidth, shape, lanes }, i) => {
    const layer = result.layers[i]!;
    return [
      name,
      bitwidth,
      shape,
      lanes,
      grouped(layer.values),
      grouped(layer.mismatches),
      grouped(layer.cyclesPredicted),
      grouped(layer.cyclesCounted),
    ];
  });
  const interval =
    result.intervalCounted === null
      ? ''
      : `; from fragment to fragment ${grouped(result.intervalPredicted!)} predicted, ${grouped(result.intervalCounted)} counted`;
  return [
    `${result.design}: ${result.fragments} fragments of ${printable(result.source)}, ${result.simulator}`,
    '',
    textTable(head, rows),
    '',
    ...[result.class, result.labels, ...(result.outputs ?? []), result.step].flatMap((said) =>
      said === null ? [] : [`${said.name}: ${said.values} compared, ${said.mismatches} differ`],
    ),
    paused
      ? 'cycles: not compared, the ports paused at random'
      : `cycles of one fragment: ${grouped(result.cyclesPredicted)} predicted, ${grouped(result.cyclesCounted)} counted${interval}`,
    `${result.fragmentsPerSecond.toFixed(1)} fragments/s in ${result.processes} simulation${result.processes > 1 ? 's' : ''} at once`,
    ...result.failures.map((failure) => `FAIL ${failure}`),
    ...(result.waves === null ? [] : [`waveform around the first difference: ${relative('.', result.waves)}`]),
    ...(result.recorded === undefined ? [] : waveLines(result.recorded)),
    `${result.pass ? 'PASS' : 'FAIL'}${editedWords(result.edited)}`,
  ].join('\n');
}

/** What was written, what it cost, and how to look at it. */
export function waveLines({ file, layouts, fragment, fragments, from, to, bytes, seconds }: Waveform): string[] {
  const [gtkwave, surfer] = layouts.map((layout) => printable(layout)) as [string, string];
  const windows = fragments === 1 ? `window ${fragment}` : `windows ${fragment} to ${fragment + fragments - 1}`;
  return [
    `waveform: ${printable(file)}, ${windows}, cycles ${grouped(from)} to ${grouped(to)}, ${grouped(bytes)} bytes in ${seconds.toFixed(1)} s`,
    `  gtkwave ${printable(file)} ${gtkwave}`,
    `  surfer ${printable(file)} --command-file ${surfer}`,
  ];
}
