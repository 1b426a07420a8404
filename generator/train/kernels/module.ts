import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Neither the language's nor Node's types name WebAssembly.
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  class Module {
    constructor(code: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, Memory>>);
    readonly exports: unknown;
  }
}

/** Addresses and counts are bytes and values; see the comments of the functions in `assembly/`. */
type Kernel = (...numbers: number[]) => number;
export type KernelModule = Record<
  | 'clear'
  | 'copyColumns'
  | 'cropRows'
  | 'depthwise'
  | 'depthwiseFilterGradient'
  | 'depthwiseInputGradient'
  | 'gatherColumns'
  | 'padRows'
  | 'spreadColumns'
  | 'sumRows'
  | 'transpose'
  | 'forward'
  | 'filterGradient'
  | 'filterGradientTermBytes'
  | 'inputGradient'
  | 'inputGradientTermBytes'
  | 'maxPool'
  | 'maxPoolGradient'
  | 'sumPool'
  | 'sumPoolGradient',
  Kernel
>;

/** What the build makes of `assembly/`; the same place seen from the sources and from the build. */
export const KERNEL_FILE = new URL('../../../dist/train/kernels/kernels.wasm', import.meta.url);

/**
 * The kernels, working in the memory among `exports`, those of another module. They have no memory of their own: they
 * touch what their arguments point at.
 */
export function instantiateKernels(exports: Record<string, unknown>): KernelModule {
  const memory = Object.values(exports).find((e) => e instanceof WebAssembly.Memory);
  if (memory === undefined) throw new Error('the module exports no memory');
  if (!existsSync(KERNEL_FILE)) throw new Error(`${fileURLToPath(KERNEL_FILE)} is missing: npm run build`);
  const module = new WebAssembly.Module(readFileSync(KERNEL_FILE));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as KernelModule;
}
