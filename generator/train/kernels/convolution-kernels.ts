import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import type { Definitions, Numbers, Shape4D, WasmMemory } from './wasm-memory.js';
import { size } from './wasm-memory.js';

export const CONV1D = 'BitbeatConv1d';
const FILTER_GRADIENT = 'BitbeatConv1dFilterGradient';
const INPUT_GRADIENT = 'BitbeatConv1dInputGradient';
const BIAS_GRADIENT = 'BitbeatConv1dBiasGradient';

/** Of an output position, the values that it sees: see `assembly/conv1d.ts`. */
interface Geometry {
  outPositions: number;
  /** `batch` to `hop` as the kernels take them. */
  numbers: [number, number, number, number, number, number, number];
  /** Values of a row. */
  row: number;
}

/** Of x [batch, 1, positions, channels] with its padding. */
function geometry(batch: number, positions: number, channels: number, taps: number, given: Numbers): Geometry {
  const { stride, dilation, before, after, groups } = given as Required<Numbers>;
  const length = before! + positions + after!;
  const outPositions = Math.floor((length - (taps - 1) * dilation! - 1) / stride!) + 1;
  const own = channels / groups!;
  // One run where a row has no gaps.
  const whole = dilation === 1 && groups === 1;
  const [runs, run, hop] = whole ? [1, taps * own, taps * own] : [taps, own, dilation! * channels];
  const numbers: Geometry['numbers'] = [batch, outPositions, length * channels, stride! * channels, runs, run, hop];
  return { outPositions, numbers, row: taps * own };
}

/** Convolution and its gradients, one group of channels after the other. */
export function convolutionKernels(memory: WasmMemory): Definitions {
  const { module } = memory;
  return {
    [CONV1D]: ({ x, filter, bias }, given) => {
      const [batch, , positions, channels] = x!.shape as Shape4D;
      const [, taps, ins, outs] = filter!.shape as Shape4D;
      const { outPositions, numbers } = geometry(batch, positions, channels, taps, given);
      const width = outs / given.groups!;
      const y = memory.output([batch, 1, outPositions, outs]);
      memory.padded(x!, given.before!, given.after!, (rows) => {
        for (let g = 0; g < given.groups!; g++) {
          const at = 4 * g * width;
          const [f, b, to] = [filter!, bias!, y].map((tensor) => memory.at(tensor) + at) as [number, number, number];
          module.forward(rows + 4 * g * ins, f, b, to, ...numbers, width, outs);
        }
      });
      return y;
    },

    [FILTER_GRADIENT]: ({ x, dy }, given) => {
      const [batch, , positions, channels] = x!.shape as Shape4D;
      const [outs, ins, taps] = [dy!.shape[3]!, channels / given.groups!, given.taps!];
      const { numbers, row } = geometry(batch, positions, channels, taps, given);
      const width = outs / given.groups!;
      const gradient = memory.output([1, taps, ins, outs]);
      memory.padded(x!, given.before!, given.after!, (rows) =>
        memory.scratch(4 * row * outs + module.filterGradientTermBytes(width), (turned) => {
          const terms = turned + 4 * row * outs;
          for (let g = 0; g < given.groups!; g++) {
            const [from, to] = [memory.at(dy!) + 4 * g * width, turned + 4 * g * width * row];
            module.filterGradient(rows + 4 * g * ins, from, to, terms, ...numbers, width, outs);
          }
          module.transpose(turned, memory.at(gradient), outs, row);
        }),
      );
      return gradient;
    },

    [INPUT_GRADIENT]: ({ dy, filter }, given) => {
      const batch = dy!.shape[0]!;
      const [, taps, ins, outs] = filter!.shape as Shape4D;
      const channels = ins * given.groups!;
      const { numbers, row } = geometry(batch, given.positions!, channels, taps, given);
      const width = outs / given.groups!;
      const dx = memory.output([batch, 1, given.positions!, channels]);
      memory.scratch(4 * row * outs + module.inputGradientTermBytes(width), (turned) => {
        const terms = turned + 4 * row * outs;
        module.transpose(memory.at(filter!), turned, row, outs);
        memory.cropped(dx, given.before!, given.after!, (rows) => {
          for (let g = 0; g < given.groups!; g++) {
            const [from, own] = [memory.at(dy!) + 4 * g * width, turned + 4 * g * width * row];
            module.inputGradient(from, own, rows + 4 * g * ins, terms, ...numbers, width, outs);
          }
        });
      });
      return dx;
    },

    [BIAS_GRADIENT]: ({ dy }) => {
      const outChannels = dy!.shape[3]!;
      const gradient = memory.output([outChannels]);
      module.sumRows(memory.at(dy!), memory.at(gradient), size(dy!) / outChannels, outChannels);
      return gradient;
    },
  };
}

export function registerConvolutionGradient(tf: Tf): void {
  tf.registerGradient({
    kernelName: CONV1D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved as [TensorFlow.Tensor4D, TensorFlow.Tensor4D];
      const run = (name: string, inputs: Record<string, TensorFlow.Tensor>, more: Numbers) =>
        tf.engine().runKernel(name, inputs, { ...(attrs as Numbers), ...more }) as TensorFlow.Tensor;
      const dOut = dy as TensorFlow.Tensor;
      return {
        x: () => run(INPUT_GRADIENT, { dy: dOut, filter }, { positions: x.shape[2] }),
        filter: () => run(FILTER_GRADIENT, { x, dy: dOut }, { taps: filter.shape[1] }),
        bias: () => run(BIAS_GRADIENT, { dy: dOut }, {}),
      };
    },
  });
}

/** The gradient of a bias [out] is the same for every convolution. */
export const biasGradient = (tf: Tf, dy: TensorFlow.Tensor) =>
  tf.engine().runKernel(BIAS_GRADIENT, { dy }, {}) as TensorFlow.Tensor;
