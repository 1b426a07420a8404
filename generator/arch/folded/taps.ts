import type { LayerShape } from '../../network/network.js';
import { greatestCommonDivisor } from '../../support/integers.js';
import type { LayerSizing } from '../sizing.js';

/**
 * Taps whose places have the same remainder by the stride are one phase: they lie whole strides apart, so that inputs shifted
 * through the lanes at the stride bring one after the other to the same lane.
 */
export interface Phases {
  /** Phase p has the taps p, p + count, p + 2 * count ... */
  count: number;
  /** Strides from one tap of a phase to the next. */
  apart: number;
}

export function phasesOf({ kernel, stride, dilation = 1 }: Pick<LayerShape, 'kernel' | 'stride' | 'dilation'>): Phases {
  const common = greatestCommonDivisor(stride, dilation);
  return { count: Math.min(kernel, stride / common), apart: dilation / common };
}

/** The taps of each phase, in the order in which they come to the lanes. */
export function tapsByPhase(kernel: number, { count }: Phases): number[][] {
  return Array.from({ length: count }, (_, phase) =>
    Array.from({ length: Math.ceil((kernel - phase) / count) }, (_, i) => phase + i * count),
  );
}

/** Weights of a group in the order of their window words, as `groupWeights` counts them. */
export function tapOrder(
  { grouping, pixelwise }: Pick<LayerSizing, 'grouping' | 'pixelwise'>,
  phases: Phases,
): number[] {
  const { channelsPerGroup, tapsPerGroup } = grouping;
  const taps = pixelwise ? [0] : tapsByPhase(tapsPerGroup, phases).flat();
  return Array.from({ length: channelsPerGroup }, (_, c) => taps.map((k) => c * tapsPerGroup + k)).flat();
}
