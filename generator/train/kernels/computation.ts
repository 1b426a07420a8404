import type { Geometry } from './geometry.js';
import type { WasmMemory } from './wasm-memory.js';

/** A way of computing convolutions. Addresses are of bytes; x and dx are padded, and dx holds zeros before. */
export interface Computation {
  forward(memory: WasmMemory, geometry: Geometry, x: number, filter: number, bias: number, y: number): void;
  filterGradient(memory: WasmMemory, geometry: Geometry, x: number, dy: number, gradient: number): void;
  inputGradient(memory: WasmMemory, geometry: Geometry, dy: number, filter: number, dx: number): void;
}
