import type { LayerCall } from '../graph/layer-call.js';
import type { Wire } from '../graph/wire.js';
import type { Call, LayerSpec } from '../model/model-spec.js';
import { activation, prelu, rectifierLayers } from './activation-layers.js';
import { batchNormalization } from './batch-normalization.js';
import { cropping, zeroPadding } from './borders.js';
import { convolution } from './convolution.js';
import { dense } from './dense.js';
import { depthwise, separable } from './depthwise.js';
import { getItem } from './get-item.js';
import { identity } from './identity.js';
import type { LayerKind } from './kind.js';
import { average, concatenate, merging, subtract } from './merging.js';
import { isBinary, lambdaOperation, operation } from './operations.js';
import { globalPooling, pooling } from './pooling.js';
import { flatten, permute, reshape } from './reshaping.js';
import { normalization, rescaling } from './scaling.js';
import { timeDistributed } from './time-distributed.js';

/** Layers by class. Every other one is passed on as an operator of its class's name. */
export const LAYERS: Readonly<Record<string, LayerKind>> = {
  Conv1D: convolution(1),
  Conv2D: convolution(2),
  DepthwiseConv1D: depthwise(1),
  DepthwiseConv2D: depthwise(2),
  SeparableConv1D: separable(1),
  SeparableConv2D: separable(2),
  Dense: dense,
  BatchNormalization: batchNormalization,
  BatchNormalizationV1: batchNormalization,
  Activation: activation,
  ...rectifierLayers,
  PReLU: prelu,
  MaxPooling1D: pooling(1, 'MaxPool'),
  MaxPooling2D: pooling(2, 'MaxPool'),
  AveragePooling1D: pooling(1, 'AveragePool'),
  AveragePooling2D: pooling(2, 'AveragePool'),
  GlobalAveragePooling1D: globalPooling(1, 'ReduceMean'),
  GlobalAveragePooling2D: globalPooling(2, 'ReduceMean'),
  GlobalMaxPooling1D: globalPooling(1, 'ReduceMax'),
  GlobalMaxPooling2D: globalPooling(2, 'ReduceMax'),
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  ZeroPadding1D: zeroPadding(1),
  ZeroPadding2D: zeroPadding(2),
  Cropping1D: cropping(1),
  Cropping2D: cropping(2),
  Add: merging('Add'),
  Subtract: subtract,
  Multiply: merging('Mul'),
  Average: average,
  Maximum: merging('Max'),
  Minimum: merging('Min'),
  Concatenate: concatenate,
  Identity: identity,
  Dropout: identity,
  SpatialDropout1D: identity,
  SpatialDropout2D: identity,
  GaussianNoise: identity,
  GaussianDropout: identity,
  AlphaDropout: identity,
  ActivityRegularization: identity,
  Rescaling: rescaling,
  Normalization: normalization,
  TimeDistributed: timeDistributed,
};

/** Classes that have one input. */
const SEVERAL = new Set(['Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate']);

const passedOn: LayerKind = (call) => call.passOn();

/** What turns a call of this layer into operators. */
export function kindOf(
  { className, origin, config }: LayerSpec,
  { inputs, plain, key }: Call,
): (call: LayerCall) => readonly Wire[] {
  if (origin === 'custom') return (call) => call.passOn('(not of Keras)');
  if (className === 'TFOpLambda') return lambdaOperation(config.function, inputs);
  // `keras.activations.relu(x)` becomes a class of the same fields as the layer.
  if (origin === 'operation' && className === 'ReLU' && inputs.length === 1) return LAYERS.ReLU!;
  if (className === 'GetItem' && key !== undefined) return getItem(key);
  // Older files do not say what is a layer: operations are given tensors one by one, layers a list.
  if (origin === 'operation' || (plain && inputs.length === 2 && isBinary(className)))
    return operation(className, plain, inputs);
  if (quantized(config)) return (call) => call.passOn('(quantised by Keras)');
  const known = Object.hasOwn(LAYERS, className) ? LAYERS[className]! : passedOn;
  const fits = inputs.every((input) => typeof input !== 'number') && (SEVERAL.has(className) || inputs.length === 1);
  return fits ? known : passedOn;
}

/** Whether the layer computes in integers, as `model.quantize` makes it: its weights are others then. */
function quantized({ dtype }: Readonly<Record<string, unknown>>): boolean {
  const name = typeof dtype === 'string' ? dtype : JSON.stringify(dtype ?? '');
  return /Quantized|int[48]_from|float8_from/.test(name);
}
