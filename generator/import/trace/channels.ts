import { PLAIN } from '../graph/graph.js';
import { longRoles } from './axes.js';
import { type Axis, axesText, Refusal, type Signal, signal, type Tracing } from './value.js';

/** Largest number of features that become channels of their own, by a convolution of 0 and 1. */
const MAX_FEATURES = 2048;

/**
 * A signal whose axis `at` holds channels and nothing else: what an operator over channels needs. Where channels and
 * positions were joined before (Flatten), each pair becomes a channel of one position; a convolution of one 1 for each
 * does that, which later folds into what follows.
 */
export function withChannels(x: Signal, at: number, tracing: Tracing): Signal {
  const axis = x.axes[at]!;
  const roles = longRoles(x, axis, tracing);
  const others = x.axes.filter((_, i) => i !== at);
  if (roles.length === 0 && tracing.size(x, 'channel') === 1) return x;
  if (roles.length === 1 && roles[0] === 'channel') return x;
  const { channels, positions } = tracing.shape(x.edge);
  const elsewhere = others.some((other) => longRoles(x, other, tracing).some((role) => role !== 'batch'));
  if (roles.includes('batch') || elsewhere)
    throw new Refusal(`reads an axis of ${axesText([axis])} as channels, of ${axesText(x.axes)}`, {
      allowed: 'an axis of channels',
    });
  if (channels * positions > MAX_FEATURES)
    throw new Refusal(`works on each of ${channels * positions} values that were joined from channels and positions`, {
      allowed: `${MAX_FEATURES} or fewer`,
      fix: 'the operator before the axes are joined',
    });
  return signal(
    flattened(x, roles[0] === 'time', tracing),
    x.axes.map((other, i): Axis => {
      if (i === at) return ['channel'];
      return other.filter((role) => role === 'batch');
    }),
  );
}

/** A stream of channels x positions as channels of one position each. */
function flattened(x: Signal, timeFirst: boolean, tracing: Tracing) {
  const { channels, positions } = tracing.shape(x.edge);
  const features = channels * positions;
  const weights = new Float64Array(features * features);
  for (let c = 0; c < channels; c++)
    for (let t = 0; t < positions; t++) {
      const feature = timeFirst ? t * channels + c : c * positions + t;
      weights[(feature * channels + c) * positions + t] = 1;
    }
  return tracing.add({
    kind: 'conv',
    from: [x.edge],
    parameters: 0,
    weights,
    bias: new Float64Array(features),
    outChannels: features,
    kernel: positions,
    groups: 1,
    ...PLAIN,
  });
}

/** A signal whose only axis longer than 1, but for windows and channels, is `at`, which holds positions. */
export function timeAxis(x: Signal, axes: readonly number[], tracing: Tracing): number {
  const long = axes.filter((at) => longRoles(x, x.axes[at]!, tracing).length > 0);
  if (long.length > 1 || (long.length === 1 && longRoles(x, x.axes[long[0]!]!, tracing).join() !== 'time'))
    throw new Refusal(`slides over axes of ${axesText(x.axes)}`, {
      allowed: 'one axis of positions, all others of length 1',
    });
  return long[0] ?? axes[axes.length - 1]!;
}
