import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../config/errors.js';
import { sourceFile } from '../config/roots.js';
import { type Comparison, readComparison } from '../evaluate/comparison.js';
import { type CrossEvaluation, readCrossEvaluation } from '../evaluate/cross-evaluation.js';
import { type History, readHistory } from '../evaluate/history.js';
import { readIntegerModel } from '../model/file.js';
import type { IntegerModel } from '../model/integer-model.js';

/** Names of the files beside a model that reports are made from. */
export const MODEL_FILES = {
  history: 'rounds.json',
  fragment: 'evaluation-fragment.json',
  patient: 'evaluation-patient.json',
  comparison: 'comparison.json',
} as const;

/** A model with what is known of it; null: not measured yet. */
export interface ModelFolder {
  /** Name of the folder, and so of the model's configurations. */
  name: string;
  model: IntegerModel;
  /** Names of the model's own files. */
  files: { integer: string; float: string | null };
  history: History | null;
  fragment: CrossEvaluation | null;
  patient: CrossEvaluation | null;
  comparison: Comparison | null;
}

/**
 * Reads what lies in a model's folder.
 *
 * @throws UserError when there is no model, when a file is of another format, when an evaluation is of another recipe than the
 *   model, or anything of other data
 */
export function readModelFolder(folder: string): ModelFolder {
  const model = readIntegerModel(folder);
  const source = sourceFile(folder);
  const names = readdirSync(source).sort();
  const read = <T>(kind: keyof typeof MODEL_FILES, parse: (path: string) => T): T | null => {
    const path = join(source, MODEL_FILES[kind]);
    return existsSync(path) ? parse(path) : null;
  };
  const history = read('history', readHistory);
  if (history !== null) checkLayers(history, model, join(folder, MODEL_FILES.history));
  const fragment = read('fragment', readCrossEvaluation);
  const patient = read('patient', readCrossEvaluation);
  for (const [kind, evaluation] of Object.entries({ fragment, patient })) {
    const where = join(folder, MODEL_FILES[kind as 'fragment' | 'patient']);
    if (evaluation !== null) checkKind(evaluation, kind, where);
    if (evaluation !== null && history !== null) checkRecipe(evaluation, history, where);
  }
  const comparison = read('comparison', readComparison);
  const where = join(folder, MODEL_FILES.comparison);
  if (comparison !== null && history !== null) checkData(comparison, history, where);
  return {
    name: basename(resolve(folder)),
    model,
    files: {
      integer: names.find((name) => name.endsWith('.alq.json'))!,
      float: names.find((name) => name.endsWith('.float.json')) ?? null,
    },
    history,
    fragment,
    patient,
    comparison,
  };
}

function checkLayers({ layers }: History, model: IntegerModel, where: string): void {
  const names = model.layers.map((l) => l.name);
  if (isDeepStrictEqual(layers, names)) return;
  throw new UserError({
    where,
    field: 'layers',
    message: 'the history of another model than the one beside it',
    value: layers,
    allowed: names.join(', '),
  });
}

function checkKind({ protocol }: CrossEvaluation, kind: string, where: string): void {
  if (protocol.kind === kind) return;
  throw new UserError({
    where,
    field: 'protocol.kind',
    message: 'an evaluation by another protocol than the name of the file says',
    value: protocol.kind,
    allowed: kind,
  });
}

/** An evaluation says nothing of a model that another recipe or other data made. */
function checkRecipe({ recipe, data }: CrossEvaluation, history: History, where: string): void {
  checkData({ data }, history, where);
  if (isDeepStrictEqual(recipe, history.recipe)) return;
  const renamed = recipe.name !== history.recipe.name;
  throw new UserError({
    where,
    field: renamed ? 'recipe.name' : 'recipe.settings',
    message: `not of the recipe that ${MODEL_FILES.history} says the model was made by`,
    ...(renamed && { value: recipe.name, allowed: history.recipe.name }),
    fix: 'npx bitbeat evaluate --recipe with the recipe that the model was quantised by',
  });
}

function checkData({ data }: Pick<CrossEvaluation, 'data'>, history: History, where: string): void {
  if (isDeepStrictEqual(data, history.data)) return;
  throw new UserError({
    where,
    field: 'data',
    message: `not of the data that ${MODEL_FILES.history} says the model was made from`,
    value: data,
    allowed: JSON.stringify(history.data),
  });
}
