import { roundToEven } from '../../graph/evaluate.js';
import type { Op, Tensor } from '../../op-graph.js';
import { intOf, textOf } from '../attributes.js';
import { axisOf, Refusal } from '../value.js';
import { elementwise, scalar } from './arrays.js';
import type { Compute } from './compute.js';

/*
 * Weights on a grid: QuantizeLinear and DequantizeLinear of ONNX, Quant and BipolarQuant of QONNX
 * (https://github.com/fastmachinelearning/qonnx/tree/main/docs/qonnx-custom-ops).
 */

/** Scale and zero of a grid laid along an axis of a tensor of so many axes; one number is for all. */
export function alongAxis(tensor: Tensor, axis: number, rank: number): Tensor {
  if (tensor.values.length === 1) return { ...tensor, shape: [] };
  const at = axisOf(axis, rank);
  if (tensor.shape.length > 1)
    throw new Refusal('scales of blocks of weights', { allowed: 'one scale, or one for each channel' });
  return { ...tensor, shape: Array.from({ length: rank }, (_, i) => (i === at ? tensor.values.length : 1)) };
}

/** Lowest and highest number of a grid of QONNX. */
export function quantRange(op: Op, bits: number): [low: number, high: number] {
  const signed = intOf(op, 'signed', 1) === 1;
  const narrow = intOf(op, 'narrow', 0);
  if (!(bits >= 1 && bits <= 32)) throw new Refusal(`a grid of ${bits} bits`, { allowed: '1 to 32' });
  const mode = textOf(op, 'rounding_mode', 'ROUND').toUpperCase();
  if (mode !== 'ROUND') throw new Refusal(`rounding mode ${mode}`, { allowed: 'ROUND' });
  return signed ? [-(2 ** (bits - 1)) + narrow, 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1 - narrow];
}

const dequantize: Compute = (op, [x, scale, zero]) => {
  const axis = intOf(op, 'axis', 1);
  const rank = x!.shape.length;
  const z = zero == null ? scalar(0, true) : alongAxis(zero, axis, rank);
  return [elementwise([x!, alongAxis(scale!, axis, rank), z], false, (v, s, o) => (v - o) * s)];
};

const quant: Compute = (op, [x, scale, zero, bits]) => {
  const [low, high] = quantRange(op, bits!.values[0]!);
  return [
    elementwise([x!, scale!, zero!], false, (v, s, z) => {
      return (Math.min(high, Math.max(low, roundToEven(v / s + z))) - z) * s;
    }),
  ];
};

export const GRIDS: Readonly<Record<string, Compute>> = {
  DequantizeLinear: dequantize,
  'qonnx.custom_op.general.Quant': quant,
  'qonnx.custom_op.general.BipolarQuant': (_, [x, scale]) => [
    elementwise([x!, scale!], false, (v, s) => (v >= 0 ? s : -s)),
  ],
};
