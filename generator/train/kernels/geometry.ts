import type { Numbers } from './wasm-memory.js';

/** A convolution that is computed: of x [batch, 1, positions, channels] by a filter [1, taps, channels / groups, outs]. */
export interface Geometry {
  batch: number;
  positions: number;
  channels: number;
  taps: number;
  outs: number;
  stride: number;
  dilation: number;
  before: number;
  after: number;
  groups: number;
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
  const window = given as unknown as Pick<Geometry, 'stride' | 'dilation' | 'before' | 'after' | 'groups'>;
  const { stride, dilation, before, after, groups } = window;
  const length = before + shape.positions + after;
  return {
    ...shape,
    ...{ stride, dilation, before, after, groups, length },
    outPositions: Math.floor((length - (shape.taps - 1) * dilation - 1) / stride) + 1,
    ins: shape.channels / groups,
    width: shape.outs / groups,
  };
}
