import type { SignalData, TimelineData } from '../data.js';
import { drawing, pointOf } from './canvas.js';
import { grouped, unpacked } from './numbers.js';
import {
  AXIS,
  clock,
  drawAxis,
  drawBands,
  drawMarks,
  drawSignal,
  drawSpans,
  lowerBound,
  ROW,
  type Spans,
  TOP,
} from './timeline-marks.js';

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

  /** Of what lies above the rows. */
  get #head(): number {
    return (this.data.bands.length > 0 ? TOP.bands : 0) + (this.signal === null ? 0 : TOP.signal);
  }

  draw(): void {
    const { data, signal } = this;
    const head = this.#head;
    const d = drawing(this.#canvas, head + ROW * this.#rows.length + AXIS);
    const left = this.#label;
    const [from, to] = [this.#from, this.#to];
    const shown = { from, to, left, x: (at: number) => left + ((at - from) * (d.width - left)) / (to - from) };
    d.context.save();
    d.context.beginPath();
    d.context.rect(left, 0, d.width - left, d.height);
    d.context.clip();
    drawBands(d, shown, data.bands);
    if (signal !== null) drawSignal(d, shown, signal);
    this.#rows.forEach(({ kinds }, i) => {
      const top = head + ROW * i;
      const lanes = kinds.filter(({ style }) => style !== 'mark');
      const height = (ROW - 6) / Math.max(1, lanes.length);
      lanes.forEach((spans, lane) => {
        drawSpans(d, shown, spans, top + 3 + height * lane, height - 1);
      });
      for (const spans of kinds) if (spans.style === 'mark') drawMarks(d, shown, spans, top + ROW / 2);
    });
    drawAxis(d, shown, data.unit);
    d.context.restore();
    d.context.fillStyle = d.colour('ink');
    this.#rows.forEach(({ label }, i) => {
      d.context.fillText(label, 4, head + ROW * i + ROW / 2 + 4, left - 8);
    });
    this.element.querySelector('[data-range]')!.textContent = `${this.#words(from)} to ${this.#words(to)}`;
  }

  #words(at: number): string {
    return this.data.unit === 'cycle' ? `cycle ${grouped(Math.round(at))}` : clock(at);
  }

  /** What is under the pointer, in words. */
  #tell(at: number, y: number): void {
    const row = this.#rows[Math.floor((y - this.#head) / ROW)];
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
