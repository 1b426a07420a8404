import { createHash } from 'node:crypto';
import type { z } from 'zod';

/** A piece of a campaign that any machine may do. */
export interface Unit {
  /** Of all that its result depends on: see `unitKey`. */
  key: string;
  /** Plain data from which whoever does it finds the rest. */
  input: unknown;
  /** Larger texts that the input names, by their hash; several units may share one. */
  needs?: readonly Need[];
}

export interface Need {
  /** SHA-256 of the text in hexadecimal digits. */
  name: string;
  text: () => string;
}

/** What a unit is done with. */
export interface Place {
  /** A folder of its own, empty before and gone afterwards. */
  scratch: string;
  /** One that further units of the task find as this one leaves it, which no other uses at the same time. */
  kept: string;
  /** A text that the unit needs, by its name. */
  text: (name: string) => string;
}

/**
 * Units of one kind. `do` is pure: the same input gives the same result on any machine, whatever else that machine has done.
 */
export interface Kind<I = unknown, R = unknown> {
  input: z.ZodType<I>;
  /** Plain data that JSON holds without loss. */
  result: z.ZodType<R>;
  do(input: I, place: Place): Promise<R>;
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
