import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Beat } from '../arch/architecture.js';
import type { Hardware } from '../arch/hardware.js';
import { layerStreams } from '../arch/layer-streams.js';
import { saidWord } from '../arch/said.js';
import { stepsOf } from '../arch/steps.js';
import { type SignalSet, windowCodes } from '../data/signal-set.js';
import { hex } from '../emit/memory-images.js';
import { Interpreter, type Stream, scoresOf } from '../model/interpreter.js';
import { type SaidOf, streamsOf } from './streams.js';
import { VECTORS_FILE, vectorsHead } from './vector-folder.js';

/**
 * Writes what the bench needs for the fragments of `set`: `samples.hex` and every stream's expected values, from the
 * interpreter, as `layer_<layer>.hex` and, where the core says it, `class.hex` or `labels.hex`, of several
 * outputs `output_<output>_class.hex`, and `step.hex`; one hexadecimal value
 * a line, fragment after fragment. `vectors.json` says whose they are.
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
    const layers = layerStreams(hardware, all);
    const scores = layers.at(-1)!;
    streams.forEach(({ bits, says, order }, s) => {
      const expected = says === null ? at(layers[s]!) : said(says, hardware, scores);
      for (const beat of order) texts[s]!.push(hex(expected(beat), bits));
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

type Expected = (beat: Beat) => number | bigint;

const at =
  ({ values, positions }: Stream): Expected =>
  ({ channel, position }) =>
    values[channel * positions + position]!;

/** What the core says of each step, or of the window, as its ports have it. */
const said = (says: SaidOf, hardware: Hardware, scores: Stream): Expected =>
  says === 'step'
    ? ({ channel, position }) =>
        Number(channel === scores.channels - 1) * 2 ** stepsOf(hardware)!.positionBits + position
    : ({ position }) => saidWord(says, scoresOf(scores, position));
