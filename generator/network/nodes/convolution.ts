import type { FieldProblem } from '../../support/errors.js';
import { type Convolution, INPUT, type LayerShape } from '../network.js';
import { checkPool, type LayerLengths, pooled, type Shaping } from './shaping.js';

type Window = Pick<LayerShape, 'kernel' | 'dilation' | 'padding' | 'paddingAfter'>;

/** Positions from the first tap to the last, both counted. */
export const reach = ({ kernel, dilation = 1 }: Pick<LayerShape, 'kernel' | 'dilation'>): number =>
  (kernel - 1) * dilation + 1;

/** Zeros that are put before and after the input. */
export const paddings = ({ padding, paddingAfter }: Pick<LayerShape, 'padding' | 'paddingAfter'>) => ({
  before: padding,
  after: paddingAfter ?? padding,
});

const padded = (shape: Window, input: number) => {
  const { before, after } = paddings(shape);
  return input + before + after;
};

/** Positions of a convolution over `input` positions, and behind its pool. */
export function convolutionLengths(layer: Omit<LayerShape, 'name'>, input: number): LayerLengths {
  const conv = Math.floor((padded(layer, input) - reach(layer)) / layer.stride) + 1;
  return { input, conv, output: pooled(layer.pool, conv) };
}

export const convolution: Shaping<Convolution> = {
  lengths: (node, [x]) => convolutionLengths(node, x!.positions),
  checkChannels(node, [x]) {
    const { inChannels } = node;
    const { edge, channels } = x!;
    if (inChannels === channels) return checkGroups(node);
    const have = edge === INPUT ? 'input has' : `layer ${edge} gives`;
    return [
      {
        field: 'inChannels',
        message: `the ${have} ${channels === 1 ? 'one channel' : `${channels} channels`}`,
        value: inChannels,
        allowed: `${channels}`,
        fix: `${channels}`,
      },
    ];
  },
  checkLengths(node, [x]) {
    const { conv } = convolutionLengths(node, x!.positions);
    return conv < 1 ? [tooLong(node, padded(node, x!.positions))] : checkPool(node.pool, conv, "convolution's");
  },
};

function tooLong(node: Convolution, positions: number): FieldProblem {
  const most = Math.floor((positions - 1) / (node.dilation ?? 1)) + 1;
  return {
    field: 'kernel',
    message: `longer than the padded input of ${positions} positions`,
    value: node.kernel,
    allowed: `1 to ${most}`,
    fix: `${most}`,
  };
}

/** Both sides have as many channels in each group. */
function checkGroups({ inChannels, outChannels, channelGroups = 1 }: Convolution): FieldProblem[] {
  const uneven = [inChannels, outChannels].find((channels) => channels % channelGroups !== 0);
  if (uneven === undefined) return [];
  const allowed = divisors(inChannels).filter((d) => outChannels % d === 0);
  return [
    {
      field: 'groups',
      message: `does not divide ${uneven} channels`,
      value: channelGroups,
      allowed: allowed.join(', '),
      fix: `${allowed.findLast((d) => d < channelGroups) ?? 1}`,
    },
  ];
}

const divisors = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
