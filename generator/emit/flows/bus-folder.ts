import type { Bus } from '../../arch/registers.js';
import type { Generated } from '../generated.js';
import type { Tree } from '../tree.js';
import { busTree } from '../wrappers/bus.js';
import { flowTree } from './flows.js';
import { busFlow, USUAL_CLOCK_MHZ } from './top.js';

/** What `bitbeat bus` writes: the design and its wrapper, and what other people's flows take them by. */
export function busFolder(core: Generated, bus: Bus, clockMHz: number = USUAL_CLOCK_MHZ): Tree {
  const tree = busTree(core, bus);
  for (const [path, text] of flowTree(busFlow(core, bus, tree, { clockMHz }))) tree.set(path, text);
  return tree;
}
