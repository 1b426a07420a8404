import { z } from 'zod';

/** Names become those of a model's outputs, which are such texts. */
const name = z.string().regex(/^[\x20-\x7e]+$/, 'a name of a target is printable ASCII');

/** What a data set's file says of targets that are no classes. */
export const targetNames = z
  .strictObject({
    kind: z
      .enum(['labels', 'values'])
      .describe('each label holds for a window or does not, 1 or 0, several may; or a window has real values'),
    names: z
      .array(name)
      .min(1)
      .refine((names) => new Set(names).size === names.length, 'a target twice')
      .describe('in the order of the outputs'),
    units: z.array(z.string().min(1)).optional().describe('of values, one for each name'),
  })
  .superRefine(({ kind, names, units }, context) => {
    const refuse = (message: string, allowed: string) =>
      context.addIssue({ code: 'custom', path: ['units'], message, params: { allowed } });
    if (units === undefined) return;
    if (kind === 'labels') refuse('labels have no units', 'units of values');
    else if (units.length !== names.length) refuse('not one for each name', `a list of ${names.length}`);
  })
  .describe('in the place of `classes`: several labels a window, or real values');

export type NamedTargets = z.infer<typeof targetNames>;

/** What readers are told of targets: those of the file, or classes of each step. */
export type TargetNames = (NamedTargets | { kind: 'classes'; names: readonly string[]; units?: undefined }) & {
  per: 'window' | 'step';
};
