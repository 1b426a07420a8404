import { join } from 'node:path';
import { expect, test } from 'vitest';
import { designHash, synthesisUnit } from '../../generator/explore/synthesis.js';
import { buildTiny, inFolder } from '../emit/tiny.js';
import { FIRST_PARTS, NOT_INSTALLED, programsFor, TOOLS_TIMEOUT } from '../synth/first-parts.js';

test.for(FIRST_PARTS.filter(({ harnessPins }) => harnessPins !== null))(
  'a design of a search is packed on $name, whose router wants pins named',
  { timeout: TOOLS_TIMEOUT },
  (part, { skip }) =>
    inFolder(async (folder) => {
      const programs = programsFor(part) ?? skip(NOT_INSTALLED);
      const made = { ...buildTiny(), part, programs, work: join(folder, 'work') };
      const packed = await synthesisUnit(made, designHash(made)).run();
      expect(packed.shortages).toEqual([]);
      expect(packed.lc).toBeGreaterThan(100);
    }),
);
