import { z } from 'zod';
import { edges, inputSchema, packPool, poolSchema, windowFields } from '../model/file-layout.js';
import type { FloatNetwork, FloatNode } from '../model/float-model.js';
import { activationOf, packInput, windowOf } from '../model/packed-nodes.js';
import { checkShapes } from '../network/check.js';
import { type Add, type Concat, type Edge, INPUT } from '../network/network.js';
import { ofSeveral } from '../network/task.js';
import { type FieldProblem, type Problem, UserError } from '../support/errors.js';
import { readJson } from '../support/read-json.js';
import { writeStaged } from '../support/write-staged.js';

const FORMAT = 'bitbeat-float-model';
const VERSION = 1;

const positive = z.int().min(1);
const base64 = z.base64();
const convolutionSchema = z.strictObject({
  name: z.string().min(1),
  /** Layers that say nothing are a chain. */
  kind: z.literal('convolution').optional(),
  from: z.tuple([z.string()]).optional(),
  inChannels: positive,
  outChannels: positive,
  kernel: positive,
  stride: positive,
  padding: z.int().min(0),
  /** Weights between groups are 0. */
  channelGroups: positive.optional(),
  ...windowFields,
  pool: z.nullable(poolSchema),
  /** Little-endian float32, [out][in][tap]. */
  weights: base64,
  /** Little-endian float32, [out]. */
  bias: base64,
});
const name = z.string().min(1);
const addSchema = z.strictObject({
  ...{ name, kind: z.literal('add'), from: edges.add, outChannels: positive },
  ...{ activation: windowFields.activation, pool: z.nullable(poolSchema) },
});
const concatSchema = z.strictObject({ name, kind: z.literal('concat'), from: edges.concat, outChannels: positive });
/** Nodes that do not say what they are are convolutions. */
const nodeSchema = z.union([addSchema, concatSchema, convolutionSchema]);
const classesSchema = z.strictObject({ kind: z.literal('classes') });
const labelsSchema = z.strictObject({ kind: z.literal('labels') });
const valuesSchema = z.strictObject({ kind: z.literal('values'), units: z.array(z.string()).optional() });
const severalSchema = z.strictObject({
  kind: z.literal('several'),
  outputs: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        /** The next so many of `classes`. */
        count: positive,
        task: z.discriminatedUnion('kind', [classesSchema, labelsSchema, valuesSchema]),
      }),
    )
    .min(2),
});
const schema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  name: z.string().min(1),
  /** Names of the outputs; one where there is one real value. */
  classes: z.array(z.string().min(1)).min(1),
  task: z.discriminatedUnion('kind', [labelsSchema, valuesSchema, severalSchema]).optional(),
  input: inputSchema,
  inputScale: z.number().positive(),
  layers: z.array(nodeSchema).min(1),
  per: z.literal('step').optional(),
});

/** Reads a `*.float.json`. Throws UserError with every problem found. */
export function readFloatNetwork(path: string): FloatNetwork {
  const { format, version, layers, ...header } = readJson(path, schema);
  const nodes = layers.map((node, i) => linked(node, layers[i - 1]?.name ?? INPUT));
  const problems: Problem[] = [
    ...checkShapes({ input: header.input, layers: nodes, per: header.per }),
    ...checkCounts(header),
  ].map((p) => ({ where: path, ...p }));
  const model = {
    ...header,
    layers: nodes.map((l, i): FloatNode => {
      if (l.kind !== 'convolution') return l;
      const read = (field: 'weights' | 'bias', values: number): Float32Array => {
        const bytes = Buffer.from(l[field], 'base64');
        if (bytes.length !== 4 * values)
          problems.push({
            where: path,
            field: `layers[${i}].${field}`,
            message: `${bytes.length} bytes do not fit the layer's shape`,
            allowed: `${4 * values} bytes (${values} float32 values)`,
          });
        return fromBytes(bytes);
      };
      const weights = read('weights', l.outChannels * l.inChannels * l.kernel);
      return { ...l, weights, bias: read('bias', l.outChannels) };
    }),
  };
  if (problems.length > 0) throw new UserError(problems);
  return model;
}

/** Several outputs have all scores between them. */
function checkCounts({ classes, task }: Pick<z.infer<typeof schema>, 'classes' | 'task'>): FieldProblem[] {
  if (task == null || !ofSeveral(task)) return [];
  const value = task.outputs.reduce((sum, { count }) => sum + count, 0);
  const allowed = `${classes.length} in all`;
  return value === classes.length
    ? []
    : [{ field: 'task.outputs', message: 'not the scores of the network', value, allowed }];
}

type NodeText = z.infer<typeof nodeSchema>;

/** A node that says what it reads, if only that it reads the one before. */
function linked(node: NodeText, before: Edge) {
  switch (node.kind) {
    case 'add':
    case 'concat': {
      const { activation: _, ...own } = { activation: undefined, ...node };
      return { ...own, ...activationOf({ activation: 'activation' in node ? node.activation : undefined }) } as
        | Add
        | Concat;
    }
    default: {
      const { dilation, paddingAfter, activation, ...own } = node;
      const window = windowOf({ padding: own.padding, dilation, paddingAfter, activation });
      return { ...own, ...window, kind: 'convolution' as const, from: node.from ?? ([before] as const) };
    }
  }
}

/** Writes a `*.float.json`: staged beside it and renamed. */
export function writeFloatModel(path: string, model: FloatNetwork): void {
  const layers = model.layers.map((l) => ({
    ...l,
    ...(l.kind !== 'concat' && { pool: l.pool && packPool(l.pool) }),
    ...(l.kind === 'convolution' && { weights: toBase64(l.weights), bias: toBase64(l.bias) }),
  }));
  writeStaged(
    path,
    `${JSON.stringify({ format: FORMAT, version: VERSION, ...model, input: packInput(model.input), layers }, null, 1)}\n`,
  );
}

export function toBase64(values: Float32Array): string {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((v, i) => {
    bytes.writeFloatLE(v, 4 * i);
  });
  return bytes.toString('base64');
}

export function fromBase64(text: string): Float32Array {
  return fromBytes(Buffer.from(text, 'base64'));
}

function fromBytes(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => bytes.readFloatLE(4 * i));
}
