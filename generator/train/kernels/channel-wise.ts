import type { Computation } from './computation.js';
import type { Geometry } from './geometry.js';
import type { WasmMemory } from './wasm-memory.js';

/**
 * All output channels side by side, an input channel of each group after the other: it is copied to all outputs of its group, each of
 * which then reads a channel of its own. Quick where a group has few input channels; where each is a group and gives one output
 * nothing is copied.
 */
export const channelWise: Computation = {
  forward(memory, geometry, x, filter, bias, y) {
    const { ins, outs } = geometry;
    for (let i = 0; i < ins; i++)
      spread(memory, geometry, x + 4 * i, (own) => {
        memory.module.depthwise(own, filter + 4 * i * outs, i === 0 ? bias : 0, y, ...numbersOf(geometry));
      });
  },

  filterGradient(memory, geometry, x, dy, gradient) {
    const { module } = memory;
    const { ins, outs, taps } = geometry;
    module.clear(gradient, 4 * taps * ins * outs);
    for (let i = 0; i < ins; i++)
      spread(memory, geometry, x + 4 * i, (own) => {
        module.depthwiseFilterGradient(own, dy, gradient + 4 * i * outs, ...numbersOf(geometry));
      });
  },

  inputGradient(memory, geometry, dy, filter, dx) {
    const { module } = memory;
    const { batch, length, groups, ins, outs, width } = geometry;
    const add = (i: number, to: number) =>
      module.depthwiseInputGradient(dy, filter + 4 * i * outs, to, ...numbersOf(geometry));
    if (ins === 1 && width === 1) {
      add(0, dx);
      return;
    }
    const bytes = 4 * batch * length * outs;
    memory.scratch(bytes, (own) => {
      for (let i = 0; i < ins; i++) {
        module.clear(own, bytes);
        add(i, own);
        module.gatherColumns(own, dx + 4 * i, batch * length, groups, ins, width);
      }
    });
  },
};

/** `batch` to `filterWidth` of the kernels: see `assembly/depthwise.ts`. */
const numbersOf = ({ batch, length, outPositions, outs, taps, stride, dilation, ins }: Geometry) =>
  [batch, length, outPositions, outs, taps, stride, dilation, ins * outs] as const;

/** Hands on the address of x with each group's first channel, from where it lies, in the place of every output of the group. */
function spread(memory: WasmMemory, geometry: Geometry, x: number, use: (own: number) => void): void {
  const { batch, length, groups, ins, outs, width } = geometry;
  if (ins === 1 && width === 1) {
    use(x);
    return;
  }
  memory.scratch(4 * batch * length * outs, (own) => {
    memory.module.spreadColumns(x, own, batch * length, groups, ins, width);
    use(own);
  });
}
