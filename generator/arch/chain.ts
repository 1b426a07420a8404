import type { IntegerLayer, IntegerModel, IntegerNetwork } from '../model/integer-model.js';
import { INPUT } from '../network/network.js';
import { type FieldProblem, UserError } from '../support/errors.js';

/**
 * The model, if hardware can be made of it: a chain of convolutions, each of which reads the one before it.
 *
 * @throws UserError that names every node that hardware does not have, with the reason; `where` is its design's file
 */
export function hardwareChain(model: IntegerNetwork, where: string): IntegerModel {
  const problems = beyondChains(model);
  if (problems.length > 0)
    throw new UserError(problems.map((problem) => ({ where, ...problem, field: `model, ${problem.field}` })));
  return model as IntegerModel;
}

/** What the hardware of a quantised network, one engine for all layers, does not have, by node, with the reason. */
export const beyondHardware = (model: IntegerNetwork): FieldProblem[] => [
  ...beyondChains(model),
  ...beyondWindows(model),
];

/** Scores of each step, where there are those of windows alone. */
export function beyondWindows({ per }: IntegerNetwork): FieldProblem[] {
  if (per !== 'step') return [];
  return [
    {
      field: 'outputs[0].per',
      message: 'scores of each step: one engine for all layers gives those of the window',
      value: per,
      allowed: 'window',
      fix: 'architecture stream',
    },
  ];
}

function beyondChains(model: IntegerNetwork): FieldProblem[] {
  return model.layers.flatMap((node, i) => {
    const found =
      node.kind === 'convolution' ? ofConvolution(node, model.layers[i - 1]?.name ?? INPUT) : [ofKind(node)];
    return found.map((problem) => ({ ...problem, field: `nodes[${i}].${problem.field}` }));
  });
}

function ofKind({ name, kind }: { name: string; kind: string }): FieldProblem {
  return {
    field: 'kind',
    message: `${name} joins streams: hardware is made of chains`,
    value: kind,
    allowed: 'convolution',
    fix: 'a network without branches',
  };
}

function ofConvolution(layer: IntegerLayer, before: string): FieldProblem[] {
  const { name, from, dilation, padding, paddingAfter, activation, requant } = layer;
  const problems: FieldProblem[] = [];
  if (from[0] !== before)
    problems.push({
      field: 'from[0]',
      message: `layer ${name} does not read the one before it: hardware is made of chains`,
      value: from[0],
      allowed: before,
      fix: 'a network without branches',
    });
  if (dilation !== undefined && dilation !== 1)
    problems.push({
      field: 'dilation',
      message: `the taps of layer ${name} are apart: hardware reads positions side by side`,
      value: dilation,
      allowed: '1',
      fix: 'structure pixelwise, with taps of bitwidth 0 between them (docs/models.md)',
    });
  if (paddingAfter !== undefined && paddingAfter !== padding)
    problems.push({
      field: 'paddingAfter',
      message: `layer ${name} has not as many zeros behind its input as before it: hardware pads both sides alike`,
      value: paddingAfter,
      allowed: `${padding}`,
      fix: 'the larger padding on both sides, with taps of 0 in the kernel where a side has less',
    });
  if (activation === 'none' && requant !== null)
    problems.push({
      field: 'activation',
      message: `layer ${name} keeps negative values: hardware has a ReLU behind each but the last`,
      value: activation,
      allowed: 'relu',
      fix: 'a network whose layers have a ReLU each',
    });
  return problems;
}
