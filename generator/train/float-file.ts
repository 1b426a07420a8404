import { z } from 'zod';
import { inputSchema, packInput, packPool, poolSchema } from '../model/file-layout.js';
import type { FloatModel } from '../model/float-model.js';
import { checkShapes } from '../network/check.js';
import { chained } from '../network/network.js';
import { type Problem, UserError } from '../support/errors.js';
import { readJson } from '../support/read-json.js';
import { writeStaged } from '../support/write-staged.js';

const FORMAT = 'bitbeat-float-model';
const VERSION = 1;

const positive = z.int().min(1);
const base64 = z.base64();
const layerSchema = z.strictObject({
  name: z.string().min(1),
  /** Layers that say nothing are a chain. */
  kind: z.literal('convolution').optional(),
  from: z.tuple([z.string()]).optional(),
  inChannels: positive,
  outChannels: positive,
  kernel: positive,
  stride: positive,
  padding: z.int().min(0),
  pool: z.nullable(poolSchema),
  /** Little-endian float32, [out][in][tap]. */
  weights: base64,
  /** Little-endian float32, [out]. */
  bias: base64,
});
const schema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  name: z.string().min(1),
  /** One where there is one real value. */
  classes: z.array(z.string().min(1)).min(1),
  input: inputSchema,
  inputScale: z.number().positive(),
  layers: z.array(layerSchema).min(1),
});

/** Reads a `*.float.json`. Throws UserError with every problem found. */
export function readFloatModel(path: string): FloatModel {
  const { format, version, layers, ...header } = readJson(path, schema);
  const nodes = chained(layers).map((node, i) => ({ ...node, from: layers[i]!.from ?? node.from }));
  const problems: Problem[] = checkShapes({ input: header.input, layers: nodes }).map((p) => ({
    where: path,
    ...p,
  }));
  const model = {
    ...header,
    layers: nodes.map((l, i) => {
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

/** Writes a `*.float.json`: staged beside it and renamed. */
export function writeFloatModel(path: string, model: FloatModel): void {
  const layers = model.layers.map((l) => ({
    ...l,
    pool: l.pool && packPool(l.pool),
    weights: toBase64(l.weights),
    bias: toBase64(l.bias),
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
