import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type SignalSet, subset } from '../data/signal-set.js';
import { sha256 } from '../emit/tree.js';
import { mergePatch } from '../evaluate/compare-config.js';
import { evaluate } from '../evaluate/evaluate-model.js';
import { type ProtocolName, protocolFolds } from '../evaluate/protocol.js';
import { printIntegerModel, readIntegerModel, writeIntegerModel } from '../model/file.js';
import { storage } from '../model/storage.js';
import { checkShapes } from '../network/check.js';
import { isConvolution, isEnd, type Node } from '../network/network.js';
import type { Topology } from '../network/topology.js';
import { completeRecipe, type Recipe, recipeSchema } from '../quantise/recipe/quantise-config.js';
import { runRecipeJobs } from '../quantise/recipe/recipe-job.js';
import { UserError } from '../support/errors.js';
import { readJson } from '../support/read-json.js';
import { zodProblems } from '../support/zod-problems.js';
import { contentKey } from '../train/job.js';
import type { OnJobEpoch } from '../train/parallel.js';
import type { Unit } from './cache.js';
import { type Exploration, fromFile, type TrainedConfig } from './config.js';

/** One choice of all axes of a recipe. */
export interface Variant {
  name: string;
  axes: { bytes: number | null; structure: string; activationBits: number | 'auto'; width: number };
  recipe: Recipe;
}

/** Every choice of the axes. Throws UserError for a recipe that does not fit its form, and for a width that a network cannot have. */
export function variantsOf({ file, config }: Exploration, trained: TrainedConfig): Variant[] {
  const path = fromFile({ file }, trained.file);
  const changed = mergePatch(readJson(path, z.record(z.string(), z.unknown())), trained.change);
  const parsed = recipeSchema.safeParse(changed);
  if (!parsed.success)
    throw new UserError(zodProblems(`${file}: recipe (${trained.file} with its change)`, parsed.error, changed));
  const base = completeRecipe(parsed.data, path);
  const own = base.budget !== null && 'bytes' in base.budget ? base.budget.bytes : null;
  if (trained.bytes !== undefined && base.budget === null)
    throw new UserError({
      ...{ where: file, field: 'recipe.bytes', message: 'budgets of a recipe that prunes nothing' },
      ...{ value: trained.bytes, allowed: 'of a recipe with a budget', fix: 'leave it out' },
    });
  return trained.widths.flatMap((width, w) => {
    const topology = widened(base.training.topology, width, file, `recipe.widths[${w}]`);
    return (trained.bytes ?? [own]).flatMap((bytes) =>
      (trained.structures ?? [base.structure]).flatMap((structure) =>
        (trained.activationBits ?? [base.activationBits]).map((activationBits): Variant => {
          const kind =
            structure.kind === 'subchannelwise' ? `sub${structure.count}` : structure.kind.replace('wise', '');
          const words = [
            `w${Math.round(100 * width)}`,
            bytes === null ? 'free' : `${bytes}`,
            kind,
            `a${activationBits}`,
          ];
          const name = `${config.name}-${words.join('-')}`;
          const budget = bytes === null ? base.budget : { bytes };
          const training = { ...base.training, topology };
          return {
            name,
            axes: { bytes, structure: kind, activationBits: activationBits as number | 'auto', width },
            recipe: { ...base, name, budget, structure, activationBits, training },
          };
        }),
      ),
    );
  });
}

