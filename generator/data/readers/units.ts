import { type Problem, UserError } from '../../support/errors.js';
import type { About } from './reader.js';

/** What makes codes of values: a `zero` and a `gain` for each channel. */
export interface Units {
  zero: readonly number[];
  gain: readonly number[];
}

/** Throws UserError when the data set's file does not say how values become codes. */
export function unitsOf({ where, input: { zero, gain } }: Pick<About, 'where' | 'input'>): Units {
  if (zero !== undefined && gain !== undefined) return { zero, gain };
  const missing = [...(zero === undefined ? ['zero'] : []), ...(gain === undefined ? ['gain'] : [])];
  const message = 'missing field: values become codes by zero + gain * value';
  const allowed = 'a number, or a list of one for each channel';
  throw new UserError(missing.map((field): Problem => ({ where, field: `input.${field}`, message, allowed })));
}

/**
 * Values in their units to codes: `zero + gain * value` of the value's channel, rounded to the nearest and clamped to the codes
 * that there are, as a converter does it.
 */
export class Converting {
  readonly #input: About['input'] & Units;
  /** Clamped values of each channel. */
  readonly #clamped: number[];
  #values = 0;

  /** @throws UserError as `unitsOf` */
  constructor(about: About) {
    this.#input = { ...about.input, ...unitsOf(about) };
    this.#clamped = new Array<number>(about.input.channels).fill(0);
  }

  /** Codes [sample][channel] of values [channel][sample]. */
  codes(values: readonly (readonly number[])[]): Int32Array {
    const { channels, codeBits, zero, gain } = this.#input;
    const top = 2 ** codeBits - 1;
    const samples = values[0]!.length;
    this.#values += samples * channels;
    return Int32Array.from({ length: samples * channels }, (_, i) => {
      const channel = i % channels;
      const code = Math.round(zero[channel]! + gain[channel]! * values[channel]![Math.floor(i / channels)]!);
      if (code < 0 || code > top) this.#clamped[channel]!++;
      return Math.max(0, Math.min(top, code));
    });
  }

  /** What was lost. */
  notes(source: string): string[] {
    const total = this.#clamped.reduce((a, b) => a + b, 0);
    if (total === 0) return [];
    const where = this.#clamped.flatMap((n, channel) => (n > 0 ? [`${n} of channel ${channel}`] : []));
    return [
      `${source}: ${total} of ${this.#values} values lie beyond the codes and became the last one: ${where.join(', ')}`,
    ];
  }
}
