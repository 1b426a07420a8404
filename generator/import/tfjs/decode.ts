import { decodeNumbers } from '../keras/hdf5/numbers.js';
import type { ManifestWeight } from './weight-schema.js';

/** Kinds of numbers by the names of TensorFlow.js. */
const KINDS = { float32: 'f4', float16: 'f2', int32: 'i4', bool: 'u1', uint8: 'u1', uint16: 'u2' } as const;

const kindOf = ({ dtype, quantization }: ManifestWeight) => KINDS[quantization?.dtype ?? dtype];

export const sizeOf = ({ shape }: ManifestWeight): number => shape.reduce((a, b) => a * b, 1);

/** Bytes of one number of a weight as it is stored. */
export const bytesOf = (weight: ManifestWeight): number => Number(kindOf(weight).slice(1));

/** The numbers of a weight; those that were quantised to integers are `integer * scale + min`, in float32 as TensorFlow.js has them. */
export function decodeWeight(bytes: Uint8Array, weight: ManifestWeight): Float64Array {
  const values = decodeNumbers(bytes, kindOf(weight), sizeOf(weight));
  const { quantization, dtype } = weight;
  if (!quantization || quantization.dtype === 'float16') return values;
  const { scale, min } = quantization;
  return values.map((value) =>
    dtype === 'int32' ? Math.round(value * scale + min) : Math.fround(value * scale + min),
  );
}
