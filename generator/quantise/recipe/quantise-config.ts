import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../../support/read-json.js';
import {
  type BatchSettings,
  fineTuningSchema,
  readTeacher,
  readTraining,
  type TeacherSettings,
  type Training,
} from '../../train/train-config.js';

/** Which weights of an output share alphas. */
export const structureSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('kernelwise') }),
  z.strictObject({ kind: z.literal('pixelwise') }),
  z.strictObject({ kind: z.literal('channelwise') }),
  z.strictObject({ kind: z.literal('subchannelwise'), count: z.int().min(1) }),
]);

/** Ranges of the numbers are checked against the model, where the layer's name is known: see `sketch` and `calibrate`. */
const layer = z.strictObject({
  structure: structureSchema,
  /** Most bases of a group at the start. */
  maxBits: z.number(),
  alphaBits: z.number(),
  /** `auto`: chosen by what fewer bits cost in loss, before fine-tuning. */
  activationBits: z.union([z.number(), z.literal('auto')]),
});

const prune = z.strictObject({
  /** Steps from one pruning to the next. */
  everyBatches: z.int().min(1),
  /** Share of the phase, all rounds together, in which the network falls to the budget: fast first, along a cubic. */
  until: z.number().positive().max(1),
});

/** Where pruning stops: every stored bit, in bytes; sign-adds of one fragment; or bases per weight. */
const budget = z.union([
  z.strictObject({ bytes: z.int().min(1) }),
  z.strictObject({ laneCycles: z.int().min(1) }),
  z.strictObject({ meanBitwidth: z.number().positive() }),
]);

/** `AlqSettings` of generator/quantise/alq, where they are explained and their ranges checked. */
const alq = z
  .strictObject({
    alphas: z.union([z.literal('gradient'), z.number()]),
    damping: z.number(),
    merge: z.enum(['solve', 'epoch']),
    importance: z.enum(['taylor', 'quadratic', 'refit', 'fisher']),
    price: z.union([z.literal('count'), z.number()]),
    poolShare: z.number(),
    headBases: z.number(),
    tied: z.boolean(),
  })
  .partial();

/** A part of fine-tuning. */
const phase = z.strictObject({
  kind: z.enum(['bases', 'coordinates', 'straight-through']),
  /** In every round. */
  epochs: z.int().min(1).max(10_000),
  /** At the start; falls to 0 along half a cosine over all rounds. */
  learningRate: z.number().positive().max(1),
  prune: prune.optional(),
  /** Choose the steps of the activations anew at its start. */
  recalibrate: z.boolean().optional(),
});

/** `configs/recipes/*.quantise.json`: one recipe, from the training in floating point to the integer model. */
export const recipeSchema = layer
  .extend({
    name: z.string().min(1),
    /** The training's configuration: a file name, relative to this file. */
    training: z.string().min(1),
    /** What some layers do differently, by the layer's name. */
    layers: z.record(z.string(), layer.partial()).optional(),
    /** Fragments, spread evenly over the training side, that choose the steps of the activations. */
    calibrationFragments: z.int().min(1).default(100),
    /** Rise of the calibration fragments' mean loss that all choices of `auto` together may cost. */
    activationLossRise: z.number().min(0).default(0.02),
    /** null: no pruning. */
    budget: budget.nullable().default(null),
    /** What ALQ does otherwise than `ALQ_DEFAULTS`. */
    alq: alq.default({}),
    /** What fine-tuning does otherwise than the training. */
    fineTuning: fineTuningSchema.default({}),
    /** How often the phases are gone through. */
    rounds: z.int().min(1).max(1000).default(1),
    /** None: the model is quantised without further training. */
    phases: z.array(phase).default([]),
  })
  .refine(({ budget, phases }) => budget === null || phases.some((p) => p.prune !== undefined), {
    path: ['phases'],
    message: 'a budget needs a phase that prunes',
  })
  .refine(({ budget, phases }) => budget !== null || phases.every((p) => p.prune === undefined), {
    path: ['budget'],
    message: 'a phase that prunes needs a budget',
  });

export type RecipeConfig = z.infer<typeof recipeSchema>;
export type RecipeLayer = z.infer<typeof layer>;
export type RecipePhase = z.infer<typeof phase>;

/** A recipe with what its file names in place of the names: the training, and the networks that teach. */
export type Recipe = Omit<RecipeConfig, 'training' | 'fineTuning'> & {
  training: Training;
  fineTuning: Partial<BatchSettings> & { teacher?: TeacherSettings | null };
};

/** Throws UserError with every problem found, in the recipe's file or in one that it names. */
export function readRecipe(path: string): Recipe {
  return completeRecipe(readJson(path, recipeSchema), path);
}

/** A recipe that stands in the file `path`, or would. */
export function completeRecipe(config: RecipeConfig, path: string): Recipe {
  const training = readTraining(join(dirname(path), config.training));
  const { teacher, ...changes } = config.fineTuning;
  // Changes parsed by zod hold no undefined values.
  const batches = changes as Partial<BatchSettings>;
  if (teacher === undefined) return { ...config, training, fineTuning: batches };
  const taught = teacher && readTeacher(teacher, path, training.topology);
  return { ...config, training, fineTuning: { ...batches, teacher: taught } };
}
