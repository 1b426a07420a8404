/** Lengths of a tensor's axes, the first of windows; null: open until the network is used. */
export type Shape = readonly (number | null)[];

/** `[28, ?, 12]` */
export const printShape = (shape: Shape): string => `[${shape.map((n) => n ?? '?').join(', ')}]`;

/** Product of lengths; null: one of them is open. */
export const productOf = (shape: Shape): number | null =>
  shape.reduce<number | null>((product, n) => (product === null || n === null ? null : product * n), 1);

/** A shape with its axes in another order. */
export const permuted = (shape: Shape, order: readonly number[]): Shape => order.map((axis) => shape[axis] ?? null);

export interface Window {
  kernel: number;
  stride: number;
  dilation: number;
  padding: 'valid' | 'same' | 'causal';
}

/** Positions from the first to the last that a kernel sees at once. */
export const reachOf = ({ kernel, dilation }: Window): number => (kernel - 1) * dilation + 1;

/** Positions that a kernel makes of `length`; null: open. Below 1: none. */
export function windowed(length: number | null, window: Window): number | null {
  if (length === null) return null;
  if (window.padding !== 'valid') return Math.ceil(length / window.stride);
  return Math.floor((length - reachOf(window)) / window.stride) + 1;
}

/** Shape of an elementwise result by NumPy's broadcasting; null: the shapes do not fit. */
export function broadcast(a: Shape, b: Shape): Shape | null {
  const rank = Math.max(a.length, b.length);
  const result: (number | null)[] = [];
  for (let i = 0; i < rank; i++) {
    const [m, n] = [a, b].map((shape) => {
      const at = i - rank + shape.length;
      return at < 0 ? 1 : (shape[at] ?? null);
    }) as [number | null, number | null];
    if (m !== null && n !== null && m !== 1 && n !== 1 && m !== n) return null;
    // An open length is that of the other, if that is not 1.
    result.push(m === 1 ? n : n === 1 ? m : (m ?? n));
  }
  return result;
}
