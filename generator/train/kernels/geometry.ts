import type { Numbers } from './wasm-memory.js';
import type { Window } from './window.js';

/** A convolution that is computed: of x [batch, 1, positions, channels] by a filter [1, taps, channels / groups, outs]. */
export interface Geometry extends Window {
  batch: number;
  positions: number;
  channels: number;
  taps: number;
  outs: number;
  /** Positions with padding, and those that come out. */
  length: number;
  outPositions: number;
  /** Channels of a group. */
  ins: number;
  width: number;
}

type Shape = Pick<Geometry, 'batch' | 'positions' | 'channels' | 'taps' | 'outs'>;

/** `given`: a window, as plain numbers. */
export function geometryOf(shape: Shape, given: Numbers): Geometry {
  const { stride, dilation, before, after, groups } = given as unknown as Window;
  const length = before + shape.positions + after;
  return {
    ...shape,
    ...{ stride, dilation, before, after, groups, length },
    outPositions: Math.floor((length - (shape.taps - 1) * dilation - 1) / stride) + 1,
    ins: shape.channels / groups,
    width: shape.outs / groups,
  };
}
