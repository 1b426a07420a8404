import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import { instantiateKernels, type KernelModule } from './module.js';

export const CONV1D = 'BitbeatConv1d';
export const MAX_POOL = 'BitbeatMaxPool';
export const MAX_POOL_GRADIENT = 'BitbeatMaxPoolGradient';
export const SUM_POOL = 'BitbeatSumPool';
export const SUM_POOL_GRADIENT = 'BitbeatSumPoolGradient';
const FILTER_GRADIENT = 'BitbeatConv1dFilterGradient';
const INPUT_GRADIENT = 'BitbeatConv1dInputGradient';
const BIAS_GRADIENT = 'BitbeatConv1dBiasGradient';
const NAMES = [
  CONV1D,
  FILTER_GRADIENT,
  INPUT_GRADIENT,
  BIAS_GRADIENT,
  MAX_POOL,
  MAX_POOL_GRADIENT,
  SUM_POOL,
  SUM_POOL_GRADIENT,
];

type TensorInfo = TensorFlow.TensorInfo;
type Numbers = Record<string, number>;

/** What the kernels use of TensorFlow.js's wasm backend. */
interface WasmBackend {
  wasm: { asm: Record<string, unknown>; _malloc(bytes: number): number; _free(address: number): void };
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: 'float32' | 'int32'): TensorInfo;
}

/** Whether the kernels of this folder serve the backend in use. */
export const haveKernels = (tf: Tf): boolean => tf.getKernel(CONV1D, tf.getBackend()) !== undefined;

/** Registers the kernels for the wasm backend, which must be the one in use; they work in place on its memory. */
export function registerKernels(tf: Tf): void {
  if (haveKernels(tf)) return;
  const backend = tf.backend() as unknown as WasmBackend;
  const kernels = definitions(backend, instantiateKernels(backend.wasm.asm));
  for (const [kernelName, run] of Object.entries(kernels))
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) => run(inputs as Record<string, TensorInfo>, attrs as Numbers),
    });
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

export function unregisterKernels(tf: Tf): void {
  if (tf.getKernel(CONV1D, 'wasm') === undefined) return;
  for (const name of NAMES) tf.unregisterKernel(name, 'wasm');
  tf.unregisterGradient(CONV1D);
}

type Inputs = Record<string, TensorInfo>;

