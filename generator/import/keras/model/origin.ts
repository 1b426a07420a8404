import type { Origin } from './model-spec.js';

/** Modules of Keras' own layers, and of what `keras.ops` and activations make of tensors. */
const LAYER_MODULE = /^(?:keras|tf_keras|tensorflow\.keras|tensorflow\.python\.keras)(?:\.|$)/;
const OPERATION_MODULE = /^keras\.(?:src\.)?(?:ops|activations)(?:\.|$)/;

/**
 * Whose class a layer is of. Keras 3 says the module and, of the user's own classes, the name they were registered by; older
 * files say the class alone.
 */
export function originOf(
  { module, registered_name: registered }: Readonly<Record<string, unknown>>,
  className: string,
): Origin {
  if (className.includes('>')) return 'custom';
  if (typeof registered === 'string' && registered !== className) return 'custom';
  if (typeof module !== 'string') return typeof registered === 'string' ? 'custom' : 'layer';
  if (OPERATION_MODULE.test(module)) return 'operation';
  return LAYER_MODULE.test(module) ? 'layer' : 'custom';
}
