import { z } from 'zod';
import type { LayerCall } from '../graph/layer-call.js';
import { printShape } from '../graph/shapes.js';
import type { Wire } from '../graph/wire.js';
import { axisOf, onOff, orElse } from './fields.js';
import { layer } from './kind.js';
import { elementwise } from './merging.js';

/** Numbers, nested as an array's axes are. */
type Nested = number | readonly Nested[];
const nested: z.ZodType<Nested> = z.union([z.number(), z.array(z.lazy(() => nested))]);

/** `x * scale + offset`, of one number or one for each channel. */
export const rescaling = layer(
  z.object({ scale: orElse(nested, 1), offset: orElse(nested, 0) }),
  (call, { scale, offset }) => {
    const scaled = withNumbers(call, 'Mul', call.input, 'scale', scale, 1);
    return withNumbers(call, 'Add', scaled, 'offset', offset, 0);
  },
);

const EPSILON = 1e-7;

const axes = z.union([z.int().transform((axis) => [axis]), z.array(z.int())]).nullish();
const normalizationSchema = z.object({
  axis: axes.transform((given) => (given === undefined ? [-1] : (given ?? []))),
  mean: nested.nullish(),
  variance: nested.nullish(),
  invert: onOff(false),
});

/** `(x - mean) / sqrt(variance)`, of one number or one for each element of some axes; `invert` undoes that. */
export const normalization = layer(normalizationSchema, (call, config) => {
  const x = call.input;
  if (x.shape === null) return { passOn: 'of an unknown shape' };
  const { shape } = x;
  const kept = config.axis.map(
    (axis) => axisOf(axis, shape.length) ?? call.fail({ field: 'axis', message: 'no axis of its input', value: axis }),
  );
  const keptLengths = shape.filter((_, i) => kept.includes(i));
  if (kept.includes(0) || keptLengths.includes(null)) return { passOn: 'over an axis of open length' };
  const lengths = keptLengths as number[];
  const [mean, variance] = given(call, config, lengths) ?? stored(call, lengths);
  const spread = shape.map((n, i) => (kept.includes(i) ? (n as number) : 1));
  // A layer may be called on tensors of several shapes.
  const named = (name: string) => `${name}${printShape(spread)}`;
  const offset = { value: call.constant(named('mean'), () => ({ shape: spread, values: mean })), shape: spread };
  const deviation = variance.map((v) => Math.max(Math.sqrt(Math.max(0, v)), EPSILON));
  const scale = {
    value: call.constant(named('deviation'), () => ({ shape: spread, values: deviation })),
    shape: spread,
  };
  if (config.invert) return elementwise(call, 'Add', elementwise(call, 'Mul', x, scale, 'deviation'), offset);
  return elementwise(call, 'Div', elementwise(call, 'Sub', x, offset, 'mean'), scale);
});

type Statistics = [mean: Float64Array, variance: Float64Array];

function stored(call: LayerCall, shape: readonly number[]): Statistics {
  const [mean, variance] = call.weights([
    { name: 'mean', shape },
    { name: 'variance', shape },
    { name: 'count', shape: [], optional: true },
  ]);
  return [mean.values, variance.values];
}

/** Statistics in the configuration: one number for all of those axes, or an array of the last of them. */
function given(
  call: LayerCall,
  { mean, variance }: z.infer<typeof normalizationSchema>,
  lengths: readonly number[],
): Statistics | null {
  if (mean === null || mean === undefined || variance === null || variance === undefined) return null;
  const size = lengths.reduce((a, b) => a * b, 1);
  const spread = (numbers: Nested, field: string): Float64Array => {
    const flat = flatten(numbers);
    const shape = shapeOf(numbers);
    const last = shape.length === 0 ? [] : lengths.slice(-shape.length);
    const even = flat.length === shape.reduce((a, b) => a * b, 1);
    if (!even || (flat.length !== 1 && `${shape}` !== `${last}`))
      call.fail({ field, message: `does not fit axes of lengths [${lengths}]`, value: `[${shape}]` });
    return Float64Array.from({ length: size }, (_, i) => flat[i % flat.length]!);
  };
  return [spread(mean, 'mean'), spread(variance, 'variance')];
}

/** Lengths of nested lists, by the first of each: a list that is not even has another number of elements than they say. */
const shapeOf = (numbers: Nested): number[] =>
  typeof numbers === 'number' ? [] : [numbers.length, ...(numbers.length === 0 ? [] : shapeOf(numbers[0]!))];

const flatten = (numbers: Nested): number[] => (typeof numbers === 'number' ? [numbers] : numbers.flatMap(flatten));

/** An operator with numbers as the second operand; left out where they change nothing. */
function withNumbers(call: LayerCall, op: string, x: Wire, name: string, numbers: Nested, neutral: number): Wire {
  const flat = flatten(numbers);
  if (flat.every((n) => n === neutral)) return x;
  const shape = typeof numbers === 'number' ? [] : [flat.length];
  if (typeof numbers !== 'number' && numbers.some((n) => typeof n !== 'number'))
    call.fail({ field: name, message: 'not one number or a list of them' });
  const constant = { value: call.constant(name, () => ({ shape, values: Float64Array.from(flat) })), shape };
  const y = elementwise(call, op, x, constant, name);
  return { value: y.value, shape: x.shape };
}
