import { join } from 'node:path';
import { expect, test } from 'vitest';
import { designHash, placementUnit, synthesisUnit } from '../../generator/explore/synthesis.js';
import { buildTiny, inFolder } from '../emit/tiny.js';
import { FIRST_PARTS, NOT_INSTALLED, programsFor, TOOLS_TIMEOUT } from '../synth/first-parts.js';

test.for(FIRST_PARTS)(
  'a design of a search is packed, and placed, on $name',
  { timeout: TOOLS_TIMEOUT },
  (part, { skip }) =>
    inFolder(async (folder) => {
      const programs = programsFor(part) ?? skip(NOT_INSTALLED);
      const made = { ...buildTiny(), part, programs, work: join(folder, 'work') };
      const hash = designHash(made);
      const packed = await synthesisUnit(made, hash).run();
      expect(packed.shortages).toEqual([]);
      expect(packed.lc).toBeGreaterThan(100);
      const { routed } = await placementUnit(made, hash, 1).run();
      // The router may add cells as wires, or take a cell for two.
      expect(Math.abs(routed!.lc / packed.lc - 1)).toBeLessThan(0.2);
    }),
);
