import type { Computation } from './computation.js';
import type { Geometry } from './geometry.js';
import type { WasmMemory } from './wasm-memory.js';

/**
 * A group after the other as products with rows: the channels of a group are copied side by side, so that what a position sees is one run
 * of values, or one for each tap where these are apart. Quick where a run is long.
 */
export const wholeRows: Computation = {
  forward(memory, geometry, x, filter, bias, y) {
    const { width, outs } = geometry;
    const numbers = numbersOf(geometry);
    eachGroup(memory, geometry, x, (rows, g) => {
      const at = 4 * g * width;
      memory.module.forward(rows, filter + at, bias + at, y + at, ...numbers, width, outs);
    });
  },

  filterGradient(memory, geometry, x, dy, gradient) {
    const { module } = memory;
    const { taps, ins, width, outs } = geometry;
    const [numbers, row] = [numbersOf(geometry), taps * ins];
    memory.scratch(4 * row * outs + module.filterGradientTermBytes(width), (turned) => {
      eachGroup(memory, geometry, x, (rows, g) => {
        const [from, to] = [dy + 4 * g * width, turned + 4 * g * width * row];
        module.filterGradient(rows, from, to, turned + 4 * row * outs, ...numbers, width, outs);
      });
      module.transpose(turned, gradient, outs, row);
    });
  },

  inputGradient(memory, geometry, dy, filter, dx) {
    const { module } = memory;
    const { batch, length, channels, taps, ins, width, outs, groups } = geometry;
    const [numbers, row] = [numbersOf(geometry), taps * ins];
    memory.scratch(4 * row * outs + module.inputGradientTermBytes(width), (turned) => {
      module.transpose(filter, turned, row, outs);
      const add = (g: number, to: number) =>
        module.inputGradient(
          ...[dy + 4 * g * width, turned + 4 * g * width * row, to, turned + 4 * row * outs],
          ...[...numbers, width, outs],
        );
      if (groups === 1) {
        add(0, dx);
        return;
      }
      const bytes = 4 * batch * length * ins;
      memory.scratch(bytes, (own) => {
        for (let g = 0; g < groups; g++) {
          module.clear(own, bytes);
          add(g, own);
          module.copyColumns(own, dx + 4 * g * ins, batch * length, ins, ins, channels);
        }
      });
    });
  },
};

/** `batch` to `hop` of the kernels, of channels side by side: see `assembly/conv1d.ts`. */
function numbersOf({ batch, outPositions, length, stride, dilation, taps, ins }: Geometry) {
  const [runs, run, hop] = dilation === 1 ? [1, taps * ins, taps * ins] : [taps, ins, dilation * ins];
  return [batch, outPositions, length * ins, stride * ins, runs, run, hop] as const;
}

/** Hands on the address of the channels of each group, side by side. */
function eachGroup(
  memory: WasmMemory,
  geometry: Geometry,
  x: number,
  use: (rows: number, group: number) => void,
): void {
  const { batch, length, channels, ins, groups } = geometry;
  if (groups === 1) {
    use(x, 0);
    return;
  }
  const rows = batch * length;
  memory.scratch(4 * rows * ins, (own) => {
    for (let g = 0; g < groups; g++) {
      memory.module.copyColumns(x + 4 * g * ins, own, rows, ins, channels, ins);
      use(own, g);
    }
  });
}
