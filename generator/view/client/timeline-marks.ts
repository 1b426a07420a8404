import type { Kind, SignalData, TimelineData } from '../data.js';
import type { Drawing } from './canvas.js';
import { grouped, step, unpacked } from './numbers.js';

export interface Spans extends Pick<Kind, 'style' | 'label'> {
  starts: ArrayLike<number>;
  lengths: ArrayLike<number>;
}

/** The part of the axis that is shown, and where it lies: right of `left`. */
export interface Shown {
  from: number;
  to: number;
  left: number;
  x: (at: number) => number;
}

/** Heights of a row, of the axis below them and of what is above them. */
export const ROW = 22;
export const AXIS = 20;
export const TOP = { bands: 20, signal: 90 };

/** Spans as pixels: what is shorter than one is as dark as its share of the pixel. */
export function drawSpans(
  { context, width, colour }: Drawing,
  { from, to, left, x }: Shown,
  { starts, lengths, style }: Spans,
  top: number,
  height: number,
): void {
  const first = lowerBound(starts, lengths, from);
  context.fillStyle = style === 'solid' ? colour('busy') : hatch(context, colour('soft'));
  const shares = new Float32Array(Math.ceil(width) + 1);
  for (let i = first; i < starts.length && starts[i]! < to; i++) {
    const [a, b] = [x(starts[i]!), x(starts[i]! + lengths[i]!)];
    if (b - a >= 1)
      context.fillRect(Math.max(left, a), top, Math.min(width, b) - Math.max(left, a) - (b - a > 4 ? 0.5 : 0), height);
    else if (a >= 0 && a < width) shares[Math.floor(a)]! += b - a;
  }
  shares.forEach((share, column) => {
    if (share === 0) return;
    context.globalAlpha = Math.min(1, Math.max(0.15, share));
    context.fillRect(column, top, 1, height);
  });
  context.globalAlpha = 1;
}

/** A cross where each span begins. */
export function drawMarks({ context, colour }: Drawing, { x }: Shown, { starts }: Spans, middle: number): void {
  context.strokeStyle = colour('bad');
  context.lineWidth = 2;
  for (let i = 0; i < starts.length; i++) {
    const at = x(starts[i]!);
    context.beginPath();
    context.moveTo(at - 4, middle - 4);
    context.lineTo(at + 4, middle + 4);
    context.moveTo(at + 4, middle - 4);
    context.lineTo(at - 4, middle + 4);
    context.stroke();
  }
}

/** Named parts of the axis, framed over all rows. */
export function drawBands(
  { context, colour, height }: Drawing,
  { left, x }: Shown,
  bands: TimelineData['bands'],
): void {
  bands.forEach(({ label, from, to }) => {
    const [a, b] = [x(from), x(to)];
    context.strokeStyle = colour('line');
    context.strokeRect(a, 0.5, b - a, height - AXIS);
    context.fillStyle = colour('ink');
    if (context.measureText(label).width < b - a - 6) context.fillText(label, Math.max(a, left) + 3, 14);
  });
}

/** The extremes of a signal in each of its columns; where it has no sample the line is broken. */
export function drawSignal(
  { context, colour }: Drawing,
  { from, to: until, left, x }: Shown,
  { columns, extremes, to }: SignalData,
): void {
  const values = unpacked(extremes);
  const perColumn = to / columns;
  const [first, last] = [Math.floor(from / perColumn), Math.min(columns, Math.ceil(until / perColumn))];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const missing = (c: number) => values[2 * c]! > values[2 * c + 1]!;
  for (let c = first; c < last; c++) {
    if (missing(c)) continue;
    low = Math.min(low, values[2 * c]!);
    high = Math.max(high, values[2 * c + 1]!);
  }
  const y = (value: number) => 4 + (TOP.signal - 12) * (1 - (value - low) / Math.max(1, high - low));
  context.strokeStyle = colour('ink');
  context.lineWidth = 1;
  context.beginPath();
  for (let c = first; c < last; c++) {
    if (missing(c)) continue;
    const at = Math.max(left, x((c + 0.5) * perColumn));
    if (c === first || missing(c - 1)) context.moveTo(at, y(values[2 * c]!));
    context.lineTo(at, y(values[2 * c]!));
    context.lineTo(at, y(values[2 * c + 1]!));
  }
  context.stroke();
}

export function drawAxis(
  { context, colour, width, height }: Drawing,
  { from, to, x }: Shown,
  unit: TimelineData['unit'],
): void {
  const labels = Math.max(2, Math.floor(width / 130));
  const range = to - from;
  const size = unit === 'cycle' ? Math.max(1, step(range, labels)) : timeStep(range, labels);
  context.fillStyle = colour('soft');
  context.strokeStyle = colour('line');
  context.lineWidth = 1;
  for (let at = Math.ceil(from / size) * size; at <= to; at += size) {
    context.beginPath();
    context.moveTo(x(at), height - AXIS);
    context.lineTo(x(at), height - AXIS + 4);
    context.stroke();
    context.fillText(unit === 'cycle' ? grouped(at + 0) : clock(at), x(at) + 2, height - 5);
  }
}

/** The first span that ends behind `at`: spans are in order and do not overlap. */
export function lowerBound(starts: ArrayLike<number>, lengths: ArrayLike<number>, at: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! + lengths[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Steps of an axis of tenths of a second. */
const TIMES = [1, 5, 10, 20, 50, 100, 150, 300, 600, 1200, 3000, 6000, 18000];
const timeStep = (range: number, count: number): number =>
  TIMES.find((size) => range / size <= count) ?? step(range, count);

/** Minutes and seconds of tenths. */
export const clock = (tenths: number): string => {
  const seconds = tenths / 10;
  return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, '0')}`;
};

function hatch(context: CanvasRenderingContext2D, colour: string): CanvasPattern {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 6;
  const own = tile.getContext('2d')!;
  own.strokeStyle = colour;
  own.lineWidth = 2;
  own.beginPath();
  own.moveTo(-1, 7);
  own.lineTo(7, -1);
  own.stroke();
  return context.createPattern(tile, 'repeat')!;
}
