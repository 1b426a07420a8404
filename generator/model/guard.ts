import type { Guard, InputSpec } from '../network/input.js';
import type { FieldProblem } from '../support/errors.js';

/** Why a window has no class; the order is that of the bits of `flags_o`. */
export interface GuardFlags {
  flat: boolean;
  saturated: boolean;
  leadOff: boolean;
}

/**
 * Flags of one window of ADC codes, [position][channel]; a window is flagged when one of its channels is. Without
 * thresholds in the model nothing is.
 *
 * - flat: the largest code less the smallest is below `flat.range`, or more than `flat.samples` codes in a row are within
 *   +-`flat.within` of the first of them (a code that is not begins the next row);
 * - saturated: more than `rails.saturated` codes are at a rail, that is at most `low` or at least `high`;
 * - lead off: more than `rails.leadOff` codes in a row are at the same rail.
 */
export function guardFlags(
  { input }: { input: Pick<InputSpec, 'channels' | 'codeBits' | 'guard'> },
  codes: ArrayLike<number>,
): GuardFlags {
  const { channels, codeBits, guard } = input;
  const flags = { flat: false, saturated: false, leadOff: false };
  const mask = 2 ** codeBits - 1;
  const own = new Int32Array(codes.length / channels);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < own.length; i++) own[i] = codes[i * channels + channel]! & mask;
    if (guard?.flat !== undefined) flags.flat ||= isFlat(own, guard.flat);
    if (guard?.rails !== undefined) {
      const { all, longest } = atRails(own, guard.rails);
      flags.saturated ||= all > guard.rails.saturated;
      flags.leadOff ||= longest > guard.rails.leadOff;
    }
  }
  return flags;
}

// Plain loops: a sliding monitor is judged hop by hop over hours.

function isFlat(codes: Int32Array, { range, samples, within }: NonNullable<Guard['flat']>): boolean {
  let [low, high] = [codes[0]!, codes[0]!];
  // A row of codes within +-`within` of its first.
  let [first, from, longest] = [codes[0]!, 0, 0];
  for (let i = 1; i < codes.length; i++) {
    const code = codes[i]!;
    if (code < low) low = code;
    if (code > high) high = code;
    if (code - first > within || first - code > within) {
      if (i - from > longest) longest = i - from;
      [first, from] = [code, i];
    }
  }
  return high - low < range || Math.max(longest, codes.length - from) > samples;
}

/** Codes at either rail, and the most of them in a row at the same one. */
function atRails(codes: Int32Array, { low, high }: NonNullable<Guard['rails']>): { all: number; longest: number } {
  let [all, longest, run, before] = [0, 0, 0, 0];
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    const rail = code <= low ? -1 : code >= high ? 1 : 0;
    if (rail !== 0) {
      all++;
      run = rail === before ? run + 1 : 1;
      if (run > longest) longest = run;
    }
    before = rail;
  }
  return { all, longest };
}

/**
 * Thresholds for an electrocardiogram of `input`: flat below 1/64 of the converter's range in a whole window, or 2 s in a
 * row within 1/1000 of it; saturated with a twentieth of the window at a rail; lead off after half a second at one.
 */
export function defaultGuard({
  samples,
  sampleRateHz,
  codeBits,
}: Pick<InputSpec, 'samples' | 'sampleRateHz' | 'codeBits'>): Guard {
  const codes = 2 ** codeBits;
  const atMost = (seconds: number) => Math.max(1, Math.min(samples, Math.round(seconds * sampleRateHz)));
  return {
    flat: { range: Math.max(1, codes >> 6), samples: atMost(2), within: Math.floor(codes / 1000) },
    rails: { low: 0, high: codes - 1, saturated: Math.round(samples / 20), leadOff: atMost(0.5) },
  };
}

/** What the schema cannot know: thresholds against the width of the codes. */
export function checkGuard({ guard, codeBits }: InputSpec): FieldProblem[] {
  const top = 2 ** codeBits - 1;
  const problems: FieldProblem[] = [];
  const atMost = (field: string, value: number, max: number) => {
    if (value > max)
      problems.push({
        field: `input.guard.${field}`,
        message: 'too large',
        value,
        allowed: `up to ${max} (codeBits ${codeBits})`,
        fix: `${max}`,
      });
  };
  if (guard?.flat !== undefined) {
    atMost('flat.range', guard.flat.range, top);
    atMost('flat.within', guard.flat.within, top - 1);
  }
  if (guard?.rails !== undefined) {
    atMost('rails.high', guard.rails.high, top);
    atMost('rails.low', guard.rails.low, Math.min(guard.rails.high, top) - 1);
  }
  return problems;
}
