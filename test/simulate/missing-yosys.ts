import { FAMILIES, type FamilyName } from '../../generator/devices/devices.js';
import { yosysOf } from '../../generator/devices/programs.js';

/** Whether the Yosys that a family's designs are synthesised by is not here. */
export const MISSING_YOSYS = Object.fromEntries(
  Object.keys(FAMILIES).map((family) => [family, isMissing(family as FamilyName)]),
) as Record<FamilyName, boolean>;

function isMissing(family: FamilyName): boolean {
  try {
    yosysOf(family);
    return false;
  } catch {
    return true;
  }
}
