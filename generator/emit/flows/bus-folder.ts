import type { Bus } from '../../arch/registers.js';
import type { Generated } from '../generated.js';
import { projectFile } from '../render.js';
import type { Tree } from '../tree.js';
import { busTree } from '../wrappers/bus.js';
import { type ExpectedFragment, expectedFile } from '../wrappers/package.js';
import { dmaFiles } from './dma.js';
import { driverExamples } from './driver-examples.js';
import { flowTree } from './flows.js';
import { litexFiles } from './litex.js';
import { busFlow, type FlowFiles, type FlowSettings } from './top.js';

/** What a bus has for flows of its own. */
const EXAMPLES: Readonly<Record<Bus, (core: Generated, files: FlowFiles) => Tree>> = {
  axi: dmaFiles,
  wishbone: litexFiles,
};

/**
 * What `bitbeat bus` writes: the design and its wrapper, and what other people's flows take them by; `fragments`: what is in
 * `bench/expected.json`.
 */
export function busFolder(
  core: Generated,
  bus: Bus,
  fragments: readonly ExpectedFragment[],
  settings: FlowSettings,
): Tree {
  const tree = busTree(core, bus);
  const flow = busFlow(core, bus, tree, settings);
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
