import type { LayerSpec, ModelSpec, Reference } from './model-spec.js';
import { isKeywordNode, referencesOf } from './nodes.js';
import type { Parsing, RawLayer } from './parsing.js';

/** Most inputs, and most outputs, of a model. */
const MAX_ENDS = 1000;

/** A Functional model, with calls counted from 0 whatever the version counts from. */
export function parseFunctional(
  config: Readonly<Record<string, unknown>>,
  layers: readonly RawLayer[],
  field: string,
  { where, problems }: Parsing,
): ModelSpec {
  const ends = (key: 'input_layers' | 'output_layers'): Reference[] => {
    const found = referencesOf(config[key]);
    if (found !== null && found.length > 0 && found.length <= MAX_ENDS) return found;
    problems.push({
      where,
      field: `${field}.config.${key}`,
      message: `not 1 to ${MAX_ENDS} tensors of layers`,
      value: config[key],
    });
    return [];
  };
  const model = {
    layers: layers.map(({ spec }) => spec),
    inputs: ends('input_layers'),
    outputs: ends('output_layers'),
  };
  const keyword = layers.some(
    ({ given }) => Array.isArray(given.inbound_nodes) && given.inbound_nodes.some(isKeywordNode),
  );
  return keyword ? countedAsKeras3(model) : countedAsKeras2(model);
}

/** A functional model that is used as a layer has a first call of its own: Keras 3 counts it in the outputs only. */
function countedAsKeras3(model: ModelSpec): ModelSpec {
  const functional = new Set(model.layers.filter(({ model: inner }) => inner !== null).map(({ name }) => name));
  const sequential = new Set(
    model.layers.filter(({ className }) => className === 'Sequential').map(({ name }) => name),
  );
  const own = ({ layer }: Reference) => (functional.has(layer) && !sequential.has(layer) ? 1 : 0);
  return {
    ...model,
    outputs: model.outputs.map((reference) => ({ ...reference, call: reference.call - own(reference) })),
  };
}

/** Keras 2 counts it everywhere, if the model was made with its input. Every call is read somewhere: the lowest is the first. */
function countedAsKeras2(model: ModelSpec): ModelSpec {
  const first = new Map<string, number>();
  const note = ({ layer, call }: Reference) => first.set(layer, Math.min(call, first.get(layer) ?? call));
  model.outputs.forEach(note);
  for (const { calls } of model.layers)
    for (const { inputs } of calls) for (const input of inputs) if (typeof input !== 'number') note(input);
  const models = new Set(model.layers.filter(({ model: inner }) => inner !== null).map(({ name }) => name));
  const counted = (reference: Reference): Reference =>
    models.has(reference.layer) ? { ...reference, call: reference.call - first.get(reference.layer)! } : reference;
  return {
    ...model,
    outputs: model.outputs.map(counted),
    layers: model.layers.map(
      (layer): LayerSpec => ({
        ...layer,
        calls: layer.calls.map((call) => ({
          ...call,
          inputs: call.inputs.map((input) => (typeof input === 'number' ? input : counted(input))),
        })),
      }),
    ),
  };
}
