/**
 * A network's topology. A dense layer is a convolution whose kernel covers every input position (so it has one output
 * position); its weights [out][in][tap] are then in the order of a flattened [channel][position] input.
 */
export interface LayerShape {
  name: string;
  inChannels: number;
  outChannels: number;
  /** Taps of the kernel. */
  kernel: number;
  stride: number;
  /** Zeros put before and after the input. */
  padding: number;
  /** Pooling after the ReLU; null: none. */
  pool: Pool | null;
}

/** Pooling along the positions. Windows that do not fit whole are dropped (floor). */
export interface Pool {
  /** The largest value of a window, or the sum of its values: an average up to a constant (see `poolScaleLog2`). */
  kind: 'max' | 'sum';
  kernel: number;
  stride: number;
}

/**
 * Log2 of what pooling scales real values by. A sum counts as 2^-ceil(log2 kernel) times the sum of its values: the
 * average times a constant from 1/2 to 1, so that the step of real values stays a power of two.
 */
export function poolScaleLog2(pool: Pool | null): number {
  return pool?.kind === 'sum' ? 0 - Math.ceil(Math.log2(pool.kernel)) : 0;
}

/** Positions of a layer's streams. */
export interface LayerLengths {
  /** Input positions. */
  input: number;
  /** Output positions of the convolution. */
  conv: number;
  /** Output positions after pooling; the same as `conv` without a pool. */
  output: number;
}

/** Positions of every layer's input, convolution and output, for `samples` input samples. A length below 1 means that the layer does not fit. */
export function layerLengths(samples: number, layers: readonly LayerShape[]): LayerLengths[] {
  let input = samples;
  return layers.map((l) => {
    const conv = Math.floor((input + 2 * l.padding - l.kernel) / l.stride) + 1;
    const output = l.pool === null ? conv : Math.floor((conv - l.pool.kernel) / l.pool.stride) + 1;
    const lengths = { input, conv, output };
    input = output;
    return lengths;
  });
}

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
