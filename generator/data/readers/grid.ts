import { z } from 'zod';
import { UserError } from '../../support/errors.js';
import type { About } from './reader.js';
import type { Order } from './values.js';

/** Order of the axes of a file that holds one recording. */
export const gridAxes = z
  .enum(['CT', 'TC'])
  .optional()
  .describe('axes of what a file holds: channels, time, or time, channels; as their lengths say if left out');

/** Values as a file has them in two axes. */
export interface Grid {
  lengths: readonly [number, number];
  /** The axis along which values follow each other. */
  fast: 0 | 1;
  values: ArrayLike<number>;
  /** Left out: the file does not say which axis is which. */
  axes?: 'CT' | 'TC' | undefined;
}

/** All channels of a recording. */
export interface GridSignals {
  values: ArrayLike<number>;
  order: Order;
  samples: number;
}

/**
 * What a grid holds for a data set.
 *
 * @param whole it is one window; else as long as a window at least
 * @throws UserError when lengths are not those
 */
export function signalsIn(
  { lengths, fast, values, axes }: Grid,
  where: string,
  { samples, channels }: About['input'],
  whole: boolean,
  given: 'CT' | 'TC' | undefined,
): GridSignals {
  const fits = (channelAxis: 0 | 1) => {
    const long = lengths[1 - channelAxis]!;
    return lengths[channelAxis] === channels && (whole ? long === samples : long >= samples);
  };
  const said = axes ?? given;
  const channelAxis = said === undefined ? ([0, 1] as const).find(fits) : said === 'CT' ? 0 : 1;
  if (channelAxis === undefined || !fits(channelAxis)) {
    const time = `${samples}${whole ? '' : ' or more'}`;
    const forms = { CT: `${channels} x ${time}`, TC: `${time} x ${channels}` };
    const [wanted, longer] = [said === undefined ? `${forms.CT} or ${forms.TC}` : forms[said], Math.max(...lengths)];
    throw new UserError({
      where,
      field: 'shape',
      message: 'not what the data set says',
      value: lengths.join(' x '),
      allowed: wanted,
      ...(whole &&
        longer > samples &&
        lengths.includes(channels) && { fix: 'options.step cuts longer files into windows' }),
    });
  }
  const order = fast === channelAxis ? 'samples' : 'channels';
  return { values, order, samples: lengths[1 - channelAxis]! };
}

/** So many samples of all channels from one on. */
export function cutOut(
  { values, order, samples }: GridSignals,
  channels: number,
  from: number,
  length: number,
): ArrayLike<number> {
  if (from === 0 && length === samples) return values;
  const cut = new Float64Array(length * channels);
  for (let c = 0; c < channels; c++)
    for (let s = 0; s < length; s++) {
      const [at, to] =
        order === 'samples' ? [(from + s) * channels + c, s * channels + c] : [c * samples + from + s, c * length + s];
      cut[to] = values[at]!;
    }
  return cut;
}
