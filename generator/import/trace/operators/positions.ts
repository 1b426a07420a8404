import { intOf, intsOf, tensorOf, textOf, wholeOf } from '../attributes.js';
import { longRoles, reshaped, sameAxes } from '../axes.js';
import { withChannels } from '../channels.js';
import { chosen } from '../chosen.js';
import { type Cut, cuts } from '../slices.js';
import { type Axis, axesText, axisOf, type Handler, onEdge, Refusal, type Signal, type Tracing } from '../value.js';
import { signalOf } from './axes.js';
import type { Operator } from './operator.js';

/** Zeros before and after the positions; negative: so many are left out. */
function padded(x: Signal, before: number, after: number, tracing: Tracing): Signal {
  if (before === 0 && after === 0) return x;
  return onEdge(x, tracing.add({ kind: 'pad', from: [x.edge], parameters: 0, before, after }));
}

const pad: Handler = (op, from, tracing) => {
  const x = signalOf(from);
  const mode = textOf(op, 'mode', 'constant');
  const pads = wholeOf(from[1], 'the pads') ?? [];
  const value = tensorOf(from[2], 'the value')?.values[0] ?? 0;
  const rank = x.axes.length;
  const axes = wholeOf(from[3], 'the axes')?.map((axis) => axisOf(axis, rank)) ?? x.axes.map((_, i) => i);
  if (pads.length !== 2 * axes.length) throw new Refusal(`pads [${pads}] of ${axes.length} axes`);
  const used = axes.flatMap((axis, i) => {
    const [before, after] = [pads[i]!, pads[i + axes.length]!];
    return before === 0 && after === 0 ? [] : [{ axis, before, after }];
  });
  if (used.length === 0) return [x];
  const [{ axis, before, after }, ...others] = used as [(typeof used)[0], ...typeof used];
  if (others.length > 0 || longRoles(x, x.axes[axis]!, tracing).join() !== 'time')
    throw new Refusal(`pads axes ${used.map((each) => each.axis).join(', ')} of ${axesText(x.axes)}`, {
      allowed: 'the axis of positions',
    });
  if (Math.max(before, after) > 0 && (mode !== 'constant' || value !== 0))
    throw new Refusal(mode === 'constant' ? `pads with ${value}` : `pads by mode ${mode}`, { allowed: 'zeros' });
  if (tracing.shape(x.edge).positions + before + after < 1) throw new Refusal('leaves no position');
  return [padded(x, before, after, tracing)];
};

/** Positions or channels that a Slice takes. */
function cut(x: Signal, { axis, start, step, count }: Cut, tracing: Tracing): Signal {
  const length = tracing.lengths(x)[axis]!;
  if (start === 0 && step === 1 && count === length) return x;
  if (count < 1) throw new Refusal(`leaves nothing of axis ${axis} of ${axesText(x.axes)}`);
  const roles = longRoles(x, x.axes[axis]!, tracing);
  if (roles.join() === 'time') {
    if (step < 1) throw new Refusal(`turns positions round (step ${step})`, { allowed: 'a step of 1 or more' });
    const last = start + (count - 1) * step;
    const y = padded(x, 0 - start, last + 1 - length, tracing);
    return step === 1 ? y : onEdge(y, everyOther(y, step, count, tracing));
  }
  if (roles.join() === 'channel')
    return chosen(
      x,
      Array.from({ length: count }, (_, i) => start + i * step),
      tracing,
    );
  throw new Refusal(`takes a part of axis ${axis} of ${axesText(x.axes)}`, {
    allowed: 'the axis of positions or channels',
  });
}

/** One position of `step`. */
function everyOther(x: Signal, step: number, positions: number, tracing: Tracing) {
  return tracing.add({
    kind: 'pool',
    from: [x.edge],
    parameters: 0,
    pool: 'max',
    kernel: 1,
    stride: step,
    dilation: 1,
    before: 0,
    after: 0,
    positions,
    counted: 'inside',
  });
}

const slice: Handler = (_, from, tracing) => {
  const x = signalOf(from);
  const [starts, ends] = [wholeOf(from[1], 'starts') ?? [], wholeOf(from[2], 'ends') ?? []];
  const all = cuts(tracing.lengths(x), starts, ends, wholeOf(from[3], 'axes'), wholeOf(from[4], 'steps'));
  return [all.reduce((y, each) => cut(y, each, tracing), x)];
};

