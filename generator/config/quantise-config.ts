import { z } from 'zod';

const structure = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('kernelwise') }),
  z.strictObject({ kind: z.literal('pixelwise') }),
  z.strictObject({ kind: z.literal('channelwise') }),
  z.strictObject({ kind: z.literal('subchannelwise'), count: z.int().min(1) }),
]);

/** Ranges of the numbers are checked against the model, where the layer's name is known: see `sketch` and `toIntegerModel`. */
const layer = z.strictObject({
  structure,
  maxBits: z.number(),
  alphaBits: z.number(),
  activationBits: z.number(),
});

const recipe = layer.extend({
  name: z.string().min(1),
  /** What some layers do differently, by the layer's name. */
  layers: z.record(z.string(), layer.partial()).optional(),
});

/** `configs/*.quantise.json`: recipes to compare, and the one that is used. */
export const quantiseConfigSchema = z
  .strictObject({
    /** Fragments, spread evenly over the training side, that choose the activation steps. */
    calibrationFragments: z.int().min(1),
    /** The smallest recipe wins whose cross-validated accuracy is at most this many points below floating point. */
    withinPoints: z.number().min(0).max(100),
    recipes: z.array(recipe).min(1),
    /** Name of the recipe that `bitbeat quantise` uses. */
    use: z.string(),
  })
  .refine(({ recipes, use }) => recipes.some((r) => r.name === use), {
    path: ['use'],
    message: 'no recipe of that name',
  });

export type QuantiseConfig = z.infer<typeof quantiseConfigSchema>;
export type Recipe = z.infer<typeof recipe>;
export type RecipeLayer = z.infer<typeof layer>;