function definitions(backend: WasmBackend, module: KernelModule) {
  const { wasm } = backend;
  const at = ({ dataId }: TensorInfo) => backend.dataIdMap.get(dataId).memoryOffset;
  /** Hands `use` the address of `bytes` bytes that are free again afterwards. */
  const scratch = (bytes: number, use: (address: number) => void) => {
    const address = wasm._malloc(bytes) >>> 0;
    if (address === 0) throw new Error(`out of memory: ${bytes} bytes`);
    try {
      use(address);
    } finally {
      wasm._free(address);
    }
  };
  /** The same with the address of x with its padding. */
  const padded = (x: TensorInfo, padding: number, use: (address: number) => void) => {
    if (padding === 0) return use(at(x));
    const [batch, , positions, channels] = x.shape as [number, number, number, number];
    scratch(4 * batch * (positions + 2 * padding) * channels, (rows) => {
      module.padRows(at(x), rows, batch, positions, channels, padding);
      use(rows);
    });
  };

  return {
    [CONV1D]: ({ x, filter, bias }: Inputs, { stride, padding }: Numbers) => {
      const [batch, , positions, inChannels] = x!.shape as [number, number, number, number];
      const [, taps, , outChannels] = filter!.shape as [number, number, number, number];
      const length = positions + 2 * padding!;
      const y = backend.makeOutput([batch, 1, Math.floor((length - taps) / stride!) + 1, outChannels], 'float32');
      padded(x!, padding!, (rows) => {
        module.forward(rows, at(filter!), at(bias!), at(y), batch, length, inChannels, taps, outChannels, stride!);
      });
      return y;
    },

    [FILTER_GRADIENT]: ({ x, dy }: Inputs, { stride, padding, taps }: Numbers) => {
      const [batch, , positions, inChannels] = x!.shape as [number, number, number, number];
      const outChannels = dy!.shape[3]!;
      const gradient = backend.makeOutput([1, taps!, inChannels, outChannels], 'float32');
      const length = positions + 2 * padding!;
      const row = taps! * inChannels;
      padded(x!, padding!, (rows) =>
        scratch(4 * row * outChannels + module.filterGradientTermBytes(outChannels), (turned) => {
          const terms = turned + 4 * row * outChannels;
          module.filterGradient(
            ...[rows, at(dy!), turned, terms, batch, length, inChannels, taps!, outChannels, stride!],
          );
          module.transpose(turned, at(gradient), outChannels, row);
        }),
      );
      return gradient;
    },

    [INPUT_GRADIENT]: ({ dy, filter }: Inputs, { stride, padding, positions }: Numbers) => {
      const batch = dy!.shape[0]!;
      const [, taps, inChannels, outChannels] = filter!.shape as [number, number, number, number];
      const dx = backend.makeOutput([batch, 1, positions!, inChannels], 'float32');
      const length = positions! + 2 * padding!;
      const turnedBytes = 4 * taps * inChannels * outChannels;
      const termBytes = module.inputGradientTermBytes(outChannels);
      scratch(turnedBytes + termBytes + 4 * batch * length * inChannels, (turned) => {
        const terms = turned + turnedBytes;
        const rows = terms + termBytes;
        module.transpose(at(filter!), turned, taps * inChannels, outChannels);
        module.inputGradient(at(dy!), turned, rows, terms, batch, length, inChannels, taps, outChannels, stride!);
        module.cropRows(rows, at(dx), batch, positions!, inChannels, padding!);
      });
      return dx;
    },

    [BIAS_GRADIENT]: ({ dy }: Inputs) => {
      const outChannels = dy!.shape[3]!;
      const gradient = backend.makeOutput([outChannels], 'float32');
      module.sumRows(at(dy!), at(gradient), size(dy!) / outChannels, outChannels);
      return gradient;
    },

    [MAX_POOL]: ({ x }: Inputs, { kernel, stride, low, high, step }: Numbers) => {
      const [batch, , positions, channels] = x!.shape as [number, number, number, number];
      const shape = [batch, 1, Math.floor((positions - kernel!) / stride!) + 1, channels];
      const y = backend.makeOutput(shape, 'float32');
      const route = backend.makeOutput(shape, 'int32');
      module.maxPool(at(x!), at(y), at(route), batch, positions, channels, kernel!, stride!, low!, high!, step!);
      return [y, route];
    },

    [MAX_POOL_GRADIENT]: ({ dy, route }: Inputs, { batch, positions, channels }: Numbers) => {
      const dx = backend.makeOutput([batch!, 1, positions!, channels!], 'float32');
      module.maxPoolGradient(at(dy!), at(route!), at(dx), size(dy!), size(dx));
      return dx;
    },

    [SUM_POOL]: ({ x }: Inputs, { kernel, stride, scale, low, high, step }: Numbers) => {
      const [batch, , positions, channels] = x!.shape as [number, number, number, number];
      const y = backend.makeOutput([batch, 1, Math.floor((positions - kernel!) / stride!) + 1, channels], 'float32');
      module.sumPool(at(x!), at(y), batch, positions, channels, kernel!, stride!, scale!, low!, high!, step!);
      return y;
    },

    [SUM_POOL_GRADIENT]: ({ dy, x }: Inputs, { kernel, stride, scale, low, high }: Numbers) => {
      const [batch, , positions, channels] = x!.shape as [number, number, number, number];
      const dx = backend.makeOutput([batch, 1, positions, channels], 'float32');
      module.sumPoolGradient(
        ...[at(dy!), at(x!), at(dx), batch, positions, channels, kernel!, stride!, scale!, low!, high!],
      );
      return dx;
    },
  };
}

const size = ({ shape }: TensorInfo): number => shape.reduce((product, length) => product * length, 1);
