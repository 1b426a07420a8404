import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { type Edge, ends, INPUT } from '../network/network.js';
import type { WithTask } from '../network/task.js';
import { type FieldProblem, type Problem, UserError } from '../support/errors.js';
import { readTextFile } from '../support/read-file.js';
import { parseJson } from '../support/read-json.js';
import { statsIfThere } from '../support/stats.js';
import { systemReason } from '../support/system-errors.js';
import { writeStaged } from '../support/write-staged.js';
import { zodProblems } from '../support/zod-problems.js';
import { checkNode } from './check-layer.js';
import { checkNetwork } from './check-network.js';
import {
  headerSchemas,
  layerSchema,
  MODEL_EXTENSION,
  MODEL_FORMAT,
  MODEL_VERSIONS,
  nodeSchema,
} from './file-layout.js';
import type { IntegerNetwork } from './integer-model.js';
import { modelPath } from './known-models.js';
import { withAdvice } from './operator-advice.js';
import { outputsOfText, taskFieldOfFile, textOfOutputs } from './output-text.js';
import { type NodeText, packInput, packNode, unpackNode } from './packed-nodes.js';

/** Most bytes of a model's file; the largest of the format's own limits is far below. */
const MAX_MODEL_BYTES = 2 ** 28;

/** Reads a model from a file, or from a folder that holds one `*.alq.json`. Throws UserError with every problem found. */
export function readIntegerModel(path: string): IntegerNetwork {
  const file = modelFile(path);
  return parseIntegerModel(readTextFile(file, MAX_MODEL_BYTES), file);
}

/** Parses and checks a model; `where` is its file's name for messages. Throws UserError with every problem found. */
export function parseIntegerModel(text: string, where: string): IntegerNetwork {
  const given = parseJson(text, where);
  const { header, list, node, field } = VERSIONS[versionOf(given, where)];
  const parsed = header(given);
  const problems: Problem[] = parsed.success ? [] : zodProblems(where, parsed.error, given);
  const listed = (given as Record<string, unknown>)[list];
  const channels = new Map<Edge, number>([[INPUT, channelsOf(given)]]);
  const layers = (Array.isArray(listed) ? listed : []).map((one: unknown, i) => {
    const read = node(one, listed as unknown[], i);
    const found = read.success
      ? checkNode(read.data).map((p) => ({ where, ...p, field: `${list}[${i}].${p.field}` }))
      : zodProblems(where, read.error, one, [list, i]).map((problem) => withAdvice(problem, one));
    problems.push(...found);
    if (!read.success || found.length > 0) return null;
    const unpacked = unpackNode(read.data, channels);
    channels.set(unpacked.name, unpacked.outChannels);
    return unpacked;
  });
  const sound = layers.filter((layer) => layer !== null);
  if (!parsed.success || sound.length < layers.length) throw new UserError(problems);
  const { scores, per, ...own } = parsed.data;
  const model: IntegerNetwork = { ...own, layers: sound, ...(per && { per }) };
  const misfits = checkNetwork(model);
  const unfit = misfits.length > 0 ? misfits : checkScores(model, scores);
  if (unfit.length > 0) throw new UserError(unfit.map((p) => ({ where, ...p, field: field(p.field, model) })));
  return model;
}

/** The node that a file says gives the scores is the one that nothing reads. */
function checkScores(model: IntegerNetwork, scores: Edge | null): FieldProblem[] {
  const names = ends(model).map(({ name }) => name);
  if (scores === null || names.includes(scores)) return [];
  const allowed = names.join(', ');
  return [{ field: 'outputs[0].from', message: 'not a node that nothing reads', value: scores, allowed, fix: allowed }];
}

/** `scores`: the node that the file takes them from; null: it does not say. */
type Header = Pick<IntegerNetwork, 'name' | 'classes' | 'task' | 'input' | 'per'> & { scores: Edge | null };
type Parsed<T> = { success: true; data: T } | { success: false; error: z.ZodError };

/** A version of the format: what stands around its list of layers, and how these are read. */
interface Version {
  list: string;
  header: (given: unknown) => Parsed<Header>;
  node: (given: unknown, all: readonly unknown[], index: number) => Parsed<NodeText>;
  /** Where a field of the model in memory stands in the file. */
  field: (ofModel: string, model: WithTask) => string;
}

/** Changes what was read well. */
function mapped<A, B>(parsed: z.ZodSafeParseResult<A>, change: (data: A) => B): Parsed<B> {
  return parsed.success ? { success: true, data: change(parsed.data) } : { success: false, error: parsed.error };
}

