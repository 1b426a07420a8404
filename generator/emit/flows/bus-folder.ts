import type { Bus } from '../../arch/registers.js';
import type { Generated } from '../generated.js';
import { projectFile } from '../render.js';
import type { Tree } from '../tree.js';
import { busTree } from '../wrappers/bus.js';
import { expectedFragments } from '../wrappers/expected-fragments.js';
import { expectedFile } from '../wrappers/package.js';
import { dmaFiles } from './dma.js';
import { driverExamples } from './driver-examples.js';
import { flowTree } from './flows.js';
import { litexFiles } from './litex.js';
import { busFlow, type FlowFiles, USUAL_CLOCK_MHZ } from './top.js';

/** Built-in signals in `bench/expected.json`. */
const FRAGMENTS = 2;

/** What a bus has for flows of its own. */
const EXAMPLES: Readonly<Record<Bus, (core: Generated, files: FlowFiles) => Tree>> = {
  axi: dmaFiles,
  wishbone: litexFiles,
};

/** What `bitbeat bus` writes: the design and its wrapper, and what other people's flows take them by. */
export function busFolder(core: Generated, bus: Bus, clockMHz: number = USUAL_CLOCK_MHZ): Tree {
  const tree = busTree(core, bus);
  const { fragments } = expectedFragments(core.hardware, undefined, FRAGMENTS);
  const flow = busFlow(core, bus, tree, { clockMHz });
  const expected: Tree = new Map([
    ['bench/expected.json', expectedFile(core.hardware, fragments)],
    ['bench/results.py', projectFile('rtl-templates/flows/results.py')],
  ]);
  return new Map([
    ...tree,
    ...flowTree(flow),
    ...EXAMPLES[bus](core, flow.files),
    ...driverExamples(core, bus),
    ...expected,
  ]);
}
