import { floatOf, neededTensor, tensorOf } from '../attributes.js';
import { type Handler, onEdge, Refusal, type Signal, type Tracing, type Value } from '../value.js';
import { affine, perChannel, sum } from './arithmetic.js';
import { signalOf } from './axes.js';
import type { Operator } from './operator.js';

/** `min(x, ceiling)` where x is not negative, `slope` times x where it is. */
function activation(x: Signal, slope: readonly number[], ceiling: number, tracing: Tracing): Signal {
  const edge = tracing.add({
    kind: 'activation',
    from: [x.edge],
    parameters: 0,
    slope: Float64Array.from(slope),
    ceiling,
  });
  return onEdge(x, edge);
}

const relu = (x: Signal, tracing: Tracing, ceiling = Number.POSITIVE_INFINITY) => activation(x, [0], ceiling, tracing);
const shifted = (x: Signal, by: number, tracing: Tracing) =>
  by === 0
    ? x
    : affine(
        x,
        () => 1,
        () => by,
        0,
        tracing,
      );

/** `min(high, max(low, x))`: a ReLU with a ceiling between two shifts. */
function clamped(x: Signal, low: number, high: number, tracing: Tracing): Signal {
  if (!(low <= high)) throw new Refusal(`bounds ${low} and ${high}`, { allowed: 'a lower bound below the upper one' });
  if (low === Number.NEGATIVE_INFINITY) {
    if (high === Number.POSITIVE_INFINITY) return x;
    const turned = affine(
      x,
      () => -1,
      () => high,
      0,
      tracing,
    );
    return affine(
      relu(turned, tracing),
      () => -1,
      () => high,
      0,
      tracing,
    );
  }
  return shifted(relu(shifted(x, 0 - low, tracing), tracing, high - low), low, tracing);
}

/** A bound of a Clip, Max or Min: one number. */
function bound(value: Value | null | undefined, absent: number): number {
  const tensor = tensorOf(value, 'a bound');
  if (tensor === null) return absent;
  const [first] = tensor.values;
  if (first === undefined || Number.isNaN(first) || tensor.values.some((v) => v !== first))
    throw new Refusal('a bound that is not one number');
  return first;
}

const clip: Handler = (_, from, tracing) => [
  clamped(signalOf(from), bound(from[1], Number.NEGATIVE_INFINITY), bound(from[2], Number.POSITIVE_INFINITY), tracing),
];

/** The larger or smaller of a signal and numbers. */
const against =
  (larger: boolean): Handler =>
  (op, from, tracing) => {
    const signals = from.filter((value) => value?.kind === 'signal') as Signal[];
    if (signals.length !== 1 || from.length > 2)
      throw new Refusal(`${op.op} of two signals`, { allowed: 'a signal and one number' });
    const number = bound(
      from.find((value) => value?.kind === 'constant'),
      0,
    );
    const infinite = larger ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return [larger ? clamped(signals[0]!, number, infinite, tracing) : clamped(signals[0]!, infinite, number, tracing)];
  };

const leaky: Handler = (op, from, tracing) => [
  activation(signalOf(from), [floatOf(op, 'alpha', 0.01)], Number.POSITIVE_INFINITY, tracing),
];

const prelu: Handler = (_, from, tracing) => {
  const { x, of } = perChannel(signalOf(from), neededTensor(from[1], 'the slope'), tracing);
  const slope = Array.from({ length: tracing.shape(x.edge).channels }, (_, c) => of(c));
  return [activation(x, slope, Number.POSITIVE_INFINITY, tracing)];
};

const hardSigmoid: Handler = (op, from, tracing) => {
  const [alpha, beta] = [floatOf(op, 'alpha', 0.2), floatOf(op, 'beta', 0.5)];
  const line = affine(
    signalOf(from),
    () => alpha,
    () => beta,
    0,
    tracing,
  );
  return [clamped(line, 0, 1, tracing)];
};

const absolute: Handler = (_, from, tracing) => {
  const x = signalOf(from);
  const negative = affine(
    x,
    () => -1,
    () => 0,
    0,
    tracing,
  );
  return [sum(relu(x, tracing), relu(negative, tracing), tracing)];
};

const exact = 'a ReLU between offsets: exact';

export const ACTIVATIONS = {
  Relu: { trace: (_, from, tracing) => [relu(signalOf(from), tracing)], becomes: 'a ReLU' },
  Clip: { trace: clip, becomes: `a ReLU with a ceiling (ReLU6); with other bounds ${exact}` },
  Max: { trace: against(true), becomes: exact, limits: 'two signals' },
  Min: { trace: against(false), becomes: exact, limits: 'two signals' },
  HardSigmoid: { trace: hardSigmoid, becomes: 'a ReLU with a ceiling behind a factor and an offset: exact' },
  Abs: { trace: absolute, becomes: 'a sum of two ReLUs: exact' },
  LeakyRelu: { trace: leaky, becomes: 'a ReLU with a slope, as two ReLUs: exact' },
  PRelu: {
    trace: prelu,
    becomes: 'a ReLU with a slope for each channel, as two ReLUs: exact',
    limits: 'slopes by position',
  },
} satisfies Record<string, Operator>;
