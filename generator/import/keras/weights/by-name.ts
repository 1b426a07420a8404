import type { StoredWeight, WeightScope, WeightSpec } from './weight-scope.js';

/** Weights of one layer of the outermost model, or, `layer` null, of all its layers. */
export interface NamedWeights {
  layer: string | null;
  weights: readonly StoredWeight[];
}

/**
 * Weights by names such as `outer/conv1d/kernel:0`: the last part is the weight's, those before end with the layer's. Files
 * that keep the weights of each layer apart (`.h5`) need only the last part, or none where there are as many as the layer has.
 */
export function weightsByName(groups: readonly NamedWeights[]): WeightScope {
  return {
    layers: (identities) =>
      identities.map(({ name, className }) => {
        const own = groups.filter(({ layer }) => layer === name);
        const all = own.length > 0 ? own : groups.filter(({ layer }) => layer === null);
        const weights = all.flatMap((group) => group.weights);
        return own.length > 0 && !MODELS.has(className) ? ownScope(weights, name) : sharedScope(weights, [name]);
      }),
    part: () => weightsByName(groups),
    find: (specs) => specs.map(() => null),
    place: ({ name }) => name,
    count: () => null,
  };
}

const MODELS = new Set(['Sequential', 'Functional', 'Model']);

/** All of `weights` are of the layer, and of those that it wraps. */
function ownScope(weights: readonly StoredWeight[], layer: string): WeightScope {
  const self: WeightScope = {
    layers: (identities) => identities.map(({ name }) => sharedScope(weights, [layer, name])),
    part: () => self,
    find: (specs) => {
      const needed = specs.filter(({ optional }) => !optional).length;
      return specs.map((spec, i) => {
        const named = weights.filter(({ name }) => isOf(name, spec));
        if (named.length === 1) return named[0]!;
        return weights.length === needed || weights.length === specs.length ? (weights[i] ?? null) : null;
      });
    },
    place: ({ name }) => `${layer}/${name}`,
    count: () => weights.length,
  };
  return self;
}

/** Some of `weights` are of the layer that lies at `path` in models of models. */
function sharedScope(weights: readonly StoredWeight[], path: readonly string[]): WeightScope {
  const self: WeightScope = {
    layers: (identities) => identities.map(({ name }) => sharedScope(weights, [...path, name])),
    part: () => self,
    find: (specs) =>
      specs.map((spec) => {
        const fits = weights
          .filter(({ name }) => isOf(name, spec))
          .map((weight) => ({ weight, fit: fitOf(weight.name, path) }));
        const best = Math.max(0, ...fits.map(({ fit }) => fit));
        const found = fits.filter(({ fit }) => fit === best);
        return best > 0 && found.length === 1 ? found[0]!.weight : null;
      }),
    place: ({ name }) => [...path, name].join('/'),
    count: () => null,
  };
  return self;
}

/** Whether the last part of a name is the weight's; TensorFlow appends `:0`, TensorFlow.js a number where names meet. */
function isOf(name: string, { name: wanted, also = [] }: WeightSpec): boolean {
  const last = name.split('/').at(-1)!.replace(/:\d+$/, '');
  return [wanted, ...also].some((known) => last === known || new RegExp(`^${known}_\\d+$`).test(last));
}

/** How many parts of a name before the last one are the layer's and those of the models around it. */
function fitOf(name: string, path: readonly string[]): number {
  const parts = name.split('/').slice(0, -1);
  const wanted = path.join('/').split('/');
  let fit = 0;
  while (fit < wanted.length && fit < parts.length && wanted.at(-1 - fit) === parts.at(-1 - fit)) fit++;
  return fit;
}
