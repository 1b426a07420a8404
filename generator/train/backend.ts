import { UserError } from '../support/errors.js';
import { loadOptional } from '../support/optional-package.js';
import { registerKernels, unregisterKernels } from './kernels/register.js';
import type { Tf } from './tensorflow.js';

/** TensorFlow.js with the backend that training runs on. */
export interface Backend {
  tf: Tf;
  name: 'native' | 'wasm';
  /** Why this backend and no other, in one sentence. */
  why: string;
}

const NATIVE = '@tensorflow/tfjs-node';
/** Of the wasm backend. */
const PACKAGES = ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'];

/** `BITBEAT_BACKEND`: `wasm` (also when it is not set) or `native`. */
export function wantedBackend(): Backend['name'] {
  const value = process.env.BITBEAT_BACKEND;
  if (value === undefined || value === 'wasm') return 'wasm';
  if (value === 'native') return 'native';
  throw new UserError({
    where: 'BITBEAT_BACKEND',
    message: 'no backend of that name',
    value,
    allowed: 'wasm, native',
    fix: 'wasm',
  });
}

/**
 * Wasm with the kernels of `kernels/`: faster than the native backend on these networks (`make bench-train`), and its results do
 * not depend on what else is installed. `BITBEAT_BACKEND=native` takes the optional package `@tensorflow/tfjs-node`, or the one that
 * `BITBEAT_TFJS_NODE` names. Loaded on demand only: whoever has a trained model never loads TensorFlow.js.
 *
 * @throws UserError when the native backend is wanted and does not load
 */
export async function loadBackend(): Promise<Backend> {
  if (wantedBackend() === 'wasm') return { ...(await loadWasm('own')), why: 'with its own kernels it is the fastest' };
  const folder = process.env.BITBEAT_TFJS_NODE ?? NATIVE;
  try {
    return await loadNative(folder);
  } catch (error) {
    throw new UserError({
      where: 'BITBEAT_BACKEND',
      message: `${folder} does not load: ${shorten((error as Error).message.split('\n')[0]!)}`,
      value: 'native',
      allowed: 'wasm, or native where tfjs-node is installed',
      fix: 'wasm',
    });
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
  const [loaded, { setWasmPaths }] = await loadOptional('training', PACKAGES, async () => {
    const whole = (await import('@tensorflow/tfjs')) as Tf & { default?: Tf };
    return [whole, await import('@tensorflow/tfjs-backend-wasm')] as const;
  });
  const tf = loaded.default ?? loaded;
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
