import { reach } from '../../network/nodes/convolution.js';
import type { FoldedFolding, FoldedSizing, SharedWork } from './hardware.js';

/**
 * The work of the first layer that windows `hopSamples` apart share exactly: values that no padding has touched, in whole
 * tiles. Null, with the reason, where there is none.
 */
export function sharedWork(
  layer: FoldedSizing,
  { lanes, hopSamples }: FoldedFolding,
): { shared: SharedWork } | { shared: null; reason: string } {
  const none = (reason: string) => ({ shared: null, reason });
  if (hopSamples === undefined) return none('windows are on their own');
  if (layer.requantShift === null) return none(`${layer.name} gives scores, which leave at once`);
  const { stride, padding, pool } = layer.shape;
  const { input, output } = layer.lengths;
  const poolKernel = pool?.kernel ?? 1;
  const poolStride = pool?.stride ?? 1;
  if (poolKernel !== layer.block || poolStride !== layer.block)
    return none(
      `${layer.name} pools windows of ${poolKernel} at stride ${poolStride}, which overlap or are no whole blocks`,
    );
  const unit = stride * poolStride;
  if (hopSamples % unit !== 0) {
    const nearest = Math.max(unit, Math.round(hopSamples / unit) * unit);
    return none(`a hop of ${hopSamples} is no multiple of ${layer.name}'s ${unit} samples; ${nearest} is`);
  }
  const shift = hopSamples / unit;
  // Positions of the convolution, then of the output, whose inputs all lie in the window.
  const first = Math.ceil(padding / stride);
  const last = Math.floor((input - reach(layer.shape) + padding) / stride);
  const from = Math.ceil(first / poolStride);
  const end = Math.min(output, Math.floor((last - poolKernel + 1) / poolStride) + 1);
  const perTile = lanes / layer.block;
  const head = Math.ceil(from / perTile);
  const tail = Math.floor((end - shift) / perTile);
  if (tail <= head || layer.tilePositions < lanes) return none(`a hop of ${hopSamples} leaves nothing to share`);
  return { shared: { shift, head, tail, from: head * perTile, count: (tail - head) * perTile } };
}
