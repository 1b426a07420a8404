import type { IntegerModel, IntegerNode } from '../model/integer-model.js';
import { isEnd } from '../network/network.js';
import { UserError } from '../support/errors.js';

/**
 * A network whose scores are those of another times 2^log2, plus a mean of each, to the nearest step: nothing is rounded but that.
 *
 * @param margin so many times as far from 0 a bias would have to fit
 * @throws UserError for a mean that a bias of 32 bits cannot hold
 */
export function integerInUnits<N extends IntegerNode>(
  model: IntegerModel<N>,
  { means, log2 }: { means: readonly number[]; log2: number },
  margin = 1,
): IntegerModel<N> {
  const largest = Math.floor((2 ** 31 - 1) / margin);
  const layers = model.layers.map((node) => {
    if (node.kind !== 'convolution' || !isEnd(model, node)) return node;
    const scaleLog2 = node.scaleLog2 + log2;
    const bias = Array.from(node.bias, (own, o) => own + Math.round(means[o]! * 2 ** -scaleLog2));
    const beyond = bias.findIndex((own) => Math.abs(own) > largest);
    if (beyond >= 0)
      throw new UserError({
        where: `values of ${model.name}`,
        field: model.classes[beyond]!,
        message: 'their mean is too far from 0 for how little they differ',
        value: means[beyond],
        allowed: `up to ${largest * 2 ** scaleLog2}`,
        fix: 'values less a constant',
      });
    return { ...node, scaleLog2, bias: Int32Array.from(bias) };
  });
  return { ...model, layers };
}
