import { UserError } from '../../../support/errors.js';
import type { OpGraph, OpInput } from '../../op-graph.js';
import { INPUT_LAYER, type LayerSpec, type ModelSpec } from '../model/model-spec.js';
import type { WeightScope } from '../weights/weight-scope.js';
import { BuildModel } from './build-model.js';
import { declaredShape } from './declared-shape.js';
import { type Generation, Sink, TooLarge } from './sink.js';

/** A model with its weights, whatever file it is from. */
export interface KerasFile {
  /** The file, for messages. */
  where: string;
  /** `Keras` or `TensorFlow.js`. */
  format: string;
  generation: Generation;
  model: ModelSpec;
  weights: WeightScope;
}

/** Operators have the meaning of this opset of ONNX: axes are inputs of Squeeze, ReduceMean and their like. */
const OPSET = 18;
const MAX_PROBLEMS = 50;

/** Operators of ONNX for all layers of a model. @throws UserError with every problem found */
export function buildGraph({ where, format, generation, model, weights }: KerasFile): OpGraph {
  const sink = new Sink(where, generation);
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const inputs = model.inputs.flatMap(({ layer }) => inputOf(layers.get(layer), layer, sink));
  if (new Set(inputs.map(({ name }) => name)).size < inputs.length)
    sink.problems.push({ where, field: 'input_layers', message: 'one input is listed twice' });
  const wires = inputs.map((input) => ({ value: sink.unique('value', input.name), shape: input.shape }));
  try {
    if (sink.problems.length > 0) throw new UserError(sink.problems);
    const outputs = new BuildModel(sink, model, weights, '').run(wires);
    if (sink.problems.length === 0)
      return {
        format,
        opset: OPSET,
        inputs,
        constants: sink.constants,
        ops: sink.ops,
        outputs: outputs.map(({ value }) => value),
        notes: [...sink.notes],
      };
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
  }
  // A layer that is used several times has the same mistakes each time.
  const problems = new Map(sink.problems.map((problem) => [JSON.stringify(problem), problem]));
  throw new UserError([...problems.values()].slice(0, MAX_PROBLEMS));
}

function inputOf(layer: LayerSpec | undefined, name: string, sink: Sink): OpInput[] {
  const fail = (message: string, more = {}) => {
    sink.problems.push({ where: sink.where, field: name, message, ...more });
    return [];
  };
  if (layer === undefined) return fail('the model is said to begin at a layer that is not there');
  if (layer.className !== INPUT_LAYER)
    return fail('the model is said to begin at a layer that is no input', { value: layer.className });
  const shape = declaredShape(layer.config);
  if (shape !== undefined) return [{ name, shape }];
  return fail('the file does not say the shape of the input', {
    allowed: 'axes as whole numbers, null where they are open',
    fix: 'begin the model with keras.Input(shape=(samples, channels)) and save it again',
  });
}
