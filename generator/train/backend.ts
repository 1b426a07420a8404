import type * as TensorFlow from '@tensorflow/tfjs';
import { registerKernels, unregisterKernels } from './kernels/register.js';

export type Tf = typeof TensorFlow;

/** TensorFlow.js with the backend that training runs on. */
export interface Backend {
  tf: Tf;
  name: 'native' | 'wasm';
  /** Why this backend and no other, in one sentence. */
  why: string;
}

const NATIVE = '@tensorflow/tfjs-node';

/**
 * The native backend if the optional package `@tensorflow/tfjs-node` is installed and loads, otherwise wasm with the
 * kernels of `kernels/`. Loaded on demand only: whoever has a trained model never loads TensorFlow.js.
 */
export async function loadBackend(): Promise<Backend> {
  try {
    return await loadNative();
  } catch (error) {
    const reason = shorten((error as Error).message.split('\n')[0]!);
    return { ...(await loadWasm('own')), why: `${NATIVE} does not load: ${reason}` };
  }
}

/** `folder`: where a tfjs-node that was built elsewhere lies. Throws whatever keeps the package from loading. */
export async function loadNative(folder = NATIVE): Promise<Backend> {
  const { createRequire } = await import('node:module');
  const tf = createRequire(import.meta.url)(folder) as Tf;
  await tf.setBackend('tensorflow');
  await tf.ready();
  return { tf, name: 'native', why: `${folder} is installed and loads` };
}

/** With the kernels of `kernels/`, or, for comparison, in TensorFlow.js's own operations alone. */
export async function loadWasm(kernels: 'own' | 'plain'): Promise<Backend> {
  const { createRequire } = await import('node:module');
  const { dirname, sep } = await import('node:path');
  const loaded = (await import('@tensorflow/tfjs')) as Tf & { default?: Tf };
  const tf = loaded.default ?? loaded;
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  await tf.setBackend('wasm');
  await tf.ready();
  if (kernels === 'own') registerKernels(tf);
  else unregisterKernels(tf);
  return { tf, name: 'wasm', why: 'it was asked for' };
}

/** Without the machine's paths, which Node puts into its message. */
function shorten(reason: string): string {
  return reason.replace(/ imported from .*/, '').replace(/^Error: /, '');
}
