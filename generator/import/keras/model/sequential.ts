import { type Call, INPUT_LAYER, type LayerSpec, type ModelSpec } from './model-spec.js';
import type { RawLayer } from './parsing.js';

/**
 * A Sequential as a chain of calls. Where it has no InputLayer, the shape that it was built for stands in the first layer, in the
 * model, or nowhere.
 */
export function parseSequential(
  given: Readonly<Record<string, unknown>>,
  { config }: LayerSpec,
  layers: readonly RawLayer[],
): ModelSpec {
  const first = layers[0];
  const hasInput = first?.spec.className === INPUT_LAYER && first.spec.origin === 'layer';
  const input: LayerSpec = hasInput
    ? { ...first.spec, calls: [] }
    : inputLayer(declaredShape(given, config, first), layers);
  const chain = hasInput ? layers.slice(1) : layers;
  let before = input.name;
  const called = chain.map(({ spec }): LayerSpec => {
    const call: Call = { inputs: [{ layer: before, call: 0, tensor: 0 }], plain: false, training: false };
    before = spec.name;
    return { ...spec, calls: [call] };
  });
  return {
    layers: [input, ...called],
    inputs: [{ layer: input.name, call: 0, tensor: 0 }],
    outputs: [{ layer: before, call: 0, tensor: 0 }],
  };
}

function inputLayer(shape: unknown, layers: readonly RawLayer[]): LayerSpec {
  // Keras' name of it; another one where a layer has that name.
  let name = `${layers[0]?.spec.name ?? 'model'}_input`;
  while (layers.some(({ spec }) => spec.name === name)) name += '_';
  return { name, className: INPUT_LAYER, origin: 'layer', config: { batch_shape: shape }, calls: [], model: null };
}

function declaredShape(
  given: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
  first: RawLayer | undefined,
): unknown {
  const built = (object: unknown) => (object as { input_shape?: unknown } | null | undefined)?.input_shape;
  return [
    first?.spec.config.batch_input_shape,
    first?.spec.config.batch_shape,
    config.build_input_shape,
    built(given.build_config),
    built(first?.given.build_config),
    ...innerShapes(first?.spec.model ?? null),
  ].find(Array.isArray);
}

/** Shapes that the first input of a model declares, which is the first layer of another. */
function innerShapes(model: ModelSpec | null): unknown[] {
  const input = model?.layers.find(({ name }) => name === model.inputs[0]?.layer);
  return [input?.config.batch_shape, input?.config.batch_input_shape];
}
