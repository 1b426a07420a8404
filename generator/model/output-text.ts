import { z } from 'zod';
import type { Per } from '../network/network.js';
import type { OutputPart, WithTask } from '../network/task.js';
import { outputsOf } from '../network/task.js';
import { checkName } from './check-name.js';
import { type TaskText, taskSchema } from './task-text.js';

/** An output as files of models and networks have it. */
const outputSchema = z.strictObject({
  name: z.string().optional().describe('of several outputs: ports and registers of each are named after it'),
  from: z.string().describe('node that gives the scores; no node reads it'),
  per: z
    .enum(['window', 'step'])
    .optional()
    .describe('scores of the window, from one position, or of each position; not there: of the window'),
  task: taskSchema,
  scaleLog2: z
    .int()
    .min(-64)
    .max(64)
    .optional()
    .describe(
      "of several outputs: values of this one are scores times 2^scaleLog2 besides the node's own; not there: 0",
    ),
});

export type OutputText = z.infer<typeof outputSchema>;

/**
 * One output or several: those share a node, whose channels are theirs, one output behind the other.
 *
 * @param heads each may have a node of its own
 */
const outputsOfNodes = (heads: boolean) =>
  z
    .array(outputSchema)
    .min(1)
    .superRefine((outputs, context) => {
      const refuse = (path: [number, string], message: string, allowed: string, fix?: string) =>
        context.addIssue({ code: 'custom', path, message, params: { allowed, ...(fix !== undefined && { fix }) } });
      const [first] = outputs as [OutputText];
      const names = outputs.map(({ name }) => name?.toLowerCase());
      const one = outputs.length === 1;
      outputs.forEach(({ name, from, per = 'window', scaleLog2 }, i) => {
        if (one) {
          if (name !== undefined)
            refuse([i, 'name'], 'the only output has none', 'names where there are several outputs');
          if (scaleLog2 !== undefined)
            refuse([i, 'scaleLog2'], "the only output has its node's", 'one of several outputs');
          return;
        }
        if (name === undefined) refuse([i, 'name'], 'missing field', 'a name for each of several outputs');
        else {
          for (const { message, allowed, fix } of checkName(name)) refuse([i, 'name'], message, allowed!, fix);
          if (names.indexOf(name.toLowerCase()) < i)
            refuse([i, 'name'], 'a name that is there twice', 'names that differ in more than case');
        }
        if (!heads && from !== first.from)
          refuse(
            [i, 'from'],
            'another node than of the first output',
            'channels of one node, which has those of all',
            first.from,
          );
        const own = first.per ?? 'window';
        if (per !== own) refuse([i, 'per'], 'otherwise than of the first output', own, own);
      });
    })
    .describe(
      `what the network says: one output, or several that share the channels of their node in this order${heads ? ', or are each of a convolution of the same form that reads the same node' : ''}`,
    );

export const outputsSchema = outputsOfNodes(false);
export const headsSchema = outputsOfNodes(true);

/** Scores of the window are what is not said. */
const perOf = (per: OutputText['per']) => (per === 'step' ? { per } : {});

/** Outputs as they are in memory, where classes are what is not said; `scores`: the node that they are of. */
export function outputsOfText(outputs: readonly OutputText[]): WithTask & {
  classes: string[];
  per?: Per;
  scores: string;
} {
  const [{ from: scores, per, task }] = outputs as [OutputText];
  const common = { scores, ...perOf(per) };
  if (outputs.length === 1) {
    const { names: classes, ...own } = task;
    return { ...common, classes, ...(own.kind !== 'classes' && { task: own }) };
  }
  const parts = outputs.map(({ name, task: { names, ...own }, scaleLog2 }): OutputPart => {
    return { name: name!, count: names.length, task: own, ...(scaleLog2 !== undefined && { scaleLog2 }) };
  });
  return { ...common, classes: outputs.flatMap((one) => one.task.names), task: { kind: 'several', outputs: parts } };
}

/** What `outputsOfText` is made of; `from`: the node of the scores. */
export function textOfOutputs(model: WithTask & { per?: Per | undefined }, from: string): OutputText[] {
  return outputsOf(model).map(({ name, classes, task: { kind, ...own }, scaleLog2 }) => ({
    ...(name !== '' && { name }),
    from,
    ...perOf(model.per),
    task: { kind, names: [...classes], ...own } as TaskText,
    ...(scaleLog2 !== undefined && { scaleLog2 }),
  }));
}

/** `outputs[1].task.names[0]`: where a name or another field of the task in memory stands in a file. */
export function taskFieldOfFile(ofModel: string, model: WithTask): string {
  const [, at] = /^classes\[(\d+)\]$/.exec(ofModel) ?? [];
  if (at === undefined)
    return ofModel.replace(/^classes\b/, 'outputs[0].task.names').replace(/^task\b/, 'outputs[0].task');
  const outputs = outputsOf(model);
  const i = outputs.findIndex(({ first, count }) => +at < first + count);
  return `outputs[${i}].task.names[${+at - outputs[i]!.first}]`;
}
