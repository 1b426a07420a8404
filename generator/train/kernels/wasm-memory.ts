import type * as TensorFlow from '@tensorflow/tfjs';
import type { KernelModule } from './module.js';

export type TensorInfo = TensorFlow.TensorInfo;
export type Inputs = Record<string, TensorInfo>;
export type Numbers = Record<string, number>;
/** What a kernel of TensorFlow.js is here, by its name. */
export type Definitions = Record<string, (inputs: Inputs, numbers: Numbers) => TensorInfo | TensorInfo[]>;

/** What the kernels use of TensorFlow.js's wasm backend. */
export interface WasmBackend {
  wasm: { asm: Record<string, unknown>; _malloc(bytes: number): number; _free(address: number): void };
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: 'float32' | 'int32'): TensorInfo;
}

export type Shape4D = [number, number, number, number];

export const size = ({ shape }: TensorInfo): number => shape.reduce((product, length) => product * length, 1);

/** The backend's memory, by addresses of bytes. */
export class WasmMemory {
  constructor(
    readonly backend: WasmBackend,
    readonly module: KernelModule,
  ) {}

  output(shape: number[], dtype: 'float32' | 'int32' = 'float32'): TensorInfo {
    return this.backend.makeOutput(shape, dtype);
  }

  at({ dataId }: TensorInfo): number {
    return this.backend.dataIdMap.get(dataId).memoryOffset;
  }

  /** Hands `use` the address of `bytes` bytes that are free again afterwards. */
  scratch(bytes: number, use: (address: number) => void): void {
    const { wasm } = this.backend;
    const address = wasm._malloc(bytes) >>> 0;
    if (address === 0) throw new Error(`out of memory: ${bytes} bytes`);
    try {
      use(address);
    } finally {
      wasm._free(address);
    }
  }

  /** The same with the address of x [batch, 1, positions, channels] with zero positions before and after. */
  padded(x: TensorInfo, before: number, after: number, use: (address: number) => void): void {
    if (before + after === 0) {
      use(this.at(x));
      return;
    }
    const [batch, , positions, channels] = x.shape as Shape4D;
    this.scratch(4 * batch * (before + positions + after) * channels, (rows) => {
      this.module.padRows(this.at(x), rows, batch, positions, channels, before, after);
      use(rows);
    });
  }

  /** The same for what becomes of dx with these positions: they are dropped when `make` has filled it in. */
  cropped(dx: TensorInfo, before: number, after: number, make: (address: number) => void): void {
    const [batch, , positions, channels] = dx.shape as Shape4D;
    const bytes = 4 * batch * (before + positions + after) * channels;
    this.scratch(bytes, (rows) => {
      this.module.clear(rows, bytes);
      make(rows);
      this.module.cropRows(rows, this.at(dx), batch, positions, channels, before, after);
    });
  }
}
