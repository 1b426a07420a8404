import { z } from 'zod';

const printable = (what: string) => z.string().regex(/^[\x20-\x7e]+$/, `${what} is printable ASCII`);
/** Such as µV and °C. */
export const unitName = z.string().regex(/^\P{C}+$/u, 'a unit is printable');
export const classNames = z.array(printable('a class name')).min(1);

const taskKind = <const K extends string>(name: K, what: string) => z.literal(name).describe(what);
const outputNames = classNames.describe('of the outputs, all different; the node has an output channel for each');

export const taskSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: taskKind('classes', 'one class of many: the largest score'), names: outputNames }),
    z.strictObject({
      kind: taskKind('labels', 'labels of which any number may hold: those whose score is above its threshold'),
      names: outputNames,
      thresholds: z
        .array(
          z
            .int()
            .min(-(2 ** 31))
            .max(2 ** 31 - 1),
        )
        .optional()
        .describe('one for each label, in steps of the score; not there: 0, where a sigmoid is 1/2'),
    }),
    z.strictObject({
      kind: taskKind('values', 'real values: scores times 2^scaleLog2 of the node'),
      names: outputNames,
      units: z.array(unitName).optional().describe('one for each value'),
    }),
  ])
  .describe('what the scores say');

export type TaskText = z.infer<typeof taskSchema>;
