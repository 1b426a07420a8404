import type { Key } from '../model/model-spec.js';
import type { LayerKind } from './kind.js';

/** Behind every axis: ONNX cuts an end at the axis' length. */
const END = 2 ** 31 - 1;

/** `x[:, -1, :]`: a part of each axis, or one of it, whose axis goes. */
export const getItem =
  (key: Key): LayerKind =>
  (call) => {
    const { value, shape } = call.input;
    if (shape === null || key.length > shape.length) return call.passOn();
    const cuts = key.flatMap((part, axis) => {
      if (typeof part === 'number') return [{ axis, start: part, stop: part === -1 ? END : part + 1, step: 1 }];
      const { start, stop, step } = part;
      if (start === null && stop === null && step === null) return [];
      return [{ axis, start: start ?? 0, stop: stop ?? END, step: step ?? 1 }];
    });
    // Backwards an end that is left out lies before the axis.
    if (cuts.some(({ step }) => step < 1)) return call.passOn();
    const list = (of: 'axis' | 'start' | 'stop' | 'step') => call.whole(cuts.map((cut) => cut[of]));
    const cut =
      cuts.length === 0 ? value : call.op('Slice', [value, ...(['start', 'stop', 'axis', 'step'] as const).map(list)]);
    const gone = key.flatMap((part, axis) => (typeof part === 'number' ? [axis] : []));
    const left = shape.flatMap((length, axis) => {
      if (gone.includes(axis)) return [];
      const own = cuts.find((each) => each.axis === axis);
      return [own === undefined || length === null ? length : lengthOf(length, own)];
    });
    return [{ value: gone.length === 0 ? cut : call.op('Squeeze', [cut, call.whole(gone)]), shape: left }];
  };

function lengthOf(length: number, { start, stop, step }: { start: number; stop: number; step: number }): number {
  const inside = (at: number) => Math.min(length, Math.max(0, at < 0 ? at + length : at));
  return Math.max(0, Math.ceil((inside(stop) - inside(start)) / step));
}
