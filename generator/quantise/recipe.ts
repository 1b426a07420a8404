import { type Problem, UserError } from '../config/errors.js';
import { nearest } from '../config/nearest.js';
import type { Recipe, RecipeLayer } from '../config/quantise-config.js';
import { type FragmentSet, selectFragments } from '../data/fragment-set.js';
import type { FloatModel } from '../model/float-model.js';
import type { IntegerModel } from '../model/integer-model.js';
import { refine } from './refine.js';
import { sketch } from './sketch.js';
import { toIntegerModel } from './to-integer.js';

/** Quantises without further training: sketch, refinement, fixed point. */
export function quantise(model: FloatModel, recipe: Recipe, calibration: FragmentSet): IntegerModel {
  const layers = recipeLayers(model, recipe);
  return toIntegerModel(refine(model, sketch(model, layers)), calibration, {
    alphaBits: layers.map((l) => l.alphaBits),
    activationBits: layers.map((l) => l.activationBits),
  });
}

/** The recipe spelled out for every layer. Throws UserError if it names a layer that the model does not have. */
export function recipeLayers(model: FloatModel, recipe: Recipe): RecipeLayer[] {
  const names = model.layers.map((l) => l.name);
  const { name, layers = {}, ...all } = recipe;
  const unknown = Object.keys(layers).filter((layer) => !names.includes(layer));
  const problems = unknown.map((layer): Problem => {
    const like = nearest(layer, names);
    return {
      where: `recipe ${name}`,
      field: `layers.${layer}`,
      message: `${model.name} has no layer of that name`,
      allowed: names.join(', '),
      ...(like === undefined ? {} : { fix: like }),
    };
  });
  if (problems.length > 0) throw new UserError(problems);
  // Partial settings parsed by zod hold no undefined values, so that spreading them hides nothing.
  return names.map((layer) => ({ ...all, ...layers[layer] }) as RecipeLayer);
}

/** `count` fragments spread evenly over the set (all, if it has fewer). */
export function calibrationSet(set: FragmentSet, count: number): FragmentSet {
  const total = set.names.length;
  const used = Math.min(count, total);
  return selectFragments(
    set,
    Array.from({ length: used }, (_, i) => Math.floor((i * total) / used)),
  );
}
