import { z } from 'zod';
import { ruleSchema } from '../labelling/rule.js';
import { annotationTable, symbolNames } from './annotation-tables.js';
import { codesOption } from './wfdb-codes.js';

const text = z.string().min(1);
const policy = (what: string) => z.enum(['refuse', 'leave-out']).default('refuse').describe(what);
const once = (values: readonly unknown[]) =>
  new Set(values.map((value) => JSON.stringify(value))).size === values.length;

const part = z
  .strictObject({
    from: z.number().default(0).describe('seconds from the beginning, or below 0 from the end'),
    to: z.number().optional().describe('the same; to the end if left out'),
  })
  .refine(({ from, to }) => to === undefined || from < 0 !== to < 0 || from < to, {
    path: ['to'],
    message: 'not behind `from`',
  });

export const annotatedOptions = z.strictObject({
  records: z
    .array(text)
    .min(1)
    .refine(once, 'a record twice')
    .optional()
    .describe(
      'names of the records, or files in EDF or BDF; all records of the folder, else all such files, if left out',
    ),
  leads: z
    .array(z.array(text).min(1))
    .min(1)
    .refine(once, 'the same leads twice')
    .describe(
      'names of the leads that become the channels; several lists: windows of each, of which the first is scored',
    ),
  step: z
    .int()
    .min(1)
    .optional()
    .describe('samples from the start of a window to that of the next; a window if left out'),
  time: z.array(part).min(1).optional().describe('parts in which windows lie whole; all of the recording if left out'),
  codes: codesOption,
  zero: z
    .strictObject({
      seconds: z.number().positive().describe('of the beginning of a recording, without those that have no samples'),
      code: z.int().min(0).describe('that the mean of these becomes'),
    })
    .optional()
    .describe("codes of each recording are moved to a zero of its own beginning; left out: codes are the converter's"),
  annotator: text.optional().describe('extension of the files of annotations; `atr`, of tables `csv`, if left out'),
  table: annotationTable
    .optional()
    .describe('annotations stand in tables beside the recordings; left out: in the MIT format, or in EDF itself'),
  symbols: symbolNames,
  rule: ruleSchema,
  unfit: z
    .strictObject({
      lead: policy('without a lead of the first of `leads`; one of the others may be missing'),
      annotations: policy('without annotations'),
      converter: policy('another rate, width, gain, zero or unit than the data set says'),
      damaged: policy(
        'cut off, without its signals, with other codes than the converter gives, or other than its checksums',
      ),
    })
    .prefault({})
    .describe('what to do with records that are such'),
});

export type AnnotatedOptions = z.infer<typeof annotatedOptions>;
