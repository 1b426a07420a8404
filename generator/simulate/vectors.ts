import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hardware } from '../arch/hardware.js';
import { type SignalSet, windowCodes } from '../data/signal-set.js';
import { hex } from '../emit/memory-images.js';
import { argmax, Interpreter } from '../model/interpreter.js';
import { CLASS_FILE, streamsOf } from './streams.js';
import { VECTORS_FILE, vectorsHead } from './vector-folder.js';

/**
 * Writes what the bench needs for the fragments of `set`: `samples.hex` and every stream's expected values, from the
 * interpreter, as `layer_<layer>.hex` and, where the core says a class, `class.hex`; one hexadecimal value a line, fragment after fragment. `vectors.json`
 * says whose they are.
 */
export function writeVectors(folder: string, hardware: Hardware, set: SignalSet): void {
  const interpreter = new Interpreter(hardware.model);
  const streams = streamsOf(hardware);
  const texts = streams.map((): string[] => []);
  const samples: string[] = [];
  for (let i = 0; i < set.names.length; i++) {
    const codes = windowCodes(set, i);
    for (const code of codes) samples.push(hex(code, hardware.model.input.codeBits));
    const all = interpreter.run(codes);
    const byName = new Map(hardware.model.layers.map(({ name }, n) => [name, all[n]!]));
    streams.forEach(({ name, file, bits, order }, s) => {
      const { values, positions } = file === CLASS_FILE ? all.at(-1)! : byName.get(name)!;
      if (file === CLASS_FILE) texts[s]!.push(hex(argmax(values), bits));
      else
        for (const { channel, position } of order) texts[s]!.push(hex(values[channel * positions + position]!, bits));
    });
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'samples.hex'), `${samples.join('\n')}\n`);
  streams.forEach(({ file }, s) => {
    // A stream of which later windows keep all has no values of its own.
    writeFileSync(join(folder, `${file}.hex`), texts[s]!.map((value) => `${value}\n`).join(''));
  });
  const head = vectorsHead(hardware, set.names.length);
  writeFileSync(join(folder, VECTORS_FILE), `${JSON.stringify(head, null, 2)}\n`);
}
