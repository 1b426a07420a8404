import { z } from 'zod';
import type { Call, Key, Reference } from './model-spec.js';
import { isRecord, plain } from './plain.js';

/*
 * How a layer is called. Keras 2 and TensorFlow.js list tensors as `[layer, call, tensor, arguments]`, with and without the
 * arguments, also without the list around a single one; Keras 3 keeps positional and named arguments with the tensors in them as
 * objects `__keras_tensor__`.
 */

type Argument = Reference | number;

/** The calls that `inbound_nodes` lists; null in place of one that cannot be understood. */
export function callsOf(nodes: readonly unknown[]): (Call | null)[] {
  // A single call without the list around it: `["conv", 0, 0]` and `[["conv", 0, 0]]`.
  if (isListed(nodes)) return [listedCall([nodes])];
  return nodes.map((node) => {
    if (isRecord(node)) return Array.isArray(node.args) ? keywordCall(node.args, node.kwargs) : null;
    return Array.isArray(node) ? listedCall(isListed(node) ? [node] : node) : null;
  });
}

/** Whether a model's calls are those of Keras 3. */
export const isKeywordNode = (node: unknown): boolean => isRecord(node) && 'args' in node;

const isIndex = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** `[layer, call, tensor]` and, of Keras 2, `[layer, call, tensor, arguments]`. */
export function isListed(value: unknown): value is [string, number, number, unknown?] {
  return Array.isArray(value) && value.length >= 3 && typeof value[0] === 'string' && typeof value[1] === 'number';
}

/** Tensors of `input_layers` and `output_layers`: nested lists of, or one alone; null: something else. */
export function referencesOf(value: unknown): Reference[] | null {
  if (isListed(value)) {
    const reference = referenceOf(value);
    return reference === null ? null : [reference];
  }
  const parts = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : null;
  if (parts === null) return null;
  const found = parts.map(referencesOf);
  return found.includes(null) ? null : found.flatMap((references) => references!);
}

const referenceOf = ([layer, call, tensor]: readonly unknown[]): Reference | null =>
  typeof layer === 'string' && isIndex(call) && isIndex(tensor) ? { layer, call, tensor } : null;

/** A number where a tensor is expected. */
const CONSTANT = '_CONSTANT_VALUE';

function listedCall(node: readonly unknown[]): Call | null {
  const inputs: Argument[] = [];
  let training = false;
  const read = (value: unknown): boolean => {
    if (!isListed(value)) {
      const parts = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : null;
      return parts?.every(read) ?? false;
    }
    const [layer, , third, kwargs] = value;
    if (layer === CONSTANT) inputs.push(third);
    else {
      const reference = referenceOf(value);
      if (reference === null) return false;
      inputs.push(reference);
    }
    if (!isRecord(kwargs)) return true;
    training ||= kwargs.training === true;
    // Operators are given their second operand by name.
    if (typeof kwargs.y === 'number') inputs.push(kwargs.y);
    for (const argument of Object.values(kwargs)) if (isListed(argument) && !read(argument)) return false;
    return true;
  };
  return node.every(read) && inputs.length > 0 ? { inputs, plain: false, training } : null;
}

function keywordCall(args: readonly unknown[], kwargs: unknown): Call | null {
  const named = isRecord(kwargs) ? Object.entries(kwargs).filter(([, value]) => value !== null) : [];
  const inputs: Argument[] = [];
  let known = true;
  const read = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(read);
    else if (isRecord(value) && value.class_name === '__keras_tensor__') {
      const history = isRecord(value.config) ? value.config.keras_history : null;
      const reference = Array.isArray(history) ? referenceOf(history) : null;
      if (reference === null) known = false;
      else inputs.push(reference);
    } else if (isRecord(value)) Object.values(value).forEach(read);
  };
  for (const argument of args) {
    if (typeof argument === 'number') inputs.push(argument);
    else read(argument);
  }
  for (const [, value] of named) read(value);
  if (!known) return null;
  const single = args.every((argument) => typeof argument === 'number' || isRecord(argument));
  const training = named.some(([name, value]) => name === 'training' && value === true) || args.slice(1).includes(true);
  const key = args.length === 2 && named.length === 0 ? keyOf(args[1]) : null;
  return { inputs, plain: single && named.length === 0, training, ...(key !== null && { key }) };
}

const bound = z.int().nullable();
const keySchema = z.array(
  z.union([
    z.int(),
    z
      .object({ class_name: z.literal('__slice__'), config: z.object({ start: bound, stop: bound, step: bound }) })
      .transform(({ config }) => config),
  ]),
);

/** What stands in brackets behind a tensor; null: nothing that is known. */
function keyOf(given: unknown): Key | null {
  const parsed = keySchema.safeParse(plain(given));
  return parsed.success ? parsed.data : null;
}
