import { dirname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { readJson } from './read-json.js';

const folding = z.union([
  /** Lanes of each layer. */
  z.strictObject({ lanes: z.array(z.number()) }),
  /** Most cycles a fragment may take in any one layer; the least lanes that keep it are chosen. */
  z.strictObject({ cyclesPerLayer: z.number().int().positive() }),
]);

const foldedFolding = z.strictObject({
  /** Output positions computed at once. */
  lanes: z.number(),
  /** Taps whose signed sum is one lookup. */
  tapsPerLookup: z.union([z.literal(1), z.literal(2), z.literal(4)]),
  /** Fragments are windows of one signal, each so many samples after the one before. */
  hopSamples: z.number().int().positive().optional(),
  /** Single-port RAMs of the iCE40UP5K to use. */
  spram: z.strictObject({ activations: z.boolean(), tables: z.number().int().nonnegative() }).optional(),
});

/** A wrapper for a continuing signal: see `MonitorConfig`. */
const monitor = z
  .strictObject({
    hopSeconds: z.number().positive().optional(),
    hopSamples: z.number().int().positive().optional(),
    clockHz: z.number().positive().optional(),
    timeoutSamples: z.number().min(2).optional(),
  })
  .refine(({ hopSeconds, hopSamples }) => hopSeconds === undefined || hopSamples === undefined, {
    message: 'either hopSeconds or hopSamples',
  });

const common = {
  name: z.string().regex(/^[a-z][a-z0-9_]*(-[a-z0-9_]+)*$/, 'not a name of lower-case letters, digits, _ and -'),
  /** Integer model, a path relative to the design's file. */
  model: z.string().min(1),
  monitor: monitor.optional(),
  /** A parity bit for each word of the weight and program memories. */
  parity: z.boolean().optional(),
};

const designSchema = z.discriminatedUnion('architecture', [
  z.strictObject({ ...common, architecture: z.literal('stream'), folding }),
  z.strictObject({ ...common, architecture: z.literal('folded'), folding: foldedFolding }),
]);

/** A design: which model on which architecture. */
export type Design = z.infer<typeof designSchema>;

/** Reads a design's file; `model` comes back as a path from the present folder. Throws UserError. */
export function readDesign(file: string): Design {
  const design = readJson(file, designSchema);
  const { model } = design;
  return { ...design, model: isAbsolute(model) ? model : join(dirname(file), model) };
}

/** File of a design given by name (`configs/<name>.json`) or by path. */
export function designFile(nameOrPath: string): string {
  return nameOrPath.endsWith('.json') ? nameOrPath : join('configs', `${nameOrPath}.json`);
}

/** Where a design is generated unless the user says otherwise. */
export function designFolder(name: string): string {
  return resolve('build', name);
}
