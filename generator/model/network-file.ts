import { existsSync, readdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { checkShapes } from '../network/check.js';
import { type Edge, ends, INPUT, type Node } from '../network/network.js';
import { OUTPUT_NOUNS, outputsOf, taskOf } from '../network/task.js';
import type { Topology } from '../network/topology.js';
import { type FieldProblem, UserError } from '../support/errors.js';
import { closest } from '../support/nearest.js';
import { readJson } from '../support/read-json.js';
import { installed, sourceFile } from '../support/roots.js';
import { checkName } from './check-name.js';
import { checkInput } from './check-network.js';
import { fieldOfFile } from './file.js';
import { addSchema, concatSchema, convolutionSchema, headerSchemas, inputSchema, windowFields } from './file-layout.js';
import { joinHeads } from './join-heads.js';
import { headsSchema, outputsOfText } from './output-text.js';
import { activationOf, windowOf } from './packed-nodes.js';

/** Where networks are looked up by name: in the project, then in the installation. */
const FOLDER = 'configs/networks';

const header = headerSchemas[2].shape;
const [convolution, add] = [convolutionSchema.shape, addSchema.shape];
const pool = convolution.pool.default(null);

/** Nodes as a network names them; what training finds is left out, and what `checkShapes` can tell. */
const nodeOfFile = z.discriminatedUnion('kind', [
  z.strictObject({
    name: convolution.name,
    kind: convolution.kind,
    from: convolution.from,
    outChannels: convolution.outChannels,
    kernel: convolution.kernel,
    stride: convolution.stride.default(1),
    padding: convolution.padding.default(0),
    groups: convolution.outChannels
      .optional()
      .describe('groups of channels that read each other alone; as many as both channels: depthwise; not there: 1'),
    ...windowFields,
    pool,
  }),
  z.strictObject({ name: add.name, kind: add.kind, from: add.from, activation: add.activation, pool }),
  concatSchema,
]);

/**
 * `configs/networks/*.json`: a network to train. The same form as a model's file, without the numbers that training finds.
 */
export const networkSchema = z.strictObject({
  name: header.name,
  inputs: z
    .tuple([
      z.strictObject({
        name: z.literal(INPUT).default(INPUT).describe('what nodes read it by'),
        ...inputSchema.shape,
        scaleLog2: z
          .int()
          .min(-32)
          .max(32)
          .describe(
            'one step of x is 2^scaleLog2 of the real value that is trained with: real values of about 1 train well',
          ),
      }),
    ])
    .describe('one input'),
  nodes: z.array(nodeOfFile).min(1).describe(header.nodes.description!),
  outputs: headsSchema,
});

type NetworkText = z.infer<typeof networkSchema>;

/**
 * A network by its name (a file of configs/networks) or by the path of its file, which is relative to the file that names it.
 *
 * @throws UserError with every problem found
 */
export function readNetwork(nameOrPath: string, namedIn: string): Topology {
  const file = networkFile(nameOrPath, namedIn);
  const { name, inputs, nodes: given, outputs: said } = readJson(file, networkSchema);
  const { nodes, outputs, places, problems: unlike } = joinHeads(given, said);
  const [{ name: _, scaleLog2, ...input }] = inputs;
  const { scores, ...task } = outputsOfText(outputs);
  const layers = linked(nodes, input.channels);
  const inputScale = 2 ** scaleLog2;
  const topology: Topology = { name, ...task, input, inputScale, layers };
  const names = nodes.flatMap((node, i) =>
    checkName(node.name).map((p) => ({ ...p, field: `layers[${i}].${p.field}` })),
  );
  const misfits = unlike.length > 0 ? unlike : [...checkInput(topology), ...names, ...checkShapes(topology)];
  const inFile = (field: string) => field.replace(/^layers\[(\d+)\]/, (_, i) => `layers[${places[+i]}]`);
  const problems = misfits.length > 0 ? misfits : [...checkOutput(topology, scores), ...checkTask(topology)];
  if (problems.length > 0)
    throw new UserError(problems.map((p) => ({ where: file, ...p, field: fieldOfFile(inFile(p.field), topology) })));
  return topology;
}

/** Nodes know how many channels they read; 0 of what is not there, which `checkShapes` tells. */
function linked(nodes: NetworkText['nodes'], channels: number): Node[] {
  const found = new Map<Edge, number>([[INPUT, channels]]);
  return nodes.map((text) => {
    const node = nodeOf(
      text,
      text.from.map((edge) => found.get(edge) ?? 0),
    );
    found.set(node.name, node.outChannels);
    return node;
  });
}

/** `channels`: those of what it reads. */
function nodeOf(text: NetworkText['nodes'][number], channels: readonly number[]): Node {
  switch (text.kind) {
    case 'convolution': {
      const { name, kind, from, dilation, groups, paddingAfter, activation, ...shape } = text;
      const window = windowOf({ padding: shape.padding, dilation, paddingAfter, activation });
      const grouped = groups === undefined || groups === 1 ? {} : { channelGroups: groups };
      return { name, inChannels: channels[0]!, ...shape, ...window, ...grouped, kind, from };
    }
    case 'add': {
      const { activation, ...own } = text;
      return { ...own, outChannels: channels[0]!, ...activationOf({ activation }) };
    }
    case 'concat':
      return { ...text, outChannels: channels.reduce((sum, own) => sum + own, 0) };
  }
}

/** The output is the node that nothing reads, with a channel for each class. */
function checkOutput(topology: Topology, from: Edge): FieldProblem[] {
  const { classes, layers } = topology;
  const [end] = ends({ layers });
  const at = layers.indexOf(end!);
  const problems: FieldProblem[] = [];
  if (from !== end!.name)
    problems.push({
      field: 'outputs[0].from',
      message: 'not the node that nothing reads',
      value: from,
      allowed: end!.name,
      fix: end!.name,
    });
  if (end!.outChannels !== classes.length)
    problems.push({
      field: `layers[${at}].outChannels`,
      message: `the output has a channel for each ${OUTPUT_NOUNS[taskOf(topology).kind]}`,
      value: end!.outChannels,
      allowed: `${classes.length}`,
      fix: `${classes.length}`,
    });
  return problems;
}

/** Of what an output says a network that is not trained yet knows no threshold; values come from weights that take their units. */
function checkTask(topology: Topology): FieldProblem[] {
  const { layers } = topology;
  const [end] = ends({ layers });
  return outputsOf(topology).flatMap(({ task }, i) => {
    const problems: FieldProblem[] = [];
    if (task.kind === 'labels' && task.thresholds !== undefined)
      problems.push({
        field: `outputs[${i}].task.thresholds`,
        message: 'in steps of scores, which a network has once it is quantised',
        allowed: 'none: a label holds where its score is above 0',
      });
    if (task.kind === 'values' && end!.kind !== 'convolution')
      problems.push({
        field: `layers[${layers.indexOf(end!)}].kind`,
        message: 'the output is brought to the unit of its values, which a sum has no weights for',
        value: end!.kind,
        allowed: 'convolution',
        fix: 'a convolution of kernel 1 behind it',
      });
    return problems;
  });
}

function networkFile(nameOrPath: string, namedIn: string): string {
  if (nameOrPath.endsWith('.json')) return isAbsolute(nameOrPath) ? nameOrPath : join(dirname(namedIn), nameOrPath);
  const file = join(FOLDER, `${nameOrPath}.json`);
  if (existsSync(sourceFile(file))) return file;
  const names = networkNames();
  const fix = closest(nameOrPath, names);
  throw new UserError({
    where: namedIn,
    field: 'network',
    message: 'no such network',
    value: nameOrPath,
    allowed: `${names.join(', ')}, or the path of a file *.json beside it`,
    ...(fix === undefined ? {} : { fix }),
  });
}

/** Networks that can be given by name, sorted. */
export function networkNames(): string[] {
  const files = [FOLDER, installed(FOLDER)].flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  const names = files.flatMap((file) => /^([^.]+)\.json$/.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort();
}
