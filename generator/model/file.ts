import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, UserError } from '../support/errors.js';
import { readTextFile } from '../support/read-file.js';
import { parseJson } from '../support/read-json.js';
import { systemReason } from '../support/system-errors.js';
import { writeStaged } from '../support/write-staged.js';
import { zodProblems } from '../support/zod-problems.js';
import { checkLayer } from './check-layer.js';
import { checkNetwork } from './check-network.js';
import {
  headerSchema,
  layerSchema,
  MODEL_EXTENSION,
  MODEL_FORMAT,
  MODEL_VERSIONS,
  packInput,
  packLayer,
  unpackLayer,
} from './file-layout.js';
import type { IntegerModel } from './integer-model.js';
import { modelPath } from './known-models.js';
import { withAdvice } from './operator-advice.js';

/** Most bytes of a model's file; the largest of the format's own limits is far below. */
const MOST_MODEL_BYTES = 2 ** 28;

/** Reads a model from a file, or from a folder that holds one `*.alq.json`. Throws UserError with every problem found. */
export function readIntegerModel(path: string): IntegerModel {
  const file = findModel(path);
  return parseIntegerModel(readTextFile(file, MOST_MODEL_BYTES), file);
}

/** Parses and checks a model; `where` is its file's name for messages. Throws UserError with every problem found. */
export function parseIntegerModel(text: string, where: string): IntegerModel {
  const given = parseJson(text, where);
  checkVersion(given, where);
  const header = headerSchema.safeParse(given);
  const problems: Problem[] = header.success ? [] : zodProblems(where, header.error, given);
  const listed = (given as { layers?: unknown }).layers;
  const layers = (Array.isArray(listed) ? listed : []).map((layer: unknown, i) => {
    const parsed = layerSchema.safeParse(layer);
    const found = parsed.success
      ? checkLayer(parsed.data).map((p) => ({ where, ...p, field: `layers[${i}].${p.field}` }))
      : zodProblems(where, parsed.error, layer, ['layers', i]).map((problem) => withAdvice(problem, layer));
    problems.push(...found);
    return parsed.success && found.length === 0 ? unpackLayer(parsed.data) : null;
  });
  const sound = layers.filter((layer) => layer !== null);
  if (!header.success || sound.length < layers.length) throw new UserError(problems);
  const { name, classes, input } = header.data;
  const model: IntegerModel = { name, classes, input, layers: sound };
  const unfit = checkNetwork(model);
  if (unfit.length > 0) throw new UserError(unfit.map((p) => ({ where, ...p })));
  return model;
}

/** The file's text: the same model gives the same bytes. One line per field, so that a difference can be read. */
export function printIntegerModel(model: IntegerModel): string {
  const { name, classes, input } = model;
  const fields = (object: object, indent: string) =>
    Object.entries(object)
      .map(([key, value]) => `${indent}${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(',\n');
  const layers = model.layers.map((layer) => `    {\n${fields(packLayer(layer), '      ')}\n    }`).join(',\n');
  const head = fields(
    { format: MODEL_FORMAT, version: MODEL_VERSIONS.at(-1), name, classes, input: packInput(input) },
    '  ',
  );
  return `{\n${head},\n  "layers": [\n${layers}\n  ]\n}\n`;
}

/** Writes a model's file: staged beside it and renamed, so never half of it. Throws UserError if the model or the place is unfit. */
export function writeIntegerModel(path: string, model: IntegerModel): void {
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
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new UserError({ where: path, message: `cannot be read: ${systemReason(error)}` });
  }
}

function findModel(path: string): string {
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
function checkVersion(given: unknown, where: string): void {
  const { format, version } = (given ?? {}) as { format?: unknown; version?: unknown };
  if (format !== MODEL_FORMAT)
    throw new UserError({
      where,
      field: 'format',
      message: 'not an integer model',
      value: format ?? null,
      allowed: MODEL_FORMAT,
    });
  if (!MODEL_VERSIONS.includes(version as number))
    throw new UserError({
      where,
      field: 'version',
      message: 'a version that this program does not read',
      value: version ?? null,
      allowed: MODEL_VERSIONS.join(', '),
      fix: `${MODEL_VERSIONS.at(-1)}`,
    });
}
