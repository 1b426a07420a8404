import { z } from 'zod';

const text = z.string().min(1);

/** Options of the reader `edf`. */
export const edfOptions = z.strictObject({
  files: z.array(text).min(1).optional().describe('in the folder; all recordings of the folder if left out'),
  signals: z
    .array(text)
    .min(1)
    .optional()
    .describe('labels of the signals that become the channels; the first ones if left out'),
  step: z
    .int()
    .min(1)
    .optional()
    .describe('samples from the start of a window to that of the next; a window if left out'),
  annotations: z
    .strictObject({
      classes: z
        .record(text, text)
        .optional()
        .describe('from the text of an annotation to the class; left out: they are called as the classes are'),
      before: z
        .int()
        .min(0)
        .optional()
        .describe(
          'a window around each annotation, which begins so many samples before it; left out: windows lie whole within the durations of annotations',
        ),
    })
    .prefault({})
    .describe('how annotations give windows their classes'),
});

export type EdfOptions = z.infer<typeof edfOptions>;
