import type { FloatNetwork } from '../model/float-model.js';
import { ofChannel } from '../network/input.js';

/** Where a window's values come from and go to: the converter before, the network behind. */
export type Source = Pick<FloatNetwork, 'input' | 'inputScale'>;

/** Codes of one real unit of the network, of a channel. */
export const codesPerUnit = ({ input, inputScale }: Source, channel: number): number =>
  2 ** ofChannel(input.shift, channel) / inputScale;

/**
 * A window of codes, of any real value, [position][channel], as the network sees it, in real values: as the hardware does it, clamped
 * to the converter's codes, less the zero, shifted and clamped to the first activation's bits.
 */
export function toInput(codes: ArrayLike<number>, { input, inputScale }: Source): Float32Array {
  const { channels, codeBits, bits } = input;
  const limit = 2 ** (bits - 1);
  const seen = new Float32Array(codes.length);
  for (let c = 0; c < channels; c++) {
    const [zero, shift] = [ofChannel(input.zero, c), ofChannel(input.shift, c)];
    const highest = 2 ** codeBits - 1 - zero;
    for (let i = c; i < seen.length; i += channels) {
      const code = Math.min(highest, Math.max(-zero, Math.round(codes[i]! - zero)));
      seen[i] = Math.min(limit - 1, Math.max(-limit, code >> shift)) * inputScale;
    }
  }
  return seen;
}
