import type { BuiltDesign } from '../../arch/built-design.js';
import type { Bus } from '../../arch/registers.js';
import { designFolder } from '../../config/design.js';
import { busFolder } from '../../emit/flows/bus-folder.js';
import { USUAL_CLOCK_MHZ } from '../../emit/flows/top.js';
import { generated } from '../../emit/generated.js';
import { holdFolder } from '../../emit/hold-folder.js';
import { writeTree } from '../../emit/write-tree.js';
import { expectedFragments } from './expected-fragments.js';

/** Built-in signals in `bench/expected.json`. */
const FRAGMENTS = 2;

export interface BusFolderOptions {
  out?: string | undefined;
  force?: boolean | undefined;
  /** Clock that constraints ask for, MHz; what every flow takes if not given. */
  clockMHz?: number | undefined;
}

/** Generates a design as a slave of a bus into `out`, `build/<name>-<bus>` if not given; returns the folder. Throws UserError. */
export function generateBus(
  { design, hardware }: Pick<BuiltDesign, 'design' | 'hardware'>,
  bus: Bus,
  { out, force = false, clockMHz = USUAL_CLOCK_MHZ }: BusFolderOptions = {},
): string {
  const folder = out ?? designFolder(`${design.name}-${bus}`);
  const { fragments } = expectedFragments(hardware, undefined, FRAGMENTS);
  const tree = busFolder(generated(design, hardware), bus, fragments, { clockMHz });
  writeTree(folder, design.name, tree, force);
  holdFolder(folder);
  return folder;
}
