import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ARCHITECTURE_NAMES, architectureOf } from '../../generator/arch/architectures.js';
import { subset } from '../../generator/data/signal-set.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { compileBench } from '../../generator/simulate/simulators.js';
import { streamsOf } from '../../generator/simulate/streams.js';
import { parseTranscript } from '../../generator/simulate/transcript.js';
import { writeVectors } from '../../generator/simulate/vectors.js';
import { designOf, planOf } from '../../generator/verify/fuzz/fuzz.js';
import { realise } from '../../generator/verify/fuzz/random-model.js';
import { inFolder } from '../emit/tiny.js';

/** Places in each stream whose value is expected to be another one: the bench then says in which cycle it saw it. */
const SHARES = [0, 0.21, 0.5, 0.83, 1];

describe.each(ARCHITECTURE_NAMES)('%s', (architecture) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('network %i: values leave in the cycles of the schedule', (index) =>
    inFolder(async (folder) => {
      const plan = planOf(29, index);
      const drawn = realise(plan);
      const { design, hardware } = designOf(drawn, plan, architecture);
      writeTree(folder, design.name, generated(design, hardware).tree, false);
      const { layers } = architectureOf(hardware).schedule(hardware);
      const streams = streamsOf(hardware);
      const bench = await compileBench(folder, design.name, 'icarus', { quick: true });
      let compared = 0;
      for (const share of SHARES) {
        writeVectors(join(folder, 'vectors'), hardware, subset(drawn.set, [0]));
        const places = layers.map(({ values }, i) => {
          if (values === null || values.length === 0) return null;
          const place = Math.round(share * (values.length - 1));
          flip(join(folder, 'vectors', `${streams[i]!.file}.hex`), place);
          return place;
        });
        const run = await bench.run(['+vectors=vectors', '+fragments=1', '+stall=0', '+timeout=100000']);
        const { streams: found, firstSample } = parseTranscript(run, streams);
        places.forEach((place, i) => {
          if (place === null) return;
          expect(found[i]!.first!.cycle - firstSample + 1, `${streams[i]!.name}, value ${place}`).toBe(
            layers[i]!.values![place],
          );
          compared++;
        });
      }
      expect(compared).toBeGreaterThan(0);
    }),
  );
});

function flip(file: string, place: number): void {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  lines[place] = (BigInt(`0x${lines[place]!}`) ^ 1n).toString(16).padStart(lines[place]!.length, '0');
  writeFileSync(file, `${lines.join('\n')}\n`);
}
