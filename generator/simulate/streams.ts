import { architectureOf } from '../arch/architectures.js';
import { classBits, type Hardware } from '../arch/hardware.js';
import { layerStream } from '../emit/names.js';

/** Streams of a design in the order of the bench: every layer's, then the class. */
export interface StreamInfo {
  /** The layer's, or `class`. */
  name: string;
  /** Of its expected values, without `.hex`; no layer's is one of the others. */
  file: string;
  bits: number;
  signed: boolean;
  /** Channel and position of each value of one fragment, in the order in which they leave. */
  order: { channel: number; position: number }[];
}

export function streamsOf(hardware: Hardware): StreamInfo[] {
  const orders = architectureOf(hardware).orders(hardware);
  const layers = hardware.layers.map(({ name, outBits, requantShift }, i): StreamInfo => {
    return { name, file: layerStream(name), bits: outBits, signed: requantShift === null, order: orders[i]! };
  });
  const bits = classBits(hardware.model.classes.length);
  return [...layers, { name: 'class', file: 'class', bits, signed: false, order: [{ channel: 0, position: 0 }] }];
}
