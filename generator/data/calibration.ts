import { defaultGuard } from '../model/guard.js';
import type { InputSpec } from '../network/input.js';
import { UserError } from '../support/errors.js';
import { type SignalSet, windowCodes } from './signal-set.js';

/** Fragments that a message names. */
const NAMED = 3;

/**
 * Whether fragments can calibrate activations: their widths are chosen by what these fragments yield, so that fragments in
 * which nothing happens choose widths for nothing. A fragment is flat when a channel's codes span less than 1/64 of the
 * converter's range (`defaultGuard`).
 *
 * @returns what a user should know: some are flat, or all are the same
 * @throws UserError when half of them or more are flat
 */
export function checkCalibration(set: SignalSet, input: InputSpec): string[] {
  const { range } = defaultGuard(input).flat!;
  const { channels } = set.inputs[0];
  const { source } = set.provenance;
  const all = set.names.map((_, i) => i);
  const flat = all.filter((i) => leastSpan(windowCodes(set, i), channels) < range);
  const found = `${flat.length} of ${all.length} calibration fragments are flat (${named(flat.map((i) => set.names[i]!))})`;
  const span = `codes that span ${range} or more of ${2 ** input.codeBits}`;
  if (2 * flat.length >= all.length && flat.length > 0)
    throw new UserError({
      where: source,
      message: found,
      allowed: `fragments of a signal, more than half of them with ${span}`,
      fix: '--data with fragments such as the network is to classify',
    });
  const same = all.length > 1 && new Set(set.hashes).size === 1;
  return [
    ...(flat.length > 0 ? [`${source}: ${found}; a fragment of a signal has ${span}`] : []),
    ...(same ? [`${source}: all ${all.length} calibration fragments are the same, as good as one of them`] : []),
  ];
}

/** Largest less smallest code, of the channel where this is least. */
function leastSpan(codes: ArrayLike<number>, channels: number): number {
  const [low, high] = [new Array<number>(channels).fill(2 ** 16), new Array<number>(channels).fill(-(2 ** 16))];
  for (let i = 0; i < codes.length; i++) {
    const channel = i % channels;
    low[channel] = Math.min(low[channel]!, codes[i]!);
    high[channel] = Math.max(high[channel]!, codes[i]!);
  }
  return Math.min(...high.map((max, channel) => max - low[channel]!));
}

function named(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