/** Channels of the input that a file gives, which is not read yet. */
function channelsOf(given: unknown): number {
  const { input, inputs } = given as { input?: unknown; inputs?: unknown };
  const own = (Array.isArray(inputs) ? inputs[0] : input) as { channels?: unknown } | undefined;
  return typeof own?.channels === 'number' ? own.channels : 1;
}

const nameOf = (given: unknown) => (given as { name?: string } | undefined)?.name;

/** Where a field of a model or topology in memory stands in a file that lists nodes. */
export const fieldOfFile = (ofModel: string, model: WithTask): string =>
  taskFieldOfFile(ofModel.replace(/^layers\b/, 'nodes').replace(/^input\b/, 'inputs[0]'), model);

const VERSIONS: Record<1 | 2, Version> = {
  1: {
    list: 'layers',
    header: (given) =>
      mapped(headerSchemas[1].safeParse(given), ({ name, classes, input }) => ({ name, classes, input, scores: null })),
    // A chain: each layer reads the one before.
    node: (given, all, i) =>
      mapped(layerSchema.safeParse(given), (layer) => ({
        ...layer,
        kind: 'convolution' as const,
        from: [nameOf(all[i - 1]) ?? INPUT] as const,
      })),
    field: (ofModel) => ofModel,
  },
  2: {
    list: 'nodes',
    header: (given) =>
      mapped(headerSchemas[2].safeParse(given), ({ name, inputs: [{ name: _, ...input }], outputs }) => ({
        name,
        ...outputsOfText(outputs),
        input,
      })),
    node: (given) => mapped(nodeSchema.safeParse(given), (node) => node),
    field: fieldOfFile,
  },
};

/** The file's text: the same model gives the same bytes. One line per field, so that a difference can be read. */
export function printIntegerModel(model: IntegerNetwork): string {
  const { name, input, layers } = model;
  const fields = (object: object, indent: string) =>
    Object.entries(object)
      .map(([key, value]) => `${indent}${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(',\n');
  const nodes = layers.map((layer) => `    {\n${fields(packNode(layer), '      ')}\n    }`).join(',\n');
  const inputs = [{ name: INPUT, ...packInput(input) }];
  const outputs = ends(model).flatMap((end) => textOfOutputs(model, end.name));
  const head = fields({ format: MODEL_FORMAT, version: MODEL_VERSIONS.at(-1), name, inputs }, '  ');
  return `{\n${head},\n  "nodes": [\n${nodes}\n  ],\n${fields({ outputs }, '  ')}\n}\n`;
}

/** Writes a model's file: staged beside it and renamed, so never half of it. Throws UserError if the model or the place is unfit. */
export function writeIntegerModel(path: string, model: IntegerNetwork): void {
  const fix = `${path.replace(/(\.alq)?\.json$/, '')}${MODEL_EXTENSION}`;
  if (!path.endsWith(MODEL_EXTENSION))
    throw new UserError({
      where: path,
      message: 'not the name of a model file',
      allowed: `a name that ends in ${MODEL_EXTENSION}`,
      fix,
    });
  const text = printIntegerModel(model);
  parseIntegerModel(text, path);
  try {
    writeStaged(path, text);
  } catch (error) {
    throw new UserError({
      where: path,
      message: `cannot be written: ${systemReason(error)}`,
      allowed: 'a file in a folder that may be written',
    });
  }
}

function statOf(path: string) {
  try {
    return statsIfThere(path);
  } catch (error) {
    throw new UserError({ where: path, message: `cannot be read: ${systemReason(error)}` });
  }
}

/** The file of a model given by its path, its folder or its name. Throws UserError. */
export function modelFile(path: string): string {
  const file = modelPath(path);
  if (!statOf(file)?.isDirectory()) return file;
  const found = readdirSync(file)
    .filter((name) => name.endsWith(MODEL_EXTENSION))
    .sort();
  if (found.length !== 1)
    throw new UserError({
      where: path,
      message: `the folder holds ${found.length} model files`,
      value: found,
      allowed: `one *${MODEL_EXTENSION}`,
    });
  return join(file, found[0]!);
}

/** Format and version come first: of another format no field has a meaning. */
function versionOf(given: unknown, where: string): 1 | 2 {
  const { format, version } = (given ?? {}) as { format?: unknown; version?: unknown };
  if (format !== MODEL_FORMAT)
    throw new UserError({
      where,
      field: 'format',
      message: 'not an integer model',
      value: format ?? null,
      allowed: MODEL_FORMAT,
    });
  if (version === 1 || version === 2) return version;
  throw new UserError({
    where,
    field: 'version',
    message: 'a version that this program does not read',
    value: version ?? null,
    allowed: MODEL_VERSIONS.join(', '),
    fix: `${MODEL_VERSIONS.at(-1)}`,
  });
}
