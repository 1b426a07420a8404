import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSound } from '../../support/run-tool.js';
import type { Block } from './block.js';
import { bookshelf, type Placed, readPlacement } from './bookshelf.js';
import type { Floorplan } from './floorplan.js';
import type { Lef } from './lef.js';

/** The same each time. */
const EFFORT = 3;
const SEED = 1;

/** A place for each cell of a block by its name; the placer's files lie in `folder`. Throws ToolError. */
export async function placeBlock(
  folder: string,
  block: Block,
  lef: Lef,
  plan: Floorplan,
  placer: string,
): Promise<Map<string, Placed>> {
  const { files, padding } = bookshelf(block, lef, plan);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const args = ['block.aux', '--save-solution', 'placed.pl', '--effort', `${EFFORT}`, '--seed', `${SEED}`];
  await runSound(placer, args, { cwd: folder }, 'the placer failed');
  return readPlacement(readFileSync(join(folder, 'placed.pl'), 'utf8'), block, lef, plan, padding);
}
