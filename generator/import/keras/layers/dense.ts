import { z } from 'zod';
import type { LayerCall } from '../graph/layer-call.js';
import type { Wire } from '../graph/wire.js';
import { activated } from './activations.js';
import { weightsOf } from './convolution.js';
import { onOff, positive } from './fields.js';
import { layer } from './kind.js';

const schema = z.object({ units: positive, use_bias: onOff(true), activation: z.unknown().optional() });

/** A matrix [in, out] that the last axis is multiplied by, at every position of the others. */
export const dense = layer(schema, (call, { units, use_bias, activation }) => {
  const x = call.input;
  if (x.shape !== null && x.shape.length < 2)
    call.fail({ message: 'its input has too few axes', value: x.shape.length, allowed: '2 or more' });
  const [kernel, bias] = weightsOf(call, 'kernel', [x.shape?.at(-1) ?? null, units], use_bias ? units : null);
  const weights = call.constant('kernel', () => kernel);
  return activated(call, activation, {
    value: product(call, x, weights, bias),
    shape: x.shape && [...x.shape.slice(0, -1), units],
  });
});

function product(call: LayerCall, x: Wire, weights: string, bias: string | null): string {
  if (x.shape?.length === 2) return call.op('Gemm', [x.value, weights, ...(bias === null ? [] : [bias])]);
  const multiplied = call.op('MatMul', [x.value, weights]);
  return bias === null ? multiplied : call.op('Add', [multiplied, bias], { suffix: 'bias' });
}
