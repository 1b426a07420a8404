import { strToU8, zipSync } from 'fflate';
import { File, type Group, ready } from 'h5wasm';

/** Texts of attributes, datasets by their paths, and what else is written to an HDF5 file. */
export interface Contents {
  /** `path@name`: one text or a list. */
  attributes?: Record<string, string | string[]>;
  datasets?: Record<string, { shape: number[]; values: Float32Array | Float64Array | Int32Array }>;
  more?: (file: File) => void;
}

let files = 0;

/** An HDF5 file, written in memory. */
export async function hdf5({ attributes = {}, datasets = {}, more }: Contents): Promise<Uint8Array> {
  const { FS } = await ready;
  const name = `/written-${files++}.h5`;
  const file = new File(name, 'w');
  const group = (path: string): Group =>
    path
      .split('/')
      .filter((part) => part !== '')
      .reduce<Group>((at, part) => (at.keys().includes(part) ? (at.get(part) as Group) : at.create_group(part)), file);
  for (const [path, { shape, values }] of Object.entries(datasets)) {
    const cut = path.lastIndexOf('/');
    group(path.slice(0, Math.max(0, cut))).create_dataset({ name: path.slice(cut + 1), data: values, shape });
  }
  for (const [at, texts] of Object.entries(attributes)) {
    const [path, attribute] = at.split('@') as [string, string];
    group(path).create_attribute(attribute, texts);
  }
  more?.(file);
  file.close();
  const bytes = FS.readFile(name) as Uint8Array;
  FS.unlink(name);
  return bytes.slice();
}

export const floats = (shape: number[], values?: readonly number[]) => ({
  shape,
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => values?.[i] ?? (i + 1) / 8),
});

const MODEL = {
  class_name: 'Sequential',
  config: {
    name: 'sequential',
    layers: [
      { class_name: 'InputLayer', config: { batch_shape: [null, 4, 1], name: 'input_layer' } },
      { class_name: 'Conv1D', config: { name: 'conv_a', filters: 2, kernel_size: [3], activation: 'relu' } },
      { class_name: 'Conv1D', config: { name: 'conv_b', filters: 1, kernel_size: [1], use_bias: false } },
      { class_name: 'Flatten', config: { name: 'flatten' } },
    ],
  },
};

/** A network of two convolutions; of [1, 2, 3, 4] it makes `OUTPUT`. */
export const CONFIG = JSON.stringify(MODEL);
export const WINDOW = [1, 2, 3, 4];
export const OUTPUT = [321 - 9, 432 - 9];
const [A, BIAS, B] = [floats([3, 1, 2], [1, -1, 10, 0, 100, 0]), floats([2], [-9, 0]), floats([1, 2, 1], [1, 5])];

/** Contents of `model.weights.h5` of that network. */
export const byPlace = (): Required<Pick<Contents, 'datasets'>> => ({
  datasets: { 'layers/conv1d/vars/0': A, 'layers/conv1d/vars/1': BIAS, 'layers/conv1d_1/vars/0': B },
});

/** Contents of a legacy `.h5` of that network, as Keras 2 or 3 names weights. */
export const byName = (prefix = '', suffix = ''): Required<Pick<Contents, 'datasets' | 'attributes'>> => ({
  attributes: {
    '@model_config': CONFIG,
    '@keras_version': '2.15.0',
    'model_weights@layer_names': ['conv_a', 'conv_b', 'flatten'],
    'model_weights/conv_a@weight_names': [`${prefix}conv_a/kernel${suffix}`, `${prefix}conv_a/bias${suffix}`],
    'model_weights/conv_b@weight_names': [`${prefix}conv_b/kernel${suffix}`],
  },
  datasets: {
    [`model_weights/conv_a/${prefix}conv_a/kernel${suffix}`]: A,
    [`model_weights/conv_a/${prefix}conv_a/bias${suffix}`]: BIAS,
    [`model_weights/conv_b/${prefix}conv_b/kernel${suffix}`]: B,
  },
});

/** A `.keras` file. */
export function archive(weights: Uint8Array, config = CONFIG, metadata = '{"keras_version": "3.9.0"}'): Uint8Array {
  return zipSync({ 'metadata.json': strToU8(metadata), 'config.json': strToU8(config), 'model.weights.h5': weights });
}
