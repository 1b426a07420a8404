import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import { channelWise } from './channel-wise.js';
import type { Computation } from './computation.js';
import { type Geometry, geometryOf } from './geometry.js';
import { type Definitions, type Numbers, type Shape4D, size, type WasmMemory } from './wasm-memory.js';
import { wholeRows } from './whole-rows.js';

export const CONV1D = 'BitbeatConv1d';
const FILTER_GRADIENT = 'BitbeatConv1dFilterGradient';
const INPUT_GRADIENT = 'BitbeatConv1dInputGradient';
const BIAS_GRADIENT = 'BitbeatConv1dBiasGradient';

/** A run of fewer values is slower in products with rows than all outputs side by side (`bench-train --layers`). */
const SHORT = 8;

const computationOf = ({ groups, dilation, ins }: Geometry): Computation =>
  ins < SHORT && (groups > 1 || dilation > 1) ? channelWise : wholeRows;

/** Convolution and its gradients. */
export function convolutionKernels(memory: WasmMemory): Definitions {
  const { module } = memory;
  return {
    [CONV1D]: ({ x, filter, bias }, window) => {
      const [batch, , positions, channels] = x!.shape as Shape4D;
      const [, taps, , outs] = filter!.shape as Shape4D;
      const geometry = geometryOf({ batch, positions, channels, taps, outs }, window);
      const y = memory.output([batch, 1, geometry.outPositions, outs]);
      const [f, b, to] = [filter!, bias!, y].map((tensor) => memory.at(tensor)) as [number, number, number];
      memory.padded(x!, geometry.before, geometry.after, (rows) => {
        computationOf(geometry).forward(memory, geometry, rows, f, b, to);
      });
      return y;
    },

    [FILTER_GRADIENT]: ({ x, dy }, { taps, ...window }) => {
      const [batch, , positions, channels] = x!.shape as Shape4D;
      const geometry = geometryOf({ batch, positions, channels, taps: taps!, outs: dy!.shape[3]! }, window);
      const gradient = memory.output([1, taps!, geometry.ins, geometry.outs]);
      memory.padded(x!, geometry.before, geometry.after, (rows) => {
        computationOf(geometry).filterGradient(memory, geometry, rows, memory.at(dy!), memory.at(gradient));
      });
      return gradient;
    },

    [INPUT_GRADIENT]: ({ dy, filter }, { positions, ...window }) => {
      const [, taps, ins, outs] = filter!.shape as Shape4D;
      const channels = ins * window.groups!;
      const geometry = geometryOf({ batch: dy!.shape[0]!, positions: positions!, channels, taps, outs }, window);
      const dx = memory.output([geometry.batch, 1, positions!, channels]);
      memory.cropped(dx, geometry.before, geometry.after, (rows) => {
        computationOf(geometry).inputGradient(memory, geometry, memory.at(dy!), memory.at(filter!), rows);
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
