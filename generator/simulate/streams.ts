import { architectureOf } from '../arch/architectures.js';
import type { Hardware } from '../arch/hardware.js';
import { portWidths } from '../arch/interface.js';
import { layerStream } from '../emit/names.js';

/** Streams of a design in the order of the bench: every layer's, then, where the core says one, the class. */
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

/** Of the classes, which no layer's stream is named after. */
export const CLASS_FILE = 'class';

export function streamsOf(hardware: Hardware): StreamInfo[] {
  const orders = architectureOf(hardware).orders(hardware);
  const layers = hardware.layers.map(({ name, outBits, outSigned }, i): StreamInfo => {
    return { name, file: layerStream(name), bits: outBits, signed: outSigned, order: orders[i]! };
  });
  const { classBits: bits } = portWidths(hardware);
  if (bits === null) return layers;
  return [...layers, { name: 'class', file: CLASS_FILE, bits, signed: false, order: [{ channel: 0, position: 0 }] }];
}

/** Those of them that can be seen at the ports: the scores and, where there is one, the class. */
export const portStreams = (hardware: Hardware): StreamInfo[] => streamsOf(hardware).slice(hardware.layers.length - 1);
