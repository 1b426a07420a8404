import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { readRegularFile } from '../../support/read-file.js';
import { readJson } from '../../support/read-json.js';
import type { Attribute, Op, OpGraph, Tensor } from '../op-graph.js';
import { scalar } from '../trace/constants/arrays.js';
import { type Layer, layersSchema } from './layers-file.js';
import { parseSafetensors, TENSOR_TYPES } from './tensors.js';

/**
 * A state dict with the description of its network; the meaning of layers is PyTorch's.
 *
 * @param description JSON file of `layersSchema`
 * @throws UserError with every tensor that is missing and every layer that reads what there is not
 */
export function readSafetensors(path: string, description: string): OpGraph {
  const { input, layers } = readJson(description, layersSchema);
  const tensors = parseSafetensors(readRegularFile(path), path, undefined, TENSOR_TYPES);
  const problems: Problem[] = [];
  const constants = new Map<string, Tensor>([0, 6].map((bound) => [`${bound}`, scalar(bound, false)]));
  const named = ['input'];
  const ops = layers.map((layer, i): Op => {
    const name = layer.name ?? `${layer.op.toLowerCase()}_${i + 1}`;
    const from = layer.from ?? [named[named.length - 1]!];
    for (const read of from) if (!named.includes(read)) problems.push(unread(description, i, read, named));
    if (named.includes(name))
      problems.push({
        where: description,
        field: `layers[${i}].name`,
        message: 'a name that is there twice',
        value: name,
      });
    named.push(name);
    const weights = partsOf(layer).map(({ part, optional, shape }) => {
      const key = `${(layer as { tensors: string }).tensors}.${part}`;
      const found = tensors.get(key);
      if (found === undefined) {
        const fix = nearest(key, [...tensors.keys()]);
        if (!optional)
          problems.push({
            where: path,
            field: key,
            message: 'missing tensor',
            allowed: [...tensors.keys()].join(', '),
            ...(fix && { fix }),
          });
        return '';
      }
      constants.set(key, {
        shape: shape?.(found.shape) ?? found.shape,
        values: Float64Array.from(found.values),
        integer: false,
      });
      return key;
    });
    const { op, attributes } = operatorOf(layer);
    const bounds = layer.op === 'Relu6' ? ['0', '6'] : [];
    return { name, op, called: layer.op, from: [...from, ...weights, ...bounds], to: [name], attributes };
  });
  if (problems.length > 0) throw new UserError(problems);
  return {
    format: 'PyTorch',
    opset: 18,
    inputs: [{ name: 'input', shape: [null, input.channels, input.samples] }],
    constants,
    ops,
    outputs: [named[named.length - 1]!],
    notes: [],
  };
}

function unread(where: string, i: number, value: string, named: readonly string[]): Problem {
  const fix = nearest(value, named);
  const message = 'reads what there is not before it';
  return { where, field: `layers[${i}].from`, message, value, allowed: named.join(', '), ...(fix && { fix }) };
}

interface Part {
  part: string;
  optional?: true;
  /** As the operator wants it. */
  shape?: (shape: readonly number[]) => readonly number[];
}

/** Tensors of a layer in the order in which its operator reads them. */
function partsOf({ op }: Layer): Part[] {
  switch (op) {
    case 'Conv':
    case 'Dense':
      return [{ part: 'weight' }, { part: 'bias', optional: true }];
    case 'BatchNormalization':
      return ['weight', 'bias', 'running_mean', 'running_var'].map((part) => ({ part }));
    case 'PRelu':
      return [{ part: 'weight', shape: (shape) => [...shape, 1] }];
    default:
      return [];
  }
}

interface Operator {
  op: string;
  attributes: Record<string, Attribute>;
}

/** The operator of ONNX that does what a layer does. */
function operatorOf(layer: Layer): Operator {
  switch (layer.op) {
    case 'Conv': {
      const { stride, padding, dilation, groups } = layer;
      const pads = typeof padding === 'number' ? [padding, padding] : padding;
      const padded = pads === 'same' ? { auto_pad: 'SAME_UPPER' } : { pads };
      return { op: 'Conv', attributes: { strides: [stride], dilations: [dilation], group: groups, ...padded } };
    }
    case 'Dense':
      return { op: 'Gemm', attributes: { transB: 1 } };
    case 'BatchNormalization':
      return { op: 'BatchNormalization', attributes: { epsilon: layer.epsilon } };
    case 'MaxPool':
    case 'AveragePool': {
      const { kernel, stride = kernel, padding } = layer;
      const counted = layer.op === 'AveragePool' && layer.countPadding ? { count_include_pad: 1 } : {};
      return {
        op: layer.op,
        attributes: { kernel_shape: [kernel], strides: [stride], pads: [padding, padding], ...counted },
      };
    }
    case 'LeakyRelu':
      return { op: 'LeakyRelu', attributes: { alpha: layer.slope } };
    case 'Relu6':
      return { op: 'Clip', attributes: {} };
    case 'Softmax':
      return { op: 'Softmax', attributes: { axis: 1 } };
    case 'Concat':
      return { op: 'Concat', attributes: { axis: 1 } };
    default:
      return { op: layer.op, attributes: {} };
  }
}
