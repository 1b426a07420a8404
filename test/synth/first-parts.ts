import { PART_FAMILIES, PARTS, type Part } from '../../generator/devices/devices.js';
import { synthesisPrograms } from '../../generator/devices/programs.js';

/** The smallest part of each family that designs are placed on without a board. */
export const FIRST_PARTS = PART_FAMILIES.map((family) => PARTS.find((part) => part.family === family)!);

/** A router of PyPI takes a minute where it was never run. */
export const TOOLS_TIMEOUT = 300_000;

export const NOT_INSTALLED = 'its Yosys or router is not installed';

/** What places designs on a part; null: it is not installed. */
export function programsFor({ family }: Part) {
  try {
    return synthesisPrograms('system', family);
  } catch {
    return null;
  }
}
