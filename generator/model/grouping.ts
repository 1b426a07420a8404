import type { LayerShape } from '../network/network.js';

/** How the weights that feed one output channel are cut into groups: see `grouping` and `groupWeights`. */
export type Structure =
  | { kind: 'kernelwise' }
  | { kind: 'pixelwise' }
  | { kind: 'channelwise' }
  /** `count` equal blocks of input channels. */
  | { kind: 'subchannelwise'; count: number };

/** A group is a rectangle of input channels by taps; every group of a layer has the same size. */
export interface Grouping {
  /** Groups per output channel. */
  groups: number;
  channelsPerGroup: number;
  tapsPerGroup: number;
}

export function grouping(shape: Pick<LayerShape, 'inChannels' | 'kernel'>, structure: Structure): Grouping {
  const { inChannels, kernel } = shape;
  switch (structure.kind) {
    case 'kernelwise':
      return { groups: inChannels, channelsPerGroup: 1, tapsPerGroup: kernel };
    case 'pixelwise':
      return { groups: kernel, channelsPerGroup: inChannels, tapsPerGroup: 1 };
    case 'channelwise':
      return { groups: 1, channelsPerGroup: inChannels, tapsPerGroup: kernel };
    case 'subchannelwise':
      return { groups: structure.count, channelsPerGroup: inChannels / structure.count, tapsPerGroup: kernel };
  }
}

/**
 * Indices into one output channel's weights [in][tap] of group g, in the order in which signs are stored and added:
 * channel by channel, taps rising.
 */
export function groupWeights(
  shape: Pick<LayerShape, 'inChannels' | 'kernel'>,
  structure: Structure,
  g: number,
): number[] {
  const { channelsPerGroup, tapsPerGroup } = grouping(shape, structure);
  const firstChannel = structure.kind === 'pixelwise' ? 0 : g * channelsPerGroup;
  const firstTap = structure.kind === 'pixelwise' ? g : 0;
  const indices: number[] = [];
  for (let c = firstChannel; c < firstChannel + channelsPerGroup; c++)
    for (let k = firstTap; k < firstTap + tapsPerGroup; k++) indices.push(c * shape.kernel + k);
  return indices;
}
