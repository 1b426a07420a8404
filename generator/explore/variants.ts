import { z } from 'zod';
import type { OtherOptions } from '../data/open.js';
import { mergePatch } from '../evaluate/compare-config.js';
import { checkShapes } from '../network/check.js';
import { isConvolution, isEnd, type Node } from '../network/network.js';
import type { Topology } from '../network/topology.js';
import { completeRecipe, type Recipe, recipeSchema } from '../quantise/recipe/quantise-config.js';
import { UserError } from '../support/errors.js';
import { readJson } from '../support/read-json.js';
import { zodProblems } from '../support/zod-problems.js';
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

/** What the reader of the data does otherwise for these trainings. Throws UserError as `variantsOf` does. */
export const readingOf = (exploration: Exploration, trained: TrainedConfig): OtherOptions | undefined =>
  variantsOf(exploration, trained)[0]!.recipe.training.reading;

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

/** The same recipe with a share of its epochs, and as many prunings, so that each takes no more than it does in the whole. */
export function shortened(recipe: Recipe, share: number): Recipe {
  if (share === 1) return recipe;
  const some = (count: number) => Math.max(1, Math.round(share * count));
  const settings = { ...recipe.training.settings, epochs: some(recipe.training.settings.epochs) };
  const phases = recipe.phases.map(({ epochs, prune, ...phase }) => ({
    ...{ ...phase, epochs: some(epochs) },
    ...(prune && { prune: { ...prune, everyBatches: Math.max(1, Math.floor(share * prune.everyBatches)) } }),
  }));
  return { ...recipe, training: { ...recipe.training, settings }, phases };
}

/** Epochs of all that a recipe trains: in floating point, its teachers, its phases. */
export function epochsOf({ training, fineTuning, rounds, phases }: Recipe): number {
  const { epochs, teacher } = training.settings;
  const teachers = fineTuning.teacher === undefined ? teacher : fineTuning.teacher;
  const tuning = rounds * phases.reduce((sum, phase) => sum + phase.epochs, 0);
  return epochs * (1 + (teachers?.networks ?? 0)) + tuning;
}
