import { editedWords } from '../emit/hand-edited.js';
import type { NetlistResult } from '../simulate/netlist.js';
import { grouped, textTable } from './table.js';

export function netlistReport(result: NetlistResult & { edited: readonly string[] }): string {
  const { scores, class: classes, cells } = result;
  const kinds = Object.entries(cells).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `${result.design}: ${result.fragments} fragments of ${result.source}, netlist of Yosys ${result.yosys} for ${result.target}, ${result.simulator}`,
    '',
    textTable(
      ['cell', 'number'],
      kinds.map(([kind, n]) => [kind, grouped(n)]),
    ),
    '',
    `scores: ${scores.values} compared, ${scores.mismatches} differ${classes === null ? '' : `; classes: ${classes.values} compared, ${classes.mismatches} differ`}`,
    `fragments that ended in another cycle than predicted: ${result.cycleMismatches}`,
    ...result.failures.map((failure) => `FAIL ${failure}`),
    `${result.pass ? 'PASS' : 'FAIL'}${editedWords(result.edited)}`,
  ].join('\n');
}
