import { type Definitions, type Shape4D, size, type WasmMemory } from './wasm-memory.js';

export const MAX_POOL = 'BitbeatMaxPool';
export const MAX_POOL_GRADIENT = 'BitbeatMaxPoolGradient';
export const SUM_POOL = 'BitbeatSumPool';
export const SUM_POOL_GRADIENT = 'BitbeatSumPoolGradient';

/** Activation and pooling, and their gradients. */
export function poolKernels(memory: WasmMemory): Definitions {
  const { module } = memory;
  return {
    [MAX_POOL]: ({ x }, { kernel, stride, low, high, step }) => {
      const [batch, , positions, channels] = x!.shape as Shape4D;
      const shape = [batch, 1, Math.floor((positions - kernel!) / stride!) + 1, channels];
      const [y, route] = [memory.output(shape), memory.output(shape, 'int32')];
      const [from, to, along] = [x!, y, route].map((tensor) => memory.at(tensor)) as [number, number, number];
      module.maxPool(from, to, along, batch, positions, channels, kernel!, stride!, low!, high!, step!);
      return [y, route];
    },

    [MAX_POOL_GRADIENT]: ({ dy, route }, { batch, positions, channels }) => {
      const dx = memory.output([batch!, 1, positions!, channels!]);
      module.maxPoolGradient(memory.at(dy!), memory.at(route!), memory.at(dx), size(dy!), size(dx));
      return dx;
    },

    [SUM_POOL]: ({ x }, { kernel, stride, scale, low, high, step }) => {
      const [batch, , positions, channels] = x!.shape as Shape4D;
      const y = memory.output([batch, 1, Math.floor((positions - kernel!) / stride!) + 1, channels]);
      module.sumPool(
        ...[memory.at(x!), memory.at(y), batch, positions, channels, kernel!, stride!, scale!, low!, high!, step!],
      );
      return y;
    },

    [SUM_POOL_GRADIENT]: ({ dy, x }, { kernel, stride, scale, low, high }) => {
      const [batch, , positions, channels] = x!.shape as Shape4D;
      const dx = memory.output([batch, 1, positions, channels]);
      const [from, of, to] = [dy!, x!, dx].map((tensor) => memory.at(tensor)) as [number, number, number];
      module.sumPoolGradient(from, of, to, batch, positions, channels, kernel!, stride!, scale!, low!, high!);
      return dx;
    },
  };
}
