import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDesign } from '../../generator/arch/built-design.js';
import type { FoldedHardware } from '../../generator/arch/folded/hardware.js';
import type { Design } from '../../generator/config/design.js';
import { generateDesign } from '../../generator/emit/design-folder.js';

/** The small committed design: four layers, all four structures, pruned groups, an empty output, lanes 2, 4, 1, 1. */
export const TINY = 'test/goldens/tiny.json';

export const buildTiny = () => buildDesign(TINY);

/** The same network on one engine for all layers. */
export function buildTinyFolded(): { design: Design; hardware: FoldedHardware } {
  const { design, hardware } = buildDesign('test/goldens/tiny-folded.json');
  return { design, hardware: hardware as FoldedHardware };
}

/** Runs `use` with a folder that is removed afterwards. */
export async function inFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bitbeat-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs `use` with the tiny design, freshly generated. */
export function inTiny<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  return inFolder((parent) => use(generateDesign(buildTiny(), join(parent, 'tiny'))));
}
