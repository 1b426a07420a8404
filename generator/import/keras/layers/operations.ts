import type { LayerCall } from '../graph/layer-call.js';
import type { Wire } from '../graph/wire.js';
import type { Call } from '../model/model-spec.js';
import { elementwise } from './merging.js';

/*
 * Operations on tensors outside of layers: `x + y` becomes a node of its own in the file.
 */

type Translate = (call: LayerCall) => readonly Wire[];

/** Of `keras.ops`, by class, and of TensorFlow, by name, with two operands. */
const BINARY: Readonly<Record<string, string>> = {
  ...{ Add: 'Add', Subtract: 'Sub', Multiply: 'Mul', Divide: 'Div', TrueDivide: 'Div', Maximum: 'Max', Minimum: 'Min' },
  ...{ '__operators__.add': 'Add', 'math.add': 'Add', 'math.subtract': 'Sub', 'math.multiply': 'Mul' },
  ...{ 'math.divide': 'Div', 'math.truediv': 'Div', 'math.maximum': 'Max', 'math.minimum': 'Min' },
};

const UNARY: Readonly<Record<string, string>> = {
  ...{ Relu: 'Relu', Sigmoid: 'Sigmoid', Tanh: 'Tanh' },
  ...{ 'nn.relu': 'Relu', 'math.sigmoid': 'Sigmoid', 'math.tanh': 'Tanh' },
};

/** A class of `keras.ops`. `plain`: called with nothing but operands. */
export const operation = (className: string, plain: boolean, inputs: Call['inputs']): Translate =>
  plain ? translate(className, inputs, 'of keras.ops') : (call) => call.passOn('of keras.ops');

/** A function of TensorFlow that Keras 2 keeps as a layer. */
export const lambdaOperation = (name: unknown, inputs: Call['inputs']): Translate =>
  typeof name === 'string' ? translate(name, inputs, name) : (call) => call.passOn();

/** Whether a class is one of two operands. */
export const isBinary = (className: string): boolean => Object.hasOwn(BINARY, className);

function translate(name: string, operands: Call['inputs'], why: string): Translate {
  const binary = Object.hasOwn(BINARY, name) && operands.length === 2 ? BINARY[name] : undefined;
  const unary = Object.hasOwn(UNARY, name) && operands.length === 1 ? UNARY[name] : undefined;
  return (call) => {
    const tensors = [...call.inputs];
    const wires = operands.map((operand): Wire => {
      if (typeof operand !== 'number') return tensors.shift()!;
      return { value: call.constant(`${operand}`, () => ({ shape: [], values: Float64Array.of(operand) })), shape: [] };
    });
    const [left, right] = wires;
    if (binary !== undefined && call.inputs.length > 0) return [elementwise(call, binary, left!, right!)];
    if (unary !== undefined && call.inputs.length === 1)
      return [{ value: call.op(unary, [left!.value]), shape: left!.shape }];
    return call.passOn(why);
  };
}
