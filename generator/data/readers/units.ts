import { codeOf } from '../../network/input.js';
import { type Problem, UserError } from '../../support/errors.js';
import type { About } from './reader.js';
import { stepsOf, type Values } from './values.js';

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
 * that there are, as a converter does it (`codeOf`).
 */
export class Converting {
  /** Clamped values of each channel. */
  readonly #clamped: number[];
  #values = 0;

  constructor(
    readonly codeBits: number,
    readonly units: Units,
  ) {
    this.#clamped = units.zero.map(() => 0);
  }

  /** Codes [sample][channel] of the values of a window. */
  codes(window: Values): Int16Array | Uint16Array {
    const { zero, gain } = this.units;
    const { length } = window.values;
    const channels = zero.length;
    const top = 2 ** this.codeBits - 1;
    const codes = this.codeBits === 16 ? new Uint16Array(length) : new Int16Array(length);
    this.#values += length;
    for (let channel = 0; channel < channels; channel++) {
      const [from, step] = stepsOf(window, channel, channels);
      for (let s = 0; s < length / channels; s++) {
        const value = window.values[from + s * step]!;
        const exact = zero[channel]! + gain[channel]! * value;
        if (exact < -0.5 || exact >= top + 0.5) this.#clamped[channel]!++;
        codes[s * channels + channel] = codeOf(value, zero[channel]!, gain[channel]!, this.codeBits);
      }
    }
    return codes;
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
