import { z } from 'zod';
import { activated } from './activations.js';
import { axisOf } from './fields.js';
import { type LayerKind, layer } from './kind.js';
import { RECTIFIERS } from './rectifiers.js';

export const activation = layer(z.object({ activation: z.union([z.string(), z.looseObject({})]) }), (call, config) =>
  activated(call, config.activation, call.input, true),
);

/** ReLU, LeakyReLU and their like. */
export const rectifierLayers: Readonly<Record<string, LayerKind>> = Object.fromEntries(
  Object.entries(RECTIFIERS).map(([name, rectifier]) => [
    name,
    layer(z.looseObject({}), (call, config) => rectifier(call, call.input, config, [], {})),
  ]),
);

const axes = z.array(z.int()).nullish();

/** A slope for each element of a window, or of those axes that do not share one. */
export const prelu = layer(z.object({ shared_axes: axes }), (call, { shared_axes }) => {
  const x = call.input;
  if (x.shape === null) return { passOn: 'of an unknown shape' };
  const shape = x.shape;
  const shared = (shared_axes ?? []).map(
    (axis) =>
      axisOf(axis, shape.length) ?? call.fail({ field: 'shared_axes', message: 'no axis of its input', value: axis }),
  );
  const slopes = shape.slice(1).map((n, i) => (shared.includes(i + 1) ? 1 : n));
  const [alpha] = call.weights([{ name: 'alpha', shape: slopes }]);
  return { value: call.op('PRelu', [x.value, call.constant('alpha', () => alpha)]), shape };
});
