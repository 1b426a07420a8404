import { FrameworkRun } from '../../../generator/import/framework-outputs.js';
import { buildGraph } from '../../../generator/import/keras/graph/build-graph.js';
import type { Generation } from '../../../generator/import/keras/graph/sink.js';
import { parseModel } from '../../../generator/import/keras/model/parse-model.js';
import { weightsByName } from '../../../generator/import/keras/weights/by-name.js';
import type { StoredWeight, WeightScope } from '../../../generator/import/keras/weights/weight-scope.js';
import type { Op, OpGraph } from '../../../generator/import/op-graph.js';
import { trace } from '../../../generator/import/trace/trace.js';
import { UserError } from '../../../generator/support/errors.js';
import { answered } from '../../bad-input/answers.js';

/** A configuration with the name that its class gives it. */
export interface Layer {
  class_name: string;
  config?: object;
  [field: string]: unknown;
}

/** Arrays by name, such as `conv1d/kernel`: shape, then values; without values, numbers that are all different. */
export type Weights = Record<string, readonly [readonly number[], (readonly number[])?]>;

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

export const stored = (weights: Weights): StoredWeight[] =>
  Object.entries(weights).map(([name, [shape, values]]) => ({
    name,
    shape,
    values: Float64Array.from({ length: size(shape) }, (_, i) => values?.[i] ?? (i + 1) / 8),
  }));

/** Any weights that are asked for. */
export const anyWeights: WeightScope = {
  layers: (identities) => identities.map(() => anyWeights),
  part: () => anyWeights,
  find: (specs) =>
    specs.map(({ name, shape }) => ({
      name,
      shape: shape.map((n) => n ?? 1),
      values: new Float64Array(size(shape.map((n) => n ?? 1))).fill(1),
    })),
  place: ({ name }) => name,
  count: () => null,
};

/** A Sequential of layers without names on windows of `shape`. */
export function sequential(shape: readonly (number | null)[], layers: readonly Layer[]): Layer {
  const input = { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, ...shape] } };
  const named = layers.map(({ class_name, config, ...rest }, i) => ({
    class_name,
    config: { name: i === 0 ? class_name.toLowerCase() : `${class_name.toLowerCase()}_${i}`, ...config },
    ...rest,
  }));
  return { class_name: 'Sequential', config: { name: 'model', layers: [input, ...named] } };
}

export function graphOf(
  model: unknown,
  weights: WeightScope | Weights = anyWeights,
  generation: Generation = 3,
): OpGraph {
  const scope =
    'find' in weights
      ? (weights as WeightScope)
      : weightsByName([{ layer: null, weights: stored(weights as Weights) }]);
  return buildGraph({
    where: 'm',
    format: 'Keras',
    generation,
    model: parseModel(model, 'm', 'config'),
    weights: scope,
  });
}

/** What the streams of a network make of one window in Keras' layout. */
export function outputOf(graph: OpGraph, window: readonly number[]): number[] {
  const samples = graph.inputs[0]!.shape[1] ?? window.length / (graph.inputs[0]!.shape.at(-1) ?? 1);
  const traced = trace('m', graph, { samples });
  const run = new FrameworkRun(traced.graph);
  return [...run.output(traced.graph.outputs[0]!, run.streams(Float64Array.from(window)))];
}

/** Operators as short texts: name, attributes and the numbers that it reads. */
export function texts({ ops, constants }: OpGraph): string[] {
  return ops.map(({ name, op, from, attributes }: Op) => {
    const numbers = from
      .map((value) => constants.get(value))
      .filter((tensor) => tensor !== undefined && tensor.values.length <= 6);
    const read = numbers.map((tensor) => `[${[...tensor!.values]}]`);
    const set = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
    return [`${name}: ${op}`, ...set, ...read].join(' ');
  });
}

/** The messages of a UserError, one a line. */
export async function refusal(make: () => unknown): Promise<string[]> {
  try {
    await make();
  } catch (error) {
    if (error instanceof UserError) {
      answered(error);
      return error.message.split('\n');
    }
    throw error;
  }
  throw new Error('was not refused');
}
