import type { LayerValues, WindowData } from '../data.js';
import { drawing, pointOf } from './canvas.js';
import { grouped, unpacked } from './numbers.js';

const SIGNAL = 110;
/** Height of a layer's picture by its channels. */
const heightOf = (channels: number) => Math.max(24, Math.min(160, 7 * channels));
/** Steps of a whole run of the picture. */
const FRAMES = 160;

/** A window on its way: what has come by a cycle is drawn, what has not is left blank. */
export class WindowView {
  readonly #range: HTMLInputElement;
  readonly #layers: {
    layer: LayerValues;
    canvas: HTMLCanvasElement;
    values: ArrayLike<number>;
    cycles: ArrayLike<number> | null;
    cursor: { channel: number; position: number } | null;
  }[];
  readonly #codes: ArrayLike<number>;
  readonly #codeCycles: ArrayLike<number>;
  #playing: number | null = null;

  constructor(
    readonly element: HTMLElement,
    readonly data: WindowData,
  ) {
    this.#range = element.querySelector('[data-cycle]')!;
    this.#codes = unpacked(data.codes);
    this.#codeCycles = unpacked(data.codeCycles);
    this.#layers = data.layers.map((layer, i) => ({
      layer,
      canvas: element.querySelector<HTMLCanvasElement>(`[data-layer="${i}"]`)!,
      values: unpacked(layer.values),
      cycles: layer.cycles === null ? null : unpacked(layer.cycles),
      cursor: null,
    }));
    this.#range.addEventListener('input', () => this.draw());
    element.querySelector('[data-play]')!.addEventListener('click', () => this.#play());
    for (const [i, { canvas }] of this.#layers.entries()) {
      canvas.addEventListener('pointermove', (event) => {
        const { x, y } = pointOf(event);
        this.#point(
          i,
          Math.floor((y / canvas.clientHeight) * this.#layers[i]!.layer.channels),
          Math.floor((x / canvas.clientWidth) * this.#layers[i]!.layer.positions),
        );
      });
      canvas.addEventListener('keydown', (event) => this.#key(i, event));
    }
    this.draw();
  }

  get #cycle(): number {
    return Number(this.#range.value);
  }

  #play(): void {
    const button = this.element.querySelector('[data-play]')!;
    if (this.#playing !== null) {
      cancelAnimationFrame(this.#playing);
      this.#playing = null;
      button.textContent = 'play';
      return;
    }
    button.textContent = 'pause';
    const { latencyCycles } = this.data;
    let at = this.#cycle >= latencyCycles ? 0 : this.#cycle;
    const next = () => {
      at = Math.min(latencyCycles, at + latencyCycles / FRAMES);
      this.#range.value = `${Math.round(at)}`;
      this.draw();
      if (at < latencyCycles) this.#playing = requestAnimationFrame(next);
      else {
        this.#playing = null;
        button.textContent = 'play';
      }
    };
    this.#playing = requestAnimationFrame(next);
  }

  #key(i: number, event: KeyboardEvent): void {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const { channel, position } = this.#layers[i]!.cursor ?? { channel: 0, position: -1 };
    this.#point(i, channel + step[0], position + step[1]);
  }

  /** Shows a value of a layer in words and in its picture. */
  #point(i: number, channel: number, position: number): void {
    const one = this.#layers[i]!;
    const { channels, positions, name, lastCycle } = one.layer;
    const c = Math.max(0, Math.min(channels - 1, channel));
    const p = Math.max(0, Math.min(positions - 1, position));
    for (const other of this.#layers) other.cursor = other === one ? { channel: c, position: p } : null;
    const at = c * positions + p;
    const cycle = one.cycles === null ? `by cycle ${grouped(lastCycle)}` : `in cycle ${grouped(one.cycles[at]!)}`;
    const difference = this.data.differences.find((d) => d.layer === i && d.channel === c && d.position === p);
    const found =
      difference === undefined ? '' : `; the simulation found ${difference.got}, expected ${difference.expected}`;
    this.element.querySelector('[data-readout]')!.textContent =
      `${name}, channel ${c}, position ${p}: ${grouped(one.values[at]!)}, ${cycle}${found}`;
    this.draw();
  }

  draw(): void {
    this.element.querySelector('[data-at]')!.textContent =
      `${grouped(this.#cycle)} of ${grouped(this.data.latencyCycles)}`;
    this.#drawSignal();
    for (const i of this.#layers.keys()) this.#drawLayer(i);
  }

  #drawSignal(): void {
    const { context, width, height, colour } = drawing(
      this.element.querySelector<HTMLCanvasElement>('[data-signal]')!,
      SIGNAL,
    );
    const { samples, channels } = this.data;
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < this.#codes.length; i++) {
      low = Math.min(low, this.#codes[i]!);
      high = Math.max(high, this.#codes[i]!);
    }
    const strip = height / channels;
    for (let c = 0; c < channels; c++) {
      const y = (code: number) => strip * (c + 1) - 4 - ((strip - 8) * (code - low)) / Math.max(1, high - low);
      for (const [come, ink] of [
        [false, 'line'],
        [true, 'ink'],
      ] as const) {
        context.strokeStyle = colour(ink);
        context.beginPath();
        for (let s = 0; s < samples; s++) {
          if (come && this.#codeCycles[s * channels + c]! > this.#cycle) break;
          context.lineTo((width * (s + 0.5)) / samples, y(this.#codes[c * samples + s]!));
        }
        context.stroke();
      }
    }
  }

  #drawLayer(i: number): void {
    const { layer, canvas, values, cycles, cursor } = this.#layers[i]!;
    const { channels, positions, lastCycle } = layer;
    const { context, width, height, colour } = drawing(canvas, heightOf(channels));
    const most = Math.max(1, Math.abs(layer.min), Math.abs(layer.max));
    const [cellWidth, cellHeight] = [width / positions, height / channels];
    for (const [sign, ink] of [
      [1, 'ink'],
      [-1, 'bad'],
    ] as const) {
      context.fillStyle = colour(ink);
      for (let c = 0; c < channels; c++)
        for (let p = 0; p < positions; p++) {
          const at = c * positions + p;
          const value = values[at]! * sign;
          if (value <= 0 || (cycles === null ? lastCycle : cycles[at]!) > this.#cycle) continue;
          context.globalAlpha = value / most;
          const tall = sign > 0 ? cellHeight : cellHeight / 2;
          context.fillRect(cellWidth * p, cellHeight * c, Math.max(0.6, cellWidth), Math.max(0.6, tall));
        }
    }
    context.globalAlpha = 1;
    context.strokeStyle = colour('bad');
    context.lineWidth = 2;
    for (const { channel, position } of this.data.differences.filter((d) => d.layer === i))
      context.strokeRect(cellWidth * position - 3, cellHeight * channel - 3, cellWidth + 6, cellHeight + 6);
    if (cursor === null) return;
    context.strokeStyle = colour('accent');
    context.strokeRect(cellWidth * cursor.position - 1, cellHeight * cursor.channel - 1, cellWidth + 2, cellHeight + 2);
  }
}
