import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import { biasGradient } from './convolution-kernels.js';
import type { Definitions, Numbers, Shape4D, WasmMemory } from './wasm-memory.js';

export const DEPTHWISE = 'BitbeatDepthwise';
const FILTER_GRADIENT = 'BitbeatDepthwiseFilterGradient';
const INPUT_GRADIENT = 'BitbeatDepthwiseInputGradient';

/** From `batch` on as the kernels take them, and what of them is the number of output positions. */
function geometry(batch: number, positions: number, channels: number, taps: number, given: Numbers) {
  const { stride, dilation, before, after } = given as Required<Numbers>;
  const length = before! + positions + after!;
  const outPositions = Math.floor((length - (taps - 1) * dilation! - 1) / stride!) + 1;
  const numbers = [batch, length, outPositions, channels, taps, stride!, dilation!] as const;
  return { outPositions, numbers };
}

/** Convolution of each channel by itself, x [batch, 1, positions, channels] and filter [taps, channels], and its gradients. */
export function depthwiseKernels(memory: WasmMemory): Definitions {
  const { module } = memory;
  return {
    [DEPTHWISE]: ({ x, filter, bias }, given) => {
      const [batch, , positions, channels] = x!.shape as Shape4D;
      const { outPositions, numbers } = geometry(batch, positions, channels, filter!.shape[0]!, given);
      const y = memory.output([batch, 1, outPositions, channels]);
      memory.padded(x!, given.before!, given.after!, (rows) => {
        module.depthwise(rows, memory.at(filter!), memory.at(bias!), memory.at(y), ...numbers);
      });
      return y;
    },

    [FILTER_GRADIENT]: ({ x, dy }, given) => {
      const [batch, , positions, channels] = x!.shape as Shape4D;
      const { numbers } = geometry(batch, positions, channels, given.taps!, given);
      const gradient = memory.output([given.taps!, channels]);
      memory.padded(x!, given.before!, given.after!, (rows) => {
        module.depthwiseFilterGradient(rows, memory.at(dy!), memory.at(gradient), ...numbers);
      });
      return gradient;
    },

    [INPUT_GRADIENT]: ({ dy, filter }, given) => {
      const [batch, , , channels] = dy!.shape as Shape4D;
      const { numbers } = geometry(batch, given.positions!, channels, filter!.shape[0]!, given);
      const dx = memory.output([batch, 1, given.positions!, channels]);
      memory.cropped(dx, given.before!, given.after!, (rows) => {
        module.depthwiseInputGradient(memory.at(dy!), memory.at(filter!), rows, ...numbers);
      });
      return dx;
    },
  };
}

export function registerDepthwiseGradient(tf: Tf): void {
  tf.registerGradient({
    kernelName: DEPTHWISE,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved as [TensorFlow.Tensor4D, TensorFlow.Tensor2D];
      const run = (name: string, inputs: Record<string, TensorFlow.Tensor>, more: Numbers) =>
        tf.engine().runKernel(name, inputs, { ...(attrs as Numbers), ...more }) as TensorFlow.Tensor;
      const dOut = dy as TensorFlow.Tensor;
      return {
        x: () => run(INPUT_GRADIENT, { dy: dOut, filter }, { positions: x.shape[2] }),
        filter: () => run(FILTER_GRADIENT, { x, dy: dOut }, { taps: filter.shape[0] }),
        bias: () => biasGradient(tf, dOut),
      };
    },
  });
}
