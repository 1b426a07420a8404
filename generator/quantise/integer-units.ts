import type { IntegerModel, IntegerNode } from '../model/integer-model.js';
import { isEnd } from '../network/network.js';
import { ofSeveral, outputsOf } from '../network/task.js';
import { UserError } from '../support/errors.js';

/**
 * A network whose scores are those of another times 2^log2 of their output, plus a mean of each, to the nearest step: nothing is rounded
 * but that. Of several outputs each keeps its own power of two.
 *
 * @param margin so many times as far from 0 a bias would have to fit
 * @throws UserError for a mean that a bias of 32 bits cannot hold
 */
export function integerInUnits<N extends IntegerNode>(
  model: IntegerModel<N>,
  { means, log2 }: { means: readonly number[]; log2: readonly number[] },
  margin = 1,
): IntegerModel<N> {
  const largest = Math.floor((2 ** 31 - 1) / margin);
  const { task } = model;
  const several = task != null && ofSeveral(task);
  const ofScore = outputsOf(model).flatMap(({ count, scaleLog2 = 0 }, i) =>
    new Array<number>(count).fill(scaleLog2 + log2[i]!),
  );
  const layers = model.layers.map((node) => {
    if (node.kind !== 'convolution' || !isEnd(model, node)) return node;
    const stepOf = (o: number) => 2 ** (node.scaleLog2 + ofScore[o]!);
    const bias = Array.from(node.bias, (own, o) => own + Math.round(means[o]! / stepOf(o)));
    const beyond = bias.findIndex((own) => Math.abs(own) > largest);
    if (beyond >= 0)
      throw new UserError({
        where: `values of ${model.name}`,
        field: model.classes[beyond]!,
        message: 'their mean is too far from 0 for how little they differ',
        value: means[beyond],
        allowed: `up to ${largest * stepOf(beyond)}`,
        fix: 'values less a constant',
      });
    return { ...node, scaleLog2: node.scaleLog2 + (several ? 0 : log2[0]!), bias: Int32Array.from(bias) };
  });
  if (!several) return { ...model, layers };
  const outputs = task.outputs.map(({ scaleLog2 = 0, ...output }, i) => {
    const own = scaleLog2 + log2[i]!;
    return { ...output, ...(own !== 0 && { scaleLog2: own }) };
  });
  return { ...model, layers, task: { ...task, outputs } };
}
