import { z } from 'zod';
import type { LayerCall, OpOptions } from '../graph/layer-call.js';
import type { Wire } from '../graph/wire.js';
import { number } from './fields.js';

/*
 * Activations that are layers in Keras: as a layer of a model, or as the activation of another layer.
 */

/** `path`: where the configuration lies in that of the layer. */
export type Rectifier = (
  call: LayerCall,
  x: Wire,
  config: unknown,
  path: readonly string[],
  options: Pick<OpOptions, 'suffix' | 'called'>,
) => Wire | { passOn: string };

const rectifier =
  <T>(
    schema: z.ZodType<T>,
    translate: (
      make: (op: string, x: Wire, rest?: OpOptions & { bounds?: (number | null)[] }) => Wire,
      x: Wire,
      config: T,
    ) => Wire | { passOn: string },
  ): Rectifier =>
  (call, x, config, path, options) => {
    const make = (
      op: string,
      from: Wire,
      { bounds = [], ...rest }: OpOptions & { bounds?: (number | null)[] } = {},
    ): Wire => {
      const constants = bounds.map((bound) =>
        bound === null ? '' : call.constant(`${bound}`, () => ({ shape: [], values: Float64Array.of(bound) })),
      );
      return { value: call.op(op, [from.value, ...constants], { ...options, ...rest }), shape: from.shape };
    };
    return translate(make, x, call.checked(schema, config, path));
  };

/** Keras 3 calls the slope of negative values `negative_slope`, older versions `alpha`. */
const slope = z.object({ alpha: z.number().nullish(), negative_slope: z.number().nullish() });

/** `max_value`: where values end; `threshold`: up to which values are 0. */
const relu = z.object({ max_value: z.number().nullish(), negative_slope: number(0), threshold: number(0) });

const softmax = z.object({
  axis: z
    .union([
      z.int(),
      z
        .array(z.int())
        .length(1)
        .transform((axes) => axes[0]!),
    ])
    .nullish(),
});

export const RECTIFIERS: Readonly<Record<string, Rectifier>> = {
  ReLU: rectifier(relu, (make, x, { max_value: max = null, negative_slope, threshold }) => {
    if (negative_slope === 0 && threshold === 0)
      return max === null ? make('Relu', x) : make('Clip', x, { bounds: [0, max] });
    if (negative_slope < 0 || (negative_slope !== 0 && threshold !== 0) || (max !== null && max < 0))
      return { passOn: `of threshold ${threshold} and slope ${negative_slope}` };
    const bent =
      threshold === 0
        ? make('LeakyRelu', x, { attributes: { alpha: negative_slope } })
        : make('ThresholdedRelu', x, { attributes: { alpha: threshold } });
    return max === null ? bent : make('Clip', bent, { bounds: [null, max] });
  }),
  LeakyReLU: rectifier(slope, (make, x, { alpha, negative_slope }) =>
    make('LeakyRelu', x, { attributes: { alpha: negative_slope ?? alpha ?? 0.3 } }),
  ),
  ELU: rectifier(z.object({ alpha: number(1) }), (make, x, { alpha }) => make('Elu', x, { attributes: { alpha } })),
  ThresholdedReLU: rectifier(z.object({ theta: number(1) }), (make, x, { theta }) =>
    make('ThresholdedRelu', x, { attributes: { alpha: theta } }),
  ),
  Softmax: rectifier(softmax, (make, x, { axis }) => make('Softmax', x, { attributes: { axis: axis ?? -1 } })),
};
