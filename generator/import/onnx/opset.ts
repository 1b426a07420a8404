import type { Attribute, Op, Tensor } from '../op-graph.js';

/** Operator sets whose meaning is known here. */
export const OPSETS = { min: 7, max: 25 };

/** Attributes that later operator sets read as inputs, in the order of these, before the set of which number. */
const MOVED: Readonly<Record<string, { before: number; inputs: readonly string[] }>> = {
  Squeeze: { before: 13, inputs: ['axes'] },
  Unsqueeze: { before: 13, inputs: ['axes'] },
  Slice: { before: 10, inputs: ['starts', 'ends', 'axes'] },
  Pad: { before: 11, inputs: ['pads', 'value'] },
  Clip: { before: 11, inputs: ['min', 'max'] },
};

/** The newest form of an operator of an older set; what becomes an input is added to the constants. */
export function modern(op: Op, opset: number, constants: Map<string, Tensor>): Op {
  if (op.op === 'Softmax' || op.op === 'LogSoftmax')
    // Before set 13 all axes from this one on are one.
    return opset < 13 ? { ...op, attributes: { axis: 1, ...op.attributes, joins: 1 } } : op;
  const moved = MOVED[op.op];
  if (moved === undefined || opset >= moved.before) return op;
  const added = moved.inputs.map((name) => {
    const value = op.attributes[name];
    if (value === undefined) return '';
    const key = `${op.to[0]}: ${name}`;
    constants.set(key, tensorOf(value));
    return key;
  });
  const rest = Object.entries(op.attributes).filter(([name]) => !moved.inputs.includes(name));
  return { ...op, from: [...op.from.slice(0, 1), ...added], attributes: Object.fromEntries(rest) };
}

function tensorOf(value: Attribute): Tensor {
  const numbers = typeof value === 'number' ? [value] : ((value as readonly number[]) ?? []);
  return {
    shape: typeof value === 'number' ? [] : [numbers.length],
    values: Float64Array.from(numbers),
    integer: numbers.every((n) => Number.isInteger(n)),
  };
}
