import type { Kind, SignalData, TimelineData } from '../data.js';
import { type Drawing, drawing, pointOf } from './canvas.js';
import { grouped, step, unpacked } from './numbers.js';

interface Spans extends Pick<Kind, 'style' | 'label'> {
  starts: ArrayLike<number>;
  lengths: ArrayLike<number>;
}

const ROW = 22;
const TOP = { bands: 20, signal: 90 };
const AXIS = 20;

/** Rows of spans over one axis that can be zoomed by buttons, wheel, fingers and keys. */
export class Timeline {
  readonly #canvas: HTMLCanvasElement;
  readonly #rows: { label: string; kinds: Spans[] }[];
  #from: number;
  #to: number;

  constructor(
    readonly element: HTMLElement,
    readonly data: TimelineData,
    readonly signal: SignalData | null = null,
  ) {
    this.#canvas = element.querySelector('canvas')!;
    this.#rows = data.rows.map(({ label, kinds }) => ({
      label,
      kinds: kinds.map((kind) => ({ ...kind, starts: unpacked(kind.starts), lengths: unpacked(kind.lengths) })),
    }));
    [this.#from, this.#to] = [data.from, data.to];
    this.#listen();
    this.draw();
  }

  #listen(): void {
    const canvas = this.#canvas;
    const actions: Record<string, () => void> = {
      in: () => this.#zoom(0.5),
      out: () => this.#zoom(2),
      left: () => this.#move(-0.25),
      right: () => this.#move(0.25),
      all: () => this.#show(this.data.from, this.data.to),
    };
    for (const button of this.element.querySelectorAll<HTMLElement>('[data-zoom]'))
      button.addEventListener('click', actions[button.dataset.zoom!]!);
    const keys: Record<string, string> = {
      '+': 'in',
      '=': 'in',
      '-': 'out',
      ArrowLeft: 'left',
      ArrowRight: 'right',
      '0': 'all',
    };
    canvas.addEventListener('keydown', (event) => {
      const action = keys[event.key];
      if (action === undefined) return;
      event.preventDefault();
      actions[action]!();
    });
    canvas.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.shiftKey) return;
        event.preventDefault();
        this.#zoom(event.deltaY + event.deltaX > 0 ? 1.3 : 1 / 1.3, this.#at(pointOf(event).x));
      },
      { passive: false },
    );
    let grabbed: number | null = null;
    canvas.addEventListener('pointerdown', (event) => {
      grabbed = this.#at(pointOf(event).x);
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointerup', () => {
      grabbed = null;
    });
    canvas.addEventListener('pointermove', (event) => {
      const { x, y } = pointOf(event);
      if (grabbed !== null) {
        const shift = grabbed - this.#at(x);
        this.#show(this.#from + shift, this.#to + shift);
      }
      this.#tell(this.#at(x), y);
    });
    canvas.addEventListener('dblclick', (event) => this.#zoom(0.5, this.#at(pointOf(event).x)));
  }

  get #label(): number {
    const context = this.#canvas.getContext('2d')!;
    context.font = '12px system-ui, sans-serif';
    const widest = Math.max(...this.#rows.map(({ label }) => context.measureText(label).width));
    return Math.min(widest + 14, this.#canvas.clientWidth / 3);
  }

  #at(x: number): number {
    const left = this.#label;
    return this.#from + ((x - left) / (this.#canvas.clientWidth - left)) * (this.#to - this.#from);
  }

  #zoom(factor: number, about = (this.#from + this.#to) / 2): void {
    this.#show(about - (about - this.#from) * factor, about + (this.#to - about) * factor);
  }

  #move(share: number): void {
    const shift = share * (this.#to - this.#from);
    this.#show(this.#from + shift, this.#to + shift);
  }

  /** Shows a part of the axis, no less than some units and no more than all. */
  #show(from: number, to: number): void {
    const { data } = this;
    const length = Math.min(data.to - data.from, Math.max(20, to - from));
    const start = Math.max(data.from, Math.min(data.to - length, from));
    [this.#from, this.#to] = [start, start + length];
    this.draw();
  }

  draw(): void {
    const { data, signal } = this;
    const head = (data.bands.length > 0 ? TOP.bands : 0) + (signal === null ? 0 : TOP.signal);
    const d = drawing(this.#canvas, head + ROW * this.#rows.length + AXIS);
    const left = this.#label;
    const scale = (d.width - left) / (this.#to - this.#from);
    const x = (at: number) => left + (at - this.#from) * scale;
    d.context.save();
    d.context.beginPath();
    d.context.rect(left, 0, d.width - left, d.height);
    d.context.clip();
    this.#drawBands(d, x);
    if (signal !== null) this.#drawSignal(d, signal, x, left);
    this.#rows.forEach(({ kinds }, i) => {
      const height = (ROW - 6) / Math.max(1, kinds.filter(({ style }) => style !== 'mark').length);
      let lane = 0;
      for (const kind of kinds) {
        const top = head + ROW * i + 3 + height * lane;
        if (kind.style === 'mark') this.#drawMarks(d, kind, x, head + ROW * i + ROW / 2);
        else {
          this.#drawSpans(d, kind, x, left, top, height - 1);
          lane++;
        }
      }
    });
    this.#drawAxis(d, x);
    d.context.restore();
    d.context.fillStyle = d.colour('ink');
    this.#rows.forEach(({ label }, i) => {
      d.context.fillText(label, 4, head + ROW * i + ROW / 2 + 4, left - 8);
    });
    this.element.querySelector('[data-range]')!.textContent = `${this.#words(this.#from)} to ${this.#words(this.#to)}`;
  }

  #words(at: number): string {
    return this.data.unit === 'cycle' ? `cycle ${grouped(Math.round(at))}` : clock(at);
  }

  /** Spans as pixels: what is shorter than one is as dark as its share of the pixel. */
  #drawSpans(
    { context, width, colour }: Drawing,
    { starts, lengths, style }: Spans,
    x: (at: number) => number,
    left: number,
    top: number,
    height: number,
  ): void {
    const first = lowerBound(starts, lengths, this.#from);
    context.fillStyle = style === 'solid' ? colour('busy') : hatch(context, colour('soft'));
    const shares = new Float32Array(Math.ceil(width) + 1);
    for (let i = first; i < starts.length && starts[i]! < this.#to; i++) {
      const [a, b] = [x(starts[i]!), x(starts[i]! + lengths[i]!)];
      if (b - a >= 1)
        context.fillRect(
          Math.max(left, a),
          top,
          Math.min(width, b) - Math.max(left, a) - (b - a > 4 ? 0.5 : 0),
          height,
        );
      else if (a >= 0 && a < width) shares[Math.floor(a)]! += b - a;
    }
    shares.forEach((share, column) => {
      if (share === 0) return;
      context.globalAlpha = Math.min(1, Math.max(0.15, share));
      context.fillRect(column, top, 1, height);
    });
    context.globalAlpha = 1;
  }

  #drawMarks({ context, colour }: Drawing, { starts }: Spans, x: (at: number) => number, middle: number): void {
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

  #drawBands({ context, colour, height }: Drawing, x: (at: number) => number): void {
    this.data.bands.forEach(({ label, from, to }) => {
      const [a, b] = [x(from), x(to)];
      context.strokeStyle = colour('line');
      context.strokeRect(a, 0.5, b - a, height - AXIS);
      context.fillStyle = colour('ink');
      if (context.measureText(label).width < b - a - 6) context.fillText(label, Math.max(a, this.#label) + 3, 14);
    });
  }

  #drawSignal(
    { context, colour }: Drawing,
    { columns, extremes, to }: SignalData,
    x: (at: number) => number,
    left: number,
  ): void {
    const values = unpacked(extremes);
    const perColumn = to / columns;
    const [first, last] = [Math.floor(this.#from / perColumn), Math.min(columns, Math.ceil(this.#to / perColumn))];
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

  #drawAxis({ context, colour, width, height }: Drawing, x: (at: number) => number): void {
    const labels = Math.max(2, Math.floor(width / 130));
    const range = this.#to - this.#from;
    const size = this.data.unit === 'cycle' ? Math.max(1, step(range, labels)) : timeStep(range, labels);
    context.fillStyle = colour('soft');
    context.strokeStyle = colour('line');
    context.lineWidth = 1;
    for (let at = Math.ceil(this.#from / size) * size; at <= this.#to; at += size) {
      context.beginPath();
      context.moveTo(x(at), height - AXIS);
      context.lineTo(x(at), height - AXIS + 4);
      context.stroke();
      context.fillText(this.data.unit === 'cycle' ? grouped(at + 0) : clock(at), x(at) + 2, height - 5);
    }
  }

  /** What is under the pointer, in words. */
  #tell(at: number, y: number): void {
    const head = (this.data.bands.length > 0 ? TOP.bands : 0) + (this.signal === null ? 0 : TOP.signal);
    const row = this.#rows[Math.floor((y - head) / ROW)];
    const found = row?.kinds.flatMap(({ label, starts, lengths }) => {
      const i = lowerBound(starts, lengths, at);
      if (i >= starts.length || starts[i]! > at) return [];
      const told = label === row.label ? '' : `: ${label}`;
      return [
        `${row.label}${told}, ${this.#words(starts[i]!)} to ${this.#words(starts[i]! + lengths[i]! - (this.data.unit === 'cycle' ? 1 : 0))}`,
      ];
    });
    const readout = this.element.querySelector('[data-readout]')!;
    const band = this.data.bands.find(({ from, to }) => at >= from && at < to);
    readout.textContent = [this.#words(at), band?.label, ...(found ?? [])].filter(Boolean).join('; ');
  }
}

/** The first span that ends behind `at`: spans are in order and do not overlap. */
function lowerBound(starts: ArrayLike<number>, lengths: ArrayLike<number>, at: number): number {
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
const clock = (tenths: number): string => {
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
