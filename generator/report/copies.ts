import { editedWords } from '../emit/hand-edited.js';
import type { CopiesResult } from '../simulate/wrappers/copies.js';
import { printable } from '../support/printable.js';
import { grouped, textTable } from './table.js';

/** What `simulate --copies` prints: a line a stream of each copy, cycles beside those of one core, and the verdict. */
export function copiesReport(result: CopiesResult & { edited: readonly string[] }): string {
  const { design, copies, fragments, cyclesCounted, cyclesOfOneCore } = result;
  const rows = result.streams.map(({ name, values, mismatches }) => [name, grouped(values), grouped(mismatches)]);
  return [
    `${design}: ${fragments} fragments of ${printable(result.source)} in ${copies} copies, ${result.simulator}`,
    '',
    textTable(['stream', 'values', 'differences'], rows),
    '',
    cyclesCounted === null
      ? 'cycles: not compared, the ports paused at random'
      : `cycles of all fragments: ${grouped(cyclesCounted)} counted, ${grouped(cyclesOfOneCore)} of one core`,
    ...result.failures.map((failure) => `FAIL ${failure}`),
    `${result.pass ? 'PASS' : 'FAIL'}${editedWords(result.edited)}`,
  ].join('\n');
}
