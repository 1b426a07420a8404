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
  z.strictObject({
    kind: z.literal('subchannelwise'),
    count: z.int().min(1).describe('equal blocks of input channels'),
  }),
]);

/** Ranges of the numbers are checked against the model, where the layer's name is known: see `sketch` and `calibrate`. */
const layer = z.strictObject({
  structure: structureSchema.describe('which weights of an output channel share alphas'),
  maxBits: z.number().describe('most bases of a group at the start'),
  alphaBits: z.number().describe('of each alpha'),
  activationBits: z
    .union([z.number(), z.literal('auto')])
    .describe('`auto`: chosen by what fewer bits cost in loss, before fine-tuning'),
});

const prune = z.strictObject({
  everyBatches: z.int().min(1).describe('steps from one pruning to the next'),
  until: z
    .number()
    .positive()
    .max(1)
    .describe(
      'share of the phase, all rounds together, in which the network falls to the budget: fast first, along a cubic',
    ),
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
    alphas: z
      .union([z.literal('gradient'), z.number()])
      .describe('solved for by least squares at every n-th step, or trained by their gradient'),
    damping: z
      .number()
      .describe("pull of the solution towards the alphas before, as a share of the group's summed Hessian"),
    merge: z.enum(['solve', 'epoch']).describe('when equal or opposite bases of a group become one'),
    importance: z.enum(['taylor', 'quadratic', 'refit', 'fisher']).describe('by what bases are ranked for pruning'),
    price: z
      .union([z.literal('count'), z.number()])
      .describe('what a basis costs in that ranking: all the same, or from 0 (stored bits) to 1 (cycles of a lane)'),
    poolShare: z
      .number()
      .describe("share of each layer's bases, the least important ones, that pruning chooses from in one go"),
    headBases: z.number().describe('bases that every output channel of the last layer keeps'),
    tied: z.boolean().describe('uniform quantiser: the alphas of a group are s, 2s, 4s, ...; nothing is pruned'),
  })
  .partial();

/** A part of fine-tuning. */
const phase = z.strictObject({
  kind: z
    .enum(['bases', 'coordinates', 'straight-through'])
    .describe('what a step trains: bases, alphas alone, or weights that are quantised at each step'),
  epochs: z.int().min(1).max(10_000).describe('in every round'),
  learningRate: z.number().positive().max(1).describe('at the start; falls to 0 along half a cosine over all rounds'),
  prune: prune.optional().describe('in this phase bases are pruned'),
  recalibrate: z.boolean().optional().describe('choose the steps of the activations anew at its start'),
});

/** `configs/recipes/*.quantise.json`: one recipe, from the training in floating point to the integer model. */
export const recipeSchema = layer
  .extend({
    name: z.string().min(1).describe('of the model'),
    training: z.string().min(1).describe("the training's configuration: a file name, relative to this file"),
    layers: z
      .record(z.string(), layer.partial())
      .optional()
      .describe("what some layers do differently, by the layer's name"),
    calibrationFragments: z
      .int()
      .min(1)
      .default(100)
      .describe('fragments, spread evenly over the training side, that choose the steps of the activations'),
    activationLossRise: z
      .number()
      .min(0)
      .default(0.02)
      .describe("rise of the calibration fragments' mean loss that all choices of `auto` together may cost"),
    budget: budget
      .nullable()
      .default(null)
      .describe(
        'where pruning stops: `bytes` stored, `laneCycles` of one fragment, or `meanBitwidth`; null: no pruning',
      ),
    alq: alq.default({}).describe('what ALQ does otherwise than usual'),
    fineTuning: fineTuningSchema.default({}).describe('what fine-tuning does otherwise than the training'),
    rounds: z.int().min(1).max(1000).default(1).describe('how often the phases are gone through'),
    phases: z.array(phase).default([]).describe('none: the model is quantised without further training'),
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