/** A network with `width` times as many channels in each layer but the last. Throws UserError where it cannot have them. */
export function widened(topology: Topology, width: number, where: string, field: string): Topology {
  if (width === 1) return topology;
  const grouped = topology.layers.find((layer) => isConvolution(layer) && (layer.channelGroups ?? 1) > 1);
  if (grouped !== undefined)
    throw new UserError({
      ...{ where, field, message: `${topology.name} has channel groups in ${grouped.name}, which keep their numbers` },
      ...{ value: width, allowed: '1', fix: '1' },
    });
  const channels = new Map<string, number>();
  const given = topology.input.channels ?? 1;
  const layers = topology.layers.map((layer): Node => {
    const read = layer.from.map((edge) => channels.get(edge) ?? given);
    const scaled = isEnd(topology, layer) ? layer.outChannels : Math.max(1, Math.round(width * layer.outChannels));
    const own =
      layer.kind === 'concat' ? read.reduce((sum, n) => sum + n, 0) : layer.kind === 'add' ? read[0]! : scaled;
    channels.set(layer.name, own);
    return isConvolution(layer)
      ? { ...layer, inChannels: read[0]!, outChannels: own }
      : ({ ...layer, outChannels: own } as Node);
  });
  const wide = { ...topology, name: `${topology.name}-w${Math.round(100 * width)}`, layers };
  const problems = checkShapes(wide);
  if (problems.length > 0)
    throw new UserError(
      problems.map((p) => ({ ...{ where, field, value: width }, message: `${p.field} of the network: ${p.message}` })),
    );
  return wide;
}

/** The same recipe with a share of its epochs. */
export function shortened(recipe: Recipe, share: number): Recipe {
  if (share === 1) return recipe;
  const some = (epochs: number) => Math.max(1, Math.round(share * epochs));
  const settings = { ...recipe.training.settings, epochs: some(recipe.training.settings.epochs) };
  return {
    ...recipe,
    training: { ...recipe.training, settings },
    phases: recipe.phases.map((phase) => ({ ...phase, epochs: some(phase.epochs) })),
  };
}

/** Windows by what they are for; the rest is for whoever scores what was found, and nothing of the search sees it. */
export interface Split {
  train: SignalSet;
  validation: SignalSet;
  /** Windows that nothing of the search sees. */
  untouched: number;
}

/** The first fold's test side is left alone; of the training side the first fold of as many is the validation. */
export function splitOf(set: SignalSet, { protocol, folds, seed }: TrainedConfig): Split {
  const first = (of: SignalSet, kind: ProtocolName) =>
    protocolFolds({ set: of, scored: of }, { kind, folds, seeds: [seed] })[0]!;
  const outer = first(set, protocol);
  const learning = subset(set, outer.train);
  const inner = first(learning, protocol);
  return {
    train: subset(learning, inner.train),
    validation: subset(learning, inner.test),
    untouched: outer.test.length,
  };
}

export const trainingSchema = z.strictObject({
  /** Share of right windows of the validation. */
  accuracy: z.number().min(0).max(1),
  bytes: z.int().min(1),
  /** SHA-256 of the model, which lies in `models/<key>.alq.json` beside the results. */
  model: z.string(),
});
export type Training = z.infer<typeof trainingSchema>;

/** Where a training's model lies. */
export const trainedFile = (folder: string, key: string) => join(folder, 'models', `${key}.alq.json`);

/** One training of a variant with a share of its epochs, measured on the validation. */
export function trainingUnit(
  variant: Variant,
  share: number,
  split: Split,
  seed: number,
  { folder, work, onEpoch }: { folder: string; work: string; onEpoch?: OnJobEpoch | undefined },
): Unit<Training> {
  const recipe = shortened(variant.recipe, share);
  const { train, validation } = split;
  const key = contentKey([1, recipe, train.hashes, validation.hashes, seed]);
  const file = trainedFile(folder, key);
  const schema = trainingSchema.refine(({ model }) => existsSync(file) && hashOf(file) === model);
  return {
    kind: 'training',
    key,
    doing: `training of ${variant.name}, ${Math.round(100 * share)} % of the epochs`,
    schema,
    run: async () => {
      const job = { recipe, set: train, seed, folder: work };
      // More than one process: a child, so that an interruption is not kept waiting.
      const [result] = await runRecipeJobs([job], 2, onEpoch);
      const { integer } = result!;
      writeIntegerModel(file, integer);
      const found = evaluate(integer, validation);
      if (!('accuracy' in found)) throw new Error(`${variant.name}: no classes`);
      return { accuracy: found.accuracy, bytes: storage(integer).totalBytes, model: hashOf(file) };
    },
  };
}

/** Hash of a model as it is printed, whatever its file's spaces are. */
export const hashOf = (file: string) => sha256(printIntegerModel(readIntegerModel(file)));
