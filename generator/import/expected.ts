import { UserError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';
import { type NpyArray, parseNpz } from '../support/npy.js';
import { readRegularFile } from '../support/read-file.js';
import { FrameworkRun, tensorShape } from './framework-outputs.js';
import type { GraphOutput, LayerGraph } from './graph/graph.js';
import { graphShapes } from './graph/shapes.js';

/** Windows and what the framework made of them. */
export interface Expected {
  where: string;
  input: NumberArray;
  output: NumberArray;
  /** Names of the arrays. */
  names: { input: string; output: string };
  /** The network's output; left out: that of the array's name, else the first of as many values. */
  of?: string;
}

export interface NumberArray {
  shape: number[];
  values: Float64Array;
}

export type Arrays = ReadonlyMap<string, NpyArray>;

export const readArrays = (where: string): Arrays => parseNpz(readRegularFile(where), where);

/** What is compared of a network, and the outputs that nothing is known of. */
export interface ExpectedOutputs {
  /** Each of one output. */
  expected: Expected[];
  missing: string[];
}

/**
 * Windows, and what the framework made of them, unless `output` names one array: of each of several outputs an array of its name, or
 * `output`, `output1`, `output2` in their order.
 *
 * @throws UserError when an array is missing or holds no numbers
 */
export function expectedOf(
  arrays: Arrays,
  where: string,
  input: string,
  output: string | undefined,
  { outputs }: LayerGraph,
): ExpectedOutputs {
  const found = outputs.map(({ name }, i) => ({
    name,
    array: [name, `output${i || ''}`].find((array) => arrays.has(array)),
  }));
  if (output !== undefined || outputs.length === 1 || found.every(({ array }) => array === undefined))
    return { expected: [oneExpected(arrays, where, input, output ?? 'output')], missing: [] };
  return {
    expected: found.flatMap(({ name, array }) =>
      array === undefined ? [] : [{ ...oneExpected(arrays, where, input, array), of: name }],
    ),
    missing: found.flatMap(({ name, array }) => (array === undefined ? [name] : [])),
  };
}

function oneExpected(arrays: Arrays, where: string, input: string, output: string): Expected {
  const numbers = (name: string): NumberArray => {
    const array = arrays.get(name);
    const names = [...arrays.keys()];
    const fix = nearest(name, names);
    if (array === undefined)
      throw new UserError({
        where,
        field: name,
        message: 'no such array',
        allowed: names.join(', '),
        ...(fix && { fix }),
      });
    return numberArray(array, where, name);
  };
  return { where, input: numbers(input), output: numbers(output), names: { input, output } };
}

function numberArray(array: NpyArray, where: string, field: string): NumberArray {
  if (array.type === 'text') throw new UserError({ where, field, message: 'texts, not numbers' });
  const { shape, values } = array;
  const at = values.findIndex((v) => !Number.isFinite(v));
  if (at >= 0)
    throw new UserError({ where, field: `${field}[${at}]`, message: 'not a finite number', value: String(values[at]) });
  return { shape: [...shape], values: Float64Array.from(values) };
}

/** How far a network is from what its framework made of the same windows. */
export interface Distance {
  windows: number;
  /** Largest absolute value of the framework's outputs. */
  largestOutput: number;
  /** Largest absolute difference of any. */
  largestDifference: number;
  /** Where that is: window, then value of it. */
  at: { window: number; value: number };
}

/** The output that an array is of: by its name, else the first of as many values a window. */
function outputOf({ outputs }: LayerGraph, name: string, fits: (output: GraphOutput) => boolean): GraphOutput {
  return outputs.find((output) => output.name === name) ?? outputs.find(fits) ?? outputs[0]!;
}

/** Computes the windows and compares. */
export function* comparing(graph: LayerGraph, expected: Expected): Generator<number, Distance> {
  const { input, output, where, names, of = names.output } = expected;
  const own = tensorShape(graph.input.axes, graph.input);
  const size = own.reduce((a, b) => a * b, 1);
  const [windows = 0] = input.shape;
  if (windows === 0 || input.values.length !== windows * size || input.shape.length !== own.length)
    throw new UserError({
      where,
      field: names.input,
      message: 'not windows of the network',
      value: input.shape,
      allowed: `[windows, ${own.slice(1).join(', ')}]`,
    });
  const shapes = graphShapes(graph);
  const count = ({ edge, end }: GraphOutput) =>
    shapes.get(edge)!.positions * (end === 'argmax' ? 1 : shapes.get(edge)!.channels);
  const made = outputOf(graph, of, (one) => output.values.length === windows * count(one));
  const [shape, each] = [shapes.get(made.edge)!, count(made)];
  if (output.values.length !== windows * each)
    throw new UserError({
      where,
      field: names.output,
      message: `not what the network gives for ${windows} windows`,
      value: output.shape,
      allowed: `[${windows}, ${tensorShape(made.axes, shape).slice(1).join(', ')}]`,
    });
  const run = new FrameworkRun(graph);
  const distance: Distance = { windows, largestOutput: 0, largestDifference: 0, at: { window: 0, value: 0 } };
  for (let window = 0; window < windows; window++) {
    const streams = run.streams(input.values.subarray(window * size, (window + 1) * size));
    run.output(made, streams).forEach((value, i) => {
      const wanted = output.values[window * each + i]!;
      const difference = Math.abs(value - wanted);
      distance.largestOutput = Math.max(distance.largestOutput, Math.abs(wanted));
      if (difference > distance.largestDifference || Number.isNaN(difference)) {
        distance.largestDifference = difference;
        distance.at = { window, value: i };
      }
    });
    yield (window + 1) / windows;
  }
  return distance;
}
