import { UserError } from '../../../support/errors.js';
import { parseFunctional } from './functional.js';
import { type LayerSpec, MODELS, type ModelSpec } from './model-spec.js';
import { callsOf } from './nodes.js';
import { originOf } from './origin.js';
import type { Parsing, RawLayer } from './parsing.js';
import { isRecord, plain } from './plain.js';
import { parseSequential } from './sequential.js';

/** Most layers of one model. */
const MAX_LAYERS = 10_000;

/**
 * The outermost model of a file.
 *
 * @param field where the configuration is in the file, for messages
 * @throws UserError with every problem found
 */
export function parseModel(given: unknown, where: string, field: string): ModelSpec {
  const parsing: Parsing = { where, problems: [] };
  const raw = parseLayer(plain(given), field, parsing);
  const model = raw?.spec.model ?? null;
  if (raw !== null && model === null && parsing.problems.length === 0)
    parsing.problems.push({
      where,
      field: `${field}.class_name`,
      message: 'a subclassed model: the file does not say of which layers, its code would',
      value: raw.spec.className,
      allowed: 'Sequential or Functional models',
      fix: 'save keras.Model(inputs, outputs) made of the same layers, or model.export("model.onnx", format="onnx")',
    });
  if (model === null || parsing.problems.length > 0) throw new UserError(parsing.problems.slice(0, 50));
  return model;
}

/** A layer with its calls, or null and a problem. */
export function parseLayer(given: unknown, field: string, parsing: Parsing): RawLayer | null {
  const fail = (message: string, at: string, value?: unknown) => {
    parsing.problems.push({ where: parsing.where, field: at, message, ...(value !== undefined && { value }) });
    return null;
  };
  if (!isRecord(given)) return fail('not the description of a layer', field, given);
  const { class_name: className, inbound_nodes: nodes } = given;
  if (typeof className !== 'string') return fail('missing: the class of the layer', `${field}.class_name`, className);
  // The Sequential of old versions is a list of layers and nothing else.
  const config = Array.isArray(given.config) ? { layers: given.config } : (given.config ?? {});
  if (!isRecord(config)) return fail('not the configuration of a layer', `${field}.config`, config);
  const name = [given.name, config.name].find((text) => typeof text === 'string') as string | undefined;
  const calls = Array.isArray(nodes) ? callsOf(nodes) : [];
  if (calls.includes(null)) return fail('calls of the layer that cannot be understood', `${field}.inbound_nodes`);
  const spec: LayerSpec = {
    name: name ?? className.toLowerCase(),
    className,
    origin: originOf(given, className),
    config,
    calls: calls.flatMap((call) => call ?? []),
    model: null,
  };
  const isModel = spec.origin === 'layer' && MODELS.includes(className) && Array.isArray(config.layers);
  return { spec: isModel ? { ...spec, model: parseLayers(given, spec, field, parsing) } : spec, given };
}

function parseLayers(
  given: Readonly<Record<string, unknown>>,
  spec: LayerSpec,
  field: string,
  parsing: Parsing,
): ModelSpec {
  const { where, problems } = parsing;
  const listed = spec.config.layers as readonly unknown[];
  const at = `${field}.config.layers`;
  const layers: RawLayer[] = [];
  const names = new Set<string>();
  if (listed.length === 0) problems.push({ where, field: at, message: 'a model without layers' });
  if (listed.length > MAX_LAYERS)
    problems.push({
      where,
      field: at,
      message: 'too many layers',
      value: listed.length,
      allowed: `${MAX_LAYERS} or fewer`,
    });
  for (const [i, one] of listed.slice(0, MAX_LAYERS).entries()) {
    const layer = parseLayer(one, `${at}[${i}]`, parsing);
    if (layer === null) continue;
    if (names.has(layer.spec.name))
      problems.push({ where, field: `${at}[${i}].name`, message: 'two layers of one name', value: layer.spec.name });
    names.add(layer.spec.name);
    layers.push(layer);
  }
  return 'input_layers' in spec.config
    ? parseFunctional(spec.config, layers, field, parsing)
    : parseSequential(given, spec, layers);
}
