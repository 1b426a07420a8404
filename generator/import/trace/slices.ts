import { axisOf, Refusal } from './value.js';

/** What a Slice takes of one axis: `count` positions from `start`, `step` apart. */
export interface Cut {
  axis: number;
  start: number;
  step: number;
  count: number;
}

/** ONNX's Slice: ends beyond the axis are cut off, negative ones count from behind. */
export function cuts(
  lengths: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[] | null,
  steps: readonly number[] | null,
): Cut[] {
  return starts.map((from, i) => {
    const axis = axisOf(axes?.[i] ?? i, lengths.length);
    const length = lengths[axis]!;
    const step = steps?.[i] ?? 1;
    const to = ends[i];
    if (to === undefined || step === 0) throw new Refusal('starts, ends and steps do not fit each other');
    const inside = (n: number) => (n < 0 ? n + length : n);
    const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
    const start = Math.min(Math.max(inside(from), Math.max(low, 0)), high);
    const end = Math.min(Math.max(inside(to), low), high);
    return { axis, start, step, count: Math.max(0, Math.ceil((end - start) / step)) };
  });
}
