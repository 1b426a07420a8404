import { z } from 'zod';
import { ofSeveral } from '../network/task.js';

/** Names become those of a model's outputs, which are such texts. */
const name = z.string().regex(/^[\x20-\x7e]+$/, 'a name of a target is printable ASCII');

const names = z
  .array(name)
  .min(1)
  .refine((all) => new Set(all).size === all.length, 'a target twice')
  .describe('in the order of the outputs');
const units = z.array(z.string().min(1)).optional().describe('of values, one for each name');

interface Named {
  kind: string;
  names: string[];
  units?: string[] | undefined;
}

function checkUnits({ kind, names: own, units: given }: Named, context: z.RefinementCtx): void {
  const refuse = (message: string, allowed: string) =>
    context.addIssue({ code: 'custom', path: ['units'], message, params: { allowed } });
  if (given === undefined) return;
  if (kind !== 'values') refuse(`${kind} have no units`, 'units of values');
  else if (given.length !== own.length) refuse('not one for each name', `a list of ${own.length}`);
}

/** Of one output. */
export const oneTarget = z
  .strictObject({
    kind: z
      .enum(['labels', 'values'])
      .describe('each label holds for a window or does not, 1 or 0, several may; or a window has real values'),
    names,
    units,
  })
  .superRefine(checkUnits);

const output = z
  .strictObject({
    name: name.describe('as the network calls the output; of classes the column too'),
    kind: z
      .enum(['classes', 'labels', 'values'])
      .describe('one class of several, in one column by its name or its number; labels or values, a column for each'),
    names,
    units,
  })
  .superRefine(checkUnits);

const severalTargets = z.strictObject({
  kind: z.literal('several').describe('targets of several outputs'),
  outputs: z
    .array(output)
    .min(2)
    .refine((all) => new Set(all.map((own) => own.name)).size === all.length, 'an output twice')
    .describe('in the order of their columns'),
});

/** What a data set's file says of targets that are no classes. */
export const targetNames = z
  .discriminatedUnion('kind', [oneTarget, severalTargets])
  .describe('in the place of `classes`: several labels a window, real values, or what several outputs say');

export type NamedTargets = z.infer<typeof oneTarget>;

/** What readers are told of targets: those of the file, or classes of each step. */
export type TargetNames = (
  | z.infer<typeof targetNames>
  | { kind: 'classes'; names: readonly string[]; units?: undefined }
) & {
  per: 'window' | 'step';
};

/** Targets of one output, and what its columns are called. */
export interface NamedOutput {
  /** Empty: the only one. */
  name: string;
  kind: 'classes' | 'labels' | 'values';
  names: readonly string[];
  units?: readonly string[] | undefined;
}

export const namedOutputs = (targets: TargetNames): NamedOutput[] =>
  ofSeveral(targets) ? targets.outputs : [{ name: '', ...targets }];

/** Names of the numbers that readers find for a window, or for a step, in their order. */
export const targetColumns = (targets: TargetNames): string[] =>
  namedOutputs(targets).flatMap(({ name: own, kind, names: all }) => (kind === 'classes' ? [own || 'class'] : all));