const gather: Handler = (op, from, tracing) => {
  const x = signalOf(from);
  const axis = axisOf(intOf(op, 'axis', 0), x.axes.length);
  const which = tensorOf(from[1], 'the index');
  if (which === null) throw new Refusal('the index is missing');
  const length = tracing.lengths(x)[axis]!;
  const at = [...which.values].map((i) => axisOf(i, length));
  const step = at.length > 1 ? at[1]! - at[0]! : 1;
  const isRun = step !== 0 && at.every((n, i) => n === at[0]! + i * step);
  const ofChannels = longRoles(x, x.axes[axis]!, tracing).join() === 'channel';
  if (at.length === 0 || which.shape.length > 1 || !(isRun || ofChannels))
    throw new Refusal(`takes positions [${at.slice(0, 20)}]`, { allowed: 'one, or a run of them' });
  const y = isRun ? cut(x, { axis, start: at[0]!, step, count: at.length }, tracing) : chosen(x, at, tracing);
  if (which.shape.length === 1) return [y];
  return [
    reshaped(
      y,
      tracing.lengths(y).filter((_, i) => i !== axis),
      tracing,
    ),
  ];
};

const split: Handler = (op, from, tracing) => {
  const x = signalOf(from);
  const axis = axisOf(intOf(op, 'axis', 0), x.axes.length);
  const length = tracing.lengths(x)[axis]!;
  const parts = op.to.length;
  const size = Math.ceil(length / parts);
  const even = Array.from({ length: parts }, (_, i) => Math.min(size, length - i * size));
  const sizes = wholeOf(from[1], 'the sizes') ?? intsOf(op, 'split') ?? even;
  if (sizes.length !== parts || sizes.reduce((a, b) => a + b, 0) !== length)
    throw new Refusal(`parts [${sizes}] of an axis of length ${length}`);
  let start = 0;
  return sizes.map((count) => {
    const y = cut(x, { axis, start, step: 1, count }, tracing);
    start += count;
    return y;
  });
};

const concat: Handler = (op, from, tracing) => {
  const known = from.findIndex((value) => value?.kind !== 'signal');
  if (known >= 0) throw new Refusal(`input ${known} is no signal`, { allowed: 'streams of one length' });
  const given = from.map((_, i) => signalOf(from, i));
  if (given.length === 1) return [given[0]!];
  const at = axisOf(intOf(op, 'axis', 0), given[0]!.axes.length);
  const all = given.map((x) => {
    const roles = longRoles(x, x.axes[at]!, tracing);
    if (roles.join() === 'time')
      throw new Refusal('puts positions one behind the other', { allowed: 'channels of streams of one length' });
    return withChannels(x, at, tracing);
  });
  const [first] = all as [Signal, ...Signal[]];
  const { positions } = tracing.shape(first.edge);
  const rest = (x: Signal): Signal => ({ ...x, axes: x.axes.map((axis, i): Axis => (i === at ? [] : axis)) });
  if (all.some((x) => tracing.shape(x.edge).positions !== positions || !sameAxes(rest(x), rest(first), tracing)))
    throw new Refusal(`streams of ${all.map((x) => tracing.shape(x.edge).positions).join(', ')} positions`, {
      allowed: 'streams of one length',
    });
  const edge = tracing.add({ kind: 'concat', from: all.map((x) => x.edge), parameters: 0 });
  const axes = first.axes.map((axis, i): Axis => (i === at ? ['channel'] : axis));
  // A stream of one channel may lie under an axis without a name; joined they are positions of that channel's neighbours.
  const times = all.find((x) => longRoles(x, rest(x).axes.flat(), tracing).includes('time'));
  return [
    {
      ...first,
      edge,
      axes: times === undefined ? axes : times.axes.map((axis, i) => (i === at ? ['channel'] : axis)),
      grid: null,
    },
  ];
};

export const POSITIONS = {
  Pad: {
    trace: pad,
    becomes: 'zeros before and after, part of the next convolution',
    limits: 'other values than 0; other axes than of positions',
  },
  Slice: { trace: slice, becomes: 'fewer positions, or some of the channels', limits: 'positions turned round' },
  Gather: { trace: gather, becomes: 'one position or a run of them, or any channels', limits: 'any other choice' },
  Split: { trace: split, becomes: 'as Slice' },
  Concat: { trace: concat, becomes: 'channels of all', limits: 'positions one behind the other' },
} satisfies Record<string, Operator>;
