import type { Tf } from '../tensorflow.js';
import { CONV1D, convolutionKernels, registerConvolutionGradient } from './convolution-kernels.js';
import { instantiateKernels } from './module.js';
import { poolKernels } from './pool-kernels.js';
import { type Inputs, type Numbers, type WasmBackend, WasmMemory } from './wasm-memory.js';

export { CONV1D } from './convolution-kernels.js';
export { MAX_POOL, MAX_POOL_GRADIENT, SUM_POOL, SUM_POOL_GRADIENT } from './pool-kernels.js';

/** Whether the kernels of this folder serve the backend in use. */
export const haveKernels = (tf: Tf): boolean => tf.getKernel(CONV1D, tf.getBackend()) !== undefined;

const definitions = (memory: WasmMemory) => ({
  ...convolutionKernels(memory),
  ...poolKernels(memory),
});

/** Registers the kernels for the wasm backend, which must be the one in use; they work in place on its memory. */
export function registerKernels(tf: Tf): void {
  if (haveKernels(tf)) return;
  const backend = tf.backend() as unknown as WasmBackend;
  const kernels = definitions(new WasmMemory(backend, instantiateKernels(backend.wasm.asm)));
  for (const [kernelName, run] of Object.entries(kernels))
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) => run(inputs as Inputs, attrs as Numbers),
    });
  registerConvolutionGradient(tf);
}

export function unregisterKernels(tf: Tf): void {
  if (tf.getKernel(CONV1D, 'wasm') === undefined) return;
  for (const name of Object.keys(definitions({} as WasmMemory))) tf.unregisterKernel(name, 'wasm');
  tf.unregisterGradient(CONV1D);
}
