/*
 * Keras wraps what JSON has no form for: tuples, shapes and arrays become objects with a class.
 */

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const LISTS = ['__tuple__', '__list__', 'TensorShape'];
const ARRAYS = ['__numpy__', '__tensor__'];

/** A configuration with such objects replaced by the lists they stand for. The depth was bounded when the text was read. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  const { class_name: name, items, config, type } = value;
  if (type === 'ndarray' && 'value' in value) return plain(value.value);
  if (typeof name === 'string' && LISTS.includes(name) && Array.isArray(items)) return items.map(plain);
  if (typeof name === 'string' && ARRAYS.includes(name) && isRecord(config) && 'value' in config)
    return plain(config.value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

export { isRecord };
