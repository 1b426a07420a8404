import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layerOrders } from '../arch/architecture.js';
import { classBits, type Hardware } from '../arch/hardware.js';
import { type FragmentSet, fragment } from '../data/fragment-set.js';
import { hex } from '../emit/memory-images.js';
import { layerStream } from '../emit/names.js';

import { argmax, Interpreter } from '../model/interpreter.js';

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
  const orders = layerOrders(hardware);
  const layers = hardware.layers.map(({ name, outBits, requantShift }, i): StreamInfo => {
    return { name, file: layerStream(name), bits: outBits, signed: requantShift === null, order: orders[i]! };
  });
  const bits = classBits(hardware.model.classes.length);
  return [...layers, { name: 'class', file: 'class', bits, signed: false, order: [{ channel: 0, position: 0 }] }];
}

/**
 * Writes what the bench needs for these fragments of `set`: `samples.hex` and every stream's expected values, from the
 * interpreter, as `layer_<layer>.hex` and `class.hex`; one hexadecimal value a line, fragment after fragment.
 */
export function writeVectors(folder: string, hardware: Hardware, set: FragmentSet, indices: readonly number[]): void {
  const interpreter = new Interpreter(hardware.model);
  const streams = streamsOf(hardware);
  const texts = streams.map((): string[] => []);
  const samples: string[] = [];
  for (const index of indices) {
    const codes = fragment(set, index);
    for (const code of codes) samples.push(hex(code, hardware.model.input.codeBits));
    const values = interpreter.run(codes);
    streams.forEach(({ bits, order }, s) => {
      const layer = values[s];
      if (layer === undefined) texts[s]!.push(hex(argmax(values.at(-1)!.values), bits));
      else
        for (const { channel, position } of order)
          texts[s]!.push(hex(layer.values[channel * layer.positions + position]!, bits));
    });
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'samples.hex'), `${samples.join('\n')}\n`);
  streams.forEach(({ file }, s) => {
    writeFileSync(join(folder, `${file}.hex`), `${texts[s]!.join('\n')}\n`);
  });
}
