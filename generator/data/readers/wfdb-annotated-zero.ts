import type { Codes } from '../signal-set.js';
import { type Coded, rangeOf, type Span } from './wfdb-codes.js';

/** Samples of a signal that are there, in the order of time. */
function* present({ codes, holes }: Pick<Coded, 'codes' | 'holes'>): Generator<Span> {
  let from = 0;
  for (const hole of holes) {
    if (hole.from > from) yield { from, to: hole.from };
    from = hole.to;
  }
  if (codes.length > from) yield { from, to: codes.length };
}

/**
 * A signal about the zero of its own beginning, as a device has it that measures the offset of its electrodes once: all codes are moved
 * by the whole number that brings the mean of the first `samples` that are there nearest to `zero`, and kept to codes of `codeBits`.
 */
export function aboutOwnZero(signal: Coded, samples: number, zero: number, codeBits: number): Codes {
  let [sum, count] = [0, 0];
  for (const { from, to } of present(signal))
    for (let i = from; i < to && count < samples; i++, count++) sum += signal.codes[i]!;
  const move = count === 0 ? 0 : Math.round(zero - sum / count);
  const [least, most] = rangeOf(codeBits);
  const codes = signal.codes.slice();
  for (const { from, to } of present(signal))
    for (let i = from; i < to; i++) codes[i] = Math.max(least, Math.min(most, codes[i]! + move));
  return codes;
}
