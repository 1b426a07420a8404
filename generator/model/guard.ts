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
export function guardFlags({ input }: { input: InputSpec }, codes: ArrayLike<number>): GuardFlags {
  const { channels, codeBits, guard } = input;
  const flags = { flat: false, saturated: false, leadOff: false };
  for (let channel = 0; channel < channels; channel++) {
    const own = Array.from(
      { length: codes.length / channels },
      (_, i) => codes[i * channels + channel]! & (2 ** codeBits - 1),
    );
    if (guard?.flat !== undefined) {
      const { range, samples, within } = guard.flat;
      const spread = Math.max(...own) - Math.min(...own);
      flags.flat ||= spread < range || longestStill(own, within) > samples;
    }
    if (guard?.rails !== undefined) {
      const { low, high, saturated, leadOff } = guard.rails;
      const rails = own.map((code) => (code <= low ? 'low' : code >= high ? 'high' : null));
      flags.saturated ||= rails.filter((rail) => rail !== null).length > saturated;
      flags.leadOff ||= Math.max(longestRun(rails, 'low'), longestRun(rails, 'high')) > leadOff;
    }
  }
  return flags;
}

/** Length of the longest row of codes within +-`within` of its first. */
function longestStill(codes: readonly number[], within: number): number {
  let longest = 0;
  for (let from = 0; from < codes.length; ) {
    const end = codes.findIndex((code, i) => i > from && Math.abs(code - codes[from]!) > within);
    const to = end < 0 ? codes.length : end;
    longest = Math.max(longest, to - from);
    from = to;
  }
  return longest;
}

function longestRun<T>(items: readonly T[], expected: T): number {
  let [longest, run] = [0, 0];
  for (const item of items) {
    run = item === expected ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/**
 * Thresholds for an electrocardiogram of `input`: flat below 1/64 of the converter's range in a whole window, or 2 s in a
 * row within 1/1000 of it; saturated with a twentieth of the window at a rail; lead off after half a second at one.
 */
export function defaultGuard({ samples, sampleRateHz, codeBits }: InputSpec): Guard {
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
