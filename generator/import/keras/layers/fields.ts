import { z } from 'zod';

/*
 * Fields that configurations of layers share. Versions differ in what they write: a field may be missing, null, or one number
 * where there is one for each axis.
 */

const MAX_LENGTH = 2 ** 31 - 1;

export const positive = z.int().min(1).max(MAX_LENGTH);
const whole = z.int().min(0).max(MAX_LENGTH);

/** A value that may be missing or null: then it is this one. */
export const orElse = <T>(schema: z.ZodType<T>, absent: T) => schema.nullish().transform((value) => value ?? absent);

const isNumber = (value: unknown) => typeof value === 'number';

/** A number for each of `rank` axes, or one for all. */
export const perAxis = (rank: number) =>
  z.preprocess((given) => (isNumber(given) ? new Array(rank).fill(given) : given), z.array(positive).length(rank));

/** [before, after] for each axis: one number for all, one for each axis, or both ends of each axis. */
export const endsPerAxis = (rank: number) =>
  z.preprocess(
    (given) => {
      if (isNumber(given)) return Array.from({ length: rank }, () => [given, given]);
      if (!Array.isArray(given) || !given.every(isNumber)) return given;
      return rank === 1 ? [given] : given.map((n) => [n, n]);
    },
    z.array(z.tuple([whole, whole])).length(rank),
  );

export const onOff = (absent: boolean) => orElse(z.boolean(), absent);

export const number = (absent: number) => orElse(z.number(), absent);

export const dataFormat = orElse(z.enum(['channels_last', 'channels_first']), 'channels_last');

export const padding = orElse(z.enum(['valid', 'same']), 'valid');

export const paddingOrCausal = orElse(z.enum(['valid', 'same', 'causal']), 'valid');

/** Axis of a tensor of `rank` axes, counted from the first; null: there is no such axis. */
export function axisOf(axis: number, rank: number): number | null {
  const at = axis < 0 ? axis + rank : axis;
  return at >= 0 && at < rank ? at : null;
}
