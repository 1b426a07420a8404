import { createHash } from 'node:crypto';
import type { z } from 'zod';

/** A piece of a campaign that any machine may do. */
export interface Unit {
  /** Of all that its result depends on: see `unitKey`. */
  key: string;
  /** Plain data from which whoever does it finds the rest. */
  input: unknown;
}

/**
 * Units of one kind. `do` is pure: the same input gives the same result on any machine, whatever else that machine has done, and
 * is done in a folder of its own, which goes afterwards.
 */
export interface Kind<I = unknown, R = unknown> {
  input: z.ZodType<I>;
  /** Plain data that JSON holds without loss. */
  result: z.ZodType<R>;
  do(input: I, scratch: string): Promise<R>;
}

/** A unit that is done. */
export interface Done<R> {
  unit: Unit;
  result: R;
}

/** What campaigns call before they begin: does units of theirs somewhere else, whose results they then need not find themselves. */
export type Ahead<R> = (units: readonly Unit[]) => Promise<Done<R>[]>;

/** SHA-256 of the content's JSON; 32 hexadecimal digits. */
export function unitKey(content: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}
