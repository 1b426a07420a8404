import { z } from 'zod';
import type { LayerCall } from '../graph/layer-call.js';
import { broadcast, printShape, type Shape } from '../graph/shapes.js';
import type { Wire } from '../graph/wire.js';
import { axisOf, orElse } from './fields.js';
import { type LayerKind, layer } from './kind.js';

/** Add, Multiply and their like: elementwise over two tensors or more. */
export const merging =
  (op: string): LayerKind =>
  (call) => [chain(call, op, alignedInputs(call))];

export const subtract: LayerKind = (call) => {
  const inputs = alignedInputs(call);
  if (inputs.length !== 2) call.fail({ message: 'not two inputs', value: inputs.length, allowed: '2 tensors' });
  return [chain(call, 'Sub', inputs)];
};

export const average: LayerKind = (call) => {
  const inputs = alignedInputs(call);
  const sum = chain(call, 'Add', inputs, 'sum');
  const count = call.constant(`${inputs.length}`, () => ({ shape: [], values: Float64Array.of(inputs.length) }));
  return [{ value: call.op('Div', [sum.value, count]), shape: sum.shape }];
};

export const concatenate = layer(z.object({ axis: orElse(z.int(), -1) }), (call, { axis }) => {
  const { inputs } = call;
  const value = call.op(
    'Concat',
    inputs.map((input) => input.value),
    { attributes: { axis } },
  );
  const shapes = inputs.map(({ shape }) => shape);
  if (shapes.includes(null) || shapes.length === 0) return { value, shape: null };
  const known = shapes as Shape[];
  const first = known[0]!;
  const at = axisOf(axis, first.length) ?? call.fail({ field: 'axis', message: 'no axis of its inputs', value: axis });
  const fits = (shape: Shape) =>
    shape.length === first.length &&
    shape.every((n, i) => i === at || n === null || first[i] === null || n === first[i]);
  if (!known.every(fits))
    call.fail({ message: `inputs that do not fit along axis ${axis}`, value: known.map(printShape).join(' and ') });
  const lengths = known.map((shape) => shape[at] ?? null);
  const sum = lengths.includes(null) ? null : lengths.reduce((a, b) => a! + b!, 0);
  return {
    value,
    shape: first.map((n, i) => (i === at ? sum : (n ?? known.find((shape) => shape[i] !== null)?.[i] ?? null))),
  };
});

/** The inputs with one rank: Keras puts axes of length 1 behind that of windows. @throws Abandoned */
function alignedInputs(call: LayerCall): readonly Wire[] {
  const { inputs } = call;
  if (inputs.length < 2) call.fail({ message: 'too few inputs', value: inputs.length, allowed: '2 tensors or more' });
  if (inputs.some(({ shape }) => shape === null)) return inputs;
  const rank = Math.max(...inputs.map(({ shape }) => shape!.length));
  return inputs.map(({ value, shape }, i) => {
    const missing = rank - shape!.length;
    if (missing === 0) return { value, shape };
    const axes = call.whole(Array.from({ length: missing }, (_, axis) => axis + 1));
    const spread = call.op('Unsqueeze', [value, axes], { suffix: `axes_${i}` });
    return { value: spread, shape: [shape![0] ?? null, ...new Array<number>(missing).fill(1), ...shape!.slice(1)] };
  });
}

/** An operator of two inputs over all of them. */
function chain(call: LayerCall, op: string, inputs: readonly Wire[], suffix?: string): Wire {
  return inputs.slice(1).reduce((left, right, i) => {
    const last = i === inputs.length - 2;
    const name = last ? suffix : `${suffix ?? 'part'}_${i}`;
    return elementwise(call, op, left, right, name);
  }, inputs[0]!);
}

/** `left op right`, by NumPy's broadcasting. @throws Abandoned */
export function elementwise(call: LayerCall, op: string, left: Wire, right: Wire, suffix?: string): Wire {
  const value = call.op(op, [left.value, right.value], suffix === undefined ? {} : { suffix });
  if (left.shape === null || right.shape === null) return { value, shape: null };
  const shape = broadcast(left.shape, right.shape);
  if (shape !== null) return { value, shape };
  return call.fail({
    message: 'inputs of shapes that do not fit',
    value: `${printShape(left.shape)} and ${printShape(right.shape)}`,
  });
}
