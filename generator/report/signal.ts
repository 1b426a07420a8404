import { editedWords } from '../emit/hand-edited.js';
import type { SignalResult } from '../simulate/signal.js';
import { printable } from '../support/printable.js';
import { grouped } from './table.js';

/** What `simulate --signal` prints. */
export function signalReport(result: SignalResult & { edited: readonly string[] }): string {
  const { design, source, simulator, samples, steps, streams, seconds, timesRealTime } = result;
  return [
    `${design}: ${grouped(samples)} samples of ${printable(source)} as one signal, ${grouped(steps)} steps, ${simulator}`,
    '',
    ...streams.map(({ name, values, mismatches, first }) => {
      const differs =
        first && `; first at step ${first.position}, output ${first.channel}: ${first.got}, expected ${first.expected}`;
      return `${name}: ${grouped(values)} compared, ${grouped(mismatches)} differ${differs ?? ''}`;
    }),
    `cycle of the last score: ${result.cyclesPredicted === null ? 'not' : grouped(result.cyclesPredicted)} predicted, ${grouped(result.cyclesCounted)} counted`,
    `${seconds.toFixed(1)} s, ${grouped(Math.round(timesRealTime))} times faster than the signal`,
    `${result.pass ? 'PASS' : 'FAIL'}${editedWords(result.edited)}`,
  ].join('\n');
}
