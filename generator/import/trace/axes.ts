import { settled, split } from './parts.js';
import { type Axis, axesText, factorText, Refusal, type Signal, type Tracing } from './value.js';

/** The lengths that a Reshape asks for, with ONNX's 0 (as it is) and -1 (what is left). */
export function wantedLengths(wanted: readonly number[], has: readonly number[], allowZero: boolean): number[] {
  const total = product(has);
  const given = wanted.map((n, i) => (n === 0 && !allowZero ? (has[i] ?? Number.NaN) : n));
  const open = given.filter((n) => n === -1).length;
  const known = product(given.filter((n) => n !== -1));
  const lengths = given.map((n) => (n === -1 ? total / known : n));
  if (open > 1 || lengths.some((n) => !Number.isInteger(n) || n < 0) || product(lengths) !== total)
    throw new Refusal(`[${has}] values cannot be laid out as [${wanted}]`, { allowed: `${total} values in all` });
  return lengths;
}

/** The same values in their order under axes of other lengths: factors are joined or stay as they are, of channels they may be split. */
export function reshaped(x: Signal, lengths: readonly number[], tracing: Tracing): Signal {
  const left = x.axes.flat();
  const axes = lengths.map((length): Axis => {
    const axis: Axis[number][] = [];
    let size = 1;
    // Windows are one axis, alone where they can be: the batch of one window has the length of nothing.
    if (left[0] === 'batch' && tracing.size(x, 'batch') === length) return [left.shift()!];
    while (size < length && left.length > 0) {
      const [factor, ...rest] = split(left.shift()!, length / size, x, tracing);
      left.unshift(...rest);
      axis.push(factor!);
      size *= tracing.size(x, factor!);
    }
    if (size !== length)
      throw new Refusal(`lays out ${axesText(x.axes)} of lengths [${tracing.lengths(x)}] as [${lengths}]`, {
        allowed: 'axes that are joined, or parted where they were joined; channels that are split',
      });
    return axis;
  });
  if (left.length === 0) return settled({ ...x, axes }, tracing);
  // Factors of length 1 that are left, such as the batch of a network that has no batch in its output.
  const last = axes.length - 1;
  if (last < 0) throw new Refusal('lays out a stream as a single number');
  return settled({ ...x, axes: axes.map((axis, i) => (i === last ? [...axis, ...left] : axis)) }, tracing);
}

/** Axis `i` of the result is axis `order[i]`. */
export function transposed(x: Signal, order: readonly number[]): Signal {
  if ([...order].sort((a, b) => a - b).some((at, i) => at !== i) || order.length !== x.axes.length)
    throw new Refusal(`order [${order}] of ${x.axes.length} axes`);
  return { ...x, axes: order.map((at) => x.axes[at]!) };
}

export const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);

/** What of an axis is longer than 1. */
export const longRoles = (x: Signal, axis: Axis, tracing: Tracing): Axis[number][] =>
  axis.filter((factor) => tracing.size(x, factor) > 1);

/** Whether the roles of axes are the same, those of length 1 left out. */
export function sameAxes(a: Signal, b: Signal, tracing: Tracing): boolean {
  const roles = (x: Signal) => x.axes.map((axis) => longRoles(x, axis, tracing).map(factorText).join('x')).join();
  return roles(a) === roles(b);
}
