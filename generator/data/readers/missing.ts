import { z } from 'zod';

/** What to do with windows in which values are missing: nothing is made up for them. */
export const missing = z
  .enum(['refuse', 'leave-out'])
  .default('refuse')
  .describe('windows in which a value is missing (empty, `?`, NaN): refused, or left out and counted');

export type Missing = z.infer<typeof missing>;

/** What is said of a window without one of its values. */
export const MISSING_VALUE = 'a value is missing';
export const LEAVE_OUT = 'options.missing: "leave-out" leaves out such windows';
