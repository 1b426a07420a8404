import { existsSync, readdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { checkShapes } from '../network/check.js';
import { type Convolution, type Edge, ends, INPUT } from '../network/network.js';
import type { TaskKind } from '../network/task.js';
import type { Topology } from '../network/topology.js';
import { type FieldProblem, UserError } from '../support/errors.js';
import { closest } from '../support/nearest.js';
import { readJson } from '../support/read-json.js';
import { installed, sourceFile } from '../support/roots.js';
import { checkName } from './check-layer.js';
import { checkInput } from './check-network.js';
import { fieldOfFile } from './file.js';
import { convolutionSchema, headerSchemas, inputSchema, windowFields } from './file-layout.js';
import { windowOf } from './packed-nodes.js';

/** Where networks are looked up by name: in the project, then in the installation. */
const FOLDER = 'configs/networks';

const header = headerSchemas[2].shape;
const node = convolutionSchema.shape;

const nodeOfFile = z.strictObject({
  name: node.name,
  kind: node.kind,
  from: node.from,
  outChannels: node.outChannels,
  kernel: node.kernel,
  stride: node.stride.default(1),
  padding: node.padding.default(0),
  ...windowFields,
  pool: node.pool.default(null),
});

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
  outputs: header.outputs,
});

type NetworkText = z.infer<typeof networkSchema>;

/**
 * A network by its name (a file of configs/networks) or by the path of its file, which is relative to the file that names it.
 *
 * @throws UserError with every problem found
 */
export function readNetwork(nameOrPath: string, namedIn: string): Topology {
  const file = networkFile(nameOrPath, namedIn);
  const { name, inputs, nodes, outputs } = readJson(file, networkSchema);
  const [{ name: _, scaleLog2, ...input }] = inputs;
  const layers = linked(nodes, input.channels);
  const topology = { name, classes: outputs[0].task.names, input, inputScale: 2 ** scaleLog2, layers };
  const names = nodes.flatMap((node, i) =>
    checkName(node.name).map((p) => ({ ...p, field: `layers[${i}].${p.field}` })),
  );
  const misfits = [...checkInput(topology), ...names, ...checkShapes(topology)];
  const problems =
    misfits.length > 0
      ? misfits
      : [...checkOutput(topology, outputs[0].from), ...checkPer(outputs[0].per), ...checkTask(outputs[0].task.kind)];
  if (problems.length > 0)
    throw new UserError(problems.map((p) => ({ where: file, ...p, field: fieldOfFile(p.field) })));
  return topology;
}

/** Nodes know how many channels they read; 0 of what is not there, which `checkShapes` tells. */
function linked(nodes: NetworkText['nodes'], channels: number): Convolution[] {
  const found = new Map<Edge, number>([[INPUT, channels]]);
  return nodes.map(({ name, kind, from, dilation, paddingAfter, activation, ...shape }) => {
    const inChannels = found.get(from[0]) ?? 0;
    found.set(name, shape.outChannels);
    const window = windowOf({ padding: shape.padding, dilation, paddingAfter, activation });
    return { name, inChannels, ...shape, ...window, kind, from };
  });
}

/** The output is the node that nothing reads, with a channel for each class. */
function checkOutput({ classes, layers }: Topology, from: Edge): FieldProblem[] {
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
      message: 'the output has a channel for each class',
      value: end!.outChannels,
      allowed: `${classes.length}`,
      fix: `${classes.length}`,
    });
  return problems;
}

function checkPer(per: 'window' | 'step' | undefined): FieldProblem[] {
  if (per !== 'step') return [];
  const message = 'a label is of a window: scores of each step are not trained here';
  return [{ field: 'outputs[0].per', message, value: per, allowed: 'window' }];
}

function checkTask(kind: TaskKind): FieldProblem[] {
  if (kind === 'classes') return [];
  const message = 'networks are trained here to tell classes apart';
  return [{ field: 'outputs[0].task.kind', message, value: kind, allowed: 'classes' }];
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
