import type { Problem } from '../support/errors.js';

/** What is the field of another framework in this format. */
interface Advice {
  names: readonly string[];
  /** Values that ask for nothing: such a field can go. */
  idle?: readonly unknown[];
  fix: string;
}

const REMOVE = 'remove it';

/** Fields of layers of ONNX, PyTorch, Keras and TFLite that this format has not, or has otherwise; docs/models.md shows some. */
const ADVICE: readonly Advice[] = [
  {
    names: ['dilations', 'dilationRate', 'dilation_rate'],
    idle: [1],
    fix: 'dilation; for hardware structure pixelwise, kernel dilation * (taps - 1) + 1, and bitwidth 0 for the taps in the gaps (docs/models.md)',
  },
  {
    names: ['groups', 'group', 'depthwise', 'depthMultiplier', 'depth_multiplier', 'separable'],
    idle: [1, false],
    fix: 'structure kernelwise or subchannelwise, and bitwidth 0 for the channels of other groups (docs/models.md)',
  },
  {
    names: ['add', 'residual', 'skip', 'shortcut', 'inputs', 'input', 'concat', 'concatenate', 'multiply', 'mul'],
    idle: [false],
    fix:
      'a node of kind add or concat; for hardware a chain of layers. A sum with the own input of a layer of stride 1, before ' +
      'its activation, is a weight more at the middle tap',
  },
  {
    names: ['act', 'relu', 'relu6', 'nonlinearity'],
    fix: 'activation, relu or none; requant clamps it; null in the last layer alone',
  },
  {
    names: [
      'batchNorm',
      'batchnorm',
      'batch_norm',
      'bn',
      'normalization',
      'gamma',
      'beta',
      'runningMean',
      'running_mean',
    ],
    idle: [false],
    fix: 'fold it: weights times gamma / sqrt(variance + epsilon), bias (bias - mean) times the same plus beta',
  },
  {
    names: ['weights', 'weight', 'kernelWeights', 'w'],
    fix: 'bitwidths, alphas and signs: every group of weights as a sum of alphas times signs (docs/models.md)',
  },
  { names: ['useBias', 'use_bias'], idle: [true], fix: 'bias with a 0 for each output channel' },
  { names: ['dropout', 'softmax', 'logSoftmax', 'trainable'], fix: `${REMOVE}: it changes no class once trained` },
  { names: ['type', 'op', 'opType', 'op_type', 'kind', 'class_name'], fix: 'kind: convolution, add or concat' },
  { names: ['filters', 'out_channels', 'units', 'outputs', 'numFilters', 'num_filters'], fix: 'outChannels' },
  { names: ['in_channels', 'inputChannels'], fix: 'inChannels' },
  { names: ['kernel_size', 'kernelSize', 'kernelShape', 'kernel_shape'], fix: 'kernel' },
  { names: ['strides'], fix: 'stride' },
  { names: ['pads', 'pad'], fix: 'padding, and paddingAfter if it is not the same on both sides' },
  { names: ['pooling', 'maxPool', 'max_pool', 'poolSize', 'pool_size'], fix: 'pool, {"kernel": ..., "stride": ...}' },
  {
    names: ['avgPool', 'avg_pool', 'averagePool', 'average_pool', 'globalPool'],
    fix: 'pool of kind sum, its division by the kernel in the next layer',
  },
  {
    names: ['transposed', 'outputPadding', 'output_padding', 'upsample'],
    idle: [false, 0],
    fix: 'a network without it',
  },
];

/** Values of this format's own fields that other frameworks write. */
const VALUES: Readonly<Record<string, { is: (value: unknown) => boolean; fix: string }>> = {
  bias: { is: (value) => value === false || value === null, fix: 'a 0 for each output channel' },
  padding: {
    is: (value) => typeof value === 'string',
    fix: '0 for valid; for same, with stride 1 and an odd kernel, (kernel - 1) / 2',
  },
  pool: { is: (value) => value === false, fix: 'null' },
  requant: { is: (value) => typeof value === 'string', fix: '{"shift": ..., "bits": ...}, or null in the last layer' },
};

/** The problem of a field of a layer or node `layer` with what to do in this format, where the field is one of another framework. */
export function withAdvice(problem: Problem, layer: unknown): Problem {
  const name = /^(?:layers|nodes)\[\d+\]\.(\w+)$/.exec(problem.field ?? '')?.[1];
  if (name === undefined) return problem;
  const value = (layer as Record<string, unknown>)[name];
  const own = VALUES[name];
  if (own?.is(value)) return { ...problem, fix: own.fix };
  if (problem.message !== 'unknown field') return problem;
  const advice = ADVICE.find(({ names }) => names.includes(name));
  if (advice === undefined) return problem;
  const idle = advice.idle?.includes(value) ?? false;
  return { ...problem, value, fix: idle ? `${REMOVE}: this is what every layer does` : advice.fix };
}
