import { z } from 'zod';

/** Order of the axes of arrays: windows, channels, time; or windows, time, channels. */
export const axes = z
  .enum(['NCT', 'NTC'])
  .optional()
  .describe(
    'axes of the arrays: windows, channels, time, or windows, time, channels; as their lengths say if left out',
  );

export type Axes = z.infer<typeof axes>;
