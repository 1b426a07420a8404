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

/**
 * The native backend if the optional package `@tensorflow/tfjs-node` is installed and loads, otherwise wasm. Loaded on
 * demand only: whoever has a trained model never loads TensorFlow.js.
 *
 * On wasm the convolutions and poolings run in the kernels of `kernels/`; 'plain' leaves them to TensorFlow.js, for
 * comparison.
 */
export async function loadBackend(kernels: 'own' | 'plain' = 'own'): Promise<Backend> {
  let reason: string;
  try {
    // A variable keeps the compiler from asking for the types of a package that may be absent.
    const nativePackage: string = '@tensorflow/tfjs-node';
    const loaded = (await import(nativePackage)) as Tf & { default?: Tf };
    const tf = loaded.default ?? loaded;
    await tf.ready();
    return { tf, name: 'native', why: '@tensorflow/tfjs-node is installed and loads' };
  } catch (error) {
    reason = (error as Error).message.split('\n')[0]!;
  }
  const { tf, setWasmPaths, folder } = await loadWasm();
  setWasmPaths(folder);
  await tf.setBackend('wasm');
  await tf.ready();
  if (kernels === 'own') registerKernels(tf);
  else unregisterKernels(tf);
  return { tf, name: 'wasm', why: `@tensorflow/tfjs-node does not load: ${shorten(reason)}` };
}

async function loadWasm() {
  const { createRequire } = await import('node:module');
  const { dirname, sep } = await import('node:path');
  const loaded = (await import('@tensorflow/tfjs')) as Tf & { default?: Tf };
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  return { tf: loaded.default ?? loaded, setWasmPaths, folder: dirname(main) + sep };
}

/** Without the machine's paths, which Node puts into its message. */
function shorten(reason: string): string {
  return reason.replace(/ imported from .*/, '').replace(/^Error: /, '');
}
