import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../generator/support/errors.js';
import { blockOf } from '../../../generator/synth/layout/block.js';
import { checkNetlist, checkPlaces } from '../../../generator/synth/layout/check.js';
import { unjoined } from '../../../generator/synth/layout/connected.js';
import { fillers, placedDef, withSupply } from '../../../generator/synth/layout/def.js';
import { floorplan } from '../../../generator/synth/layout/floorplan.js';
import { readLef } from '../../../generator/synth/layout/lef.js';
import { signOff } from '../../../generator/synth/layout/magic.js';
import { placeBlock } from '../../../generator/synth/layout/place.js';
import { readDef } from '../../../generator/synth/layout/read-def.js';
import { routeBlock } from '../../../generator/synth/layout/route.js';
import { LAYOUT_LIBRARIES, requireLayout } from '../../../generator/synth/layout/tools.js';
import { inFolder } from '../../emit/tiny.js';
import { chain } from './small.js';

const library = LAYOUT_LIBRARIES[0]!;

/** Null where a tool is missing: `make setup-layout` installs them. */
const tools = (() => {
  try {
    return requireLayout(library);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
})();

test.skipIf(tools === null)(
  'a chain of inverters is placed, routed, drawn, and found again in its layout; another netlist is not (Coloquinte, qrouter, Magic and Netgen are needed)',
  { timeout: 300_000 },
  () =>
    inFolder(async (folder) => {
      const lef = readLef(readFileSync(library.lef, 'utf8'), library.lef);
      copyFileSync(library.lef, join(folder, 'cells.lef'));
      const block = blockOf(chain(60, 'INVX1'));
      const plan = floorplan(block, lef, 0.6);
      const places = await placeBlock(folder, block, lef, plan, tools!.placer);
      const fill = fillers(block, lef, plan, places, library.filler);
      writeFileSync(join(folder, 'placed.def'), placedDef(block, lef, plan, places, fill));
      const progress = () => {};
      const { hardPins } = library;
      const routed = await routeBlock({ folder, router: tools!.router, block, lef, plan, hardPins, progress });
      expect(routed.open).toEqual([]);
      const def = readDef(routed.def, 'routed.def');
      expect(checkNetlist(def, block, library.filler).faults).toEqual([]);
      expect(checkPlaces(def, lef, plan.core).faults).toEqual([]);
      expect(unjoined(def, lef)).toEqual([]);

      writeFileSync(join(folder, 'final.def'), withSupply(routed.def, lef, plan));
      const settings = { folder, lef, library, tools: tools!, progress };
      const sound = await signOff({ ...settings, block });
      // Both supply nets come to those of the block.
      expect(sound.lvs).toEqual({ devices: 60, nets: 63, match: true, said: 'Circuits match uniquely' });
      expect(sound.gdsBytes).toBeGreaterThan(1000);

      // The same layout against a netlist with two inverters in parallel.
      const other = chain(60, 'INVX1');
      other.cells[30]!.pins.A!.bits = [...other.cells[29]!.pins.A!.bits];
      expect((await signOff({ ...settings, block: blockOf(other) })).lvs.match).toBe(false);
    }),
);
