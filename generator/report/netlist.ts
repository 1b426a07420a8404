import { editedWords } from '../emit/hand-edited.js';
import type { NetlistResult } from '../simulate/netlist.js';
import { waveLines } from './simulation.js';
import { grouped, textTable } from './table.js';

export function netlistReport(result: NetlistResult & { edited: readonly string[] }): string {
  const { scores, class: classes, labels, step: steps, cells } = result;
  const kinds = Object.entries(cells).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `${result.design}: ${result.fragments} fragments of ${result.source}, netlist of Yosys ${result.yosys} for ${result.target}, ${result.simulator}`,
    '',
    textTable(
      ['cell', 'number'],
      kinds.map(([kind, n]) => [kind, grouped(n)]),
    ),
    '',
    Object.entries({ scores, classes, labels, steps })
      .flatMap(([name, of]) => (of === null ? [] : [`${name}: ${of.values} compared, ${of.mismatches} differ`]))
      .join('; '),
    `fragments that ended in another cycle than predicted: ${result.cycleMismatches}`,
    ...result.failures.map((failure) => `FAIL ${failure}`),
    ...(result.recorded === undefined ? [] : waveLines(result.recorded)),
    `${result.pass ? 'PASS' : 'FAIL'}${editedWords(result.edited)}`,
  ].join('\n');
}
