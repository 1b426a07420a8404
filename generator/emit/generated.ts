import { copiesHardware } from '../arch/copies.js';
import { gatedHardware } from '../arch/gated.js';
import type { Hardware } from '../arch/hardware.js';
import { type Port, ports } from '../arch/interface.js';
import { monitorHardware } from '../arch/monitor.js';
import { type Design, referenceOf } from '../config/design.js';
import { printIntegerModel } from '../model/file.js';
import { benchView } from './bench.js';
import type { Identity, TopView } from './design/architecture.js';
import { designText } from './design/designs.js';
import type { Instance } from './instance.js';
import { memoryImages } from './memory-images.js';
import { withModules } from './modules.js';
import { partModule } from './names.js';
import { withReset } from './ports.js';
import { projectFile, renderTemplate, version } from './render.js';
import { sha256, type Tree } from './tree.js';
import { copiesFiles } from './wrappers/copies.js';
import { gatedFiles } from './wrappers/gated.js';
import { monitorFiles } from './wrappers/monitor.js';

/** A design as it is generated: what wrappers, benches and packages are made from. */
export interface Generated {
  design: Design;
  hardware: Hardware;
  identity: Identity;
  /** Of its top: the ports, and the hand-written modules in it. */
  interface: { ports: Port[]; instances: Instance[] };
  tree: Tree;
}

/**
 * Generates a design. Its tree is its whole folder:
 *
 *   rtl/   the generated top and the datapath modules that it uses, each under the design's name
 *   mem/   memory images, read by $readmemh from the folder that the top's parameter MEM says
 *   tb/    the self-checking bench and its clocks for Verilator and Icarus
 *   model.alq.json, design.json   what it was made from
 */
export function generated(design: Design, hardware: Hardware): Generated {
  const model = printIntegerModel(hardware.model);
  const configuration = `${JSON.stringify({ ...design, model: 'model.alq.json' }, null, 2)}\n`;
  const identity = {
    version: version(),
    modelHash: sha256(model),
    configurationHash: sha256(configuration),
    copyright: design.copyright ?? '',
    command: `npx bitbeat generate --design ${referenceOf(design)}`,
  };
  const view = designText(hardware).view(hardware, identity);
  const tree: Tree = coreFiles(hardware, view);
  if (design.monitor !== undefined) {
    const files =
      design.monitor.gated === undefined
        ? monitorFiles(monitorHardware(hardware, design.monitor, design.name), identity)
        : gatedFiles(gatedHardware(hardware, design.monitor, design.name), identity);
    for (const [path, text] of files) tree.set(path, text);
  }
  if (design.copies !== undefined)
    for (const [path, text] of copiesFiles(copiesHardware(hardware, design.copies, design.name), identity))
      tree.set(path, text);
  for (const [path, text] of memoryImages(hardware)) tree.set(path, text);
  for (const [path, file] of designText(hardware).files(hardware)) tree.set(path, projectFile(file));
  tree.set('tb/harness.cpp', projectFile('sim/harness.cpp'));
  tree.set('model.alq.json', model);
  tree.set('design.json', configuration);
  const { instances } = view;
  return {
    design,
    hardware,
    identity,
    interface: { ports: ports(hardware), instances },
    tree: withReset(tree, hardware),
  };
}

/** The top, its bench, and the modules that these use. */
function coreFiles(hardware: Hardware, view: TopView): Tree {
  const clockModule = partModule(hardware.name, 'clock');
  const bench = { ...view, ...benchView(hardware), clockModule, images: true };
  const verilog = new Map([
    [`rtl/${view.module}.v`, renderTemplate(`${hardware.architecture}/top.v.ejs`, view)],
    [`tb/${view.bench}.v`, renderTemplate('tb/tb.v.ejs', bench)],
    [`tb/${clockModule}.v`, renderTemplate('tb/clock.v.ejs', bench)],
  ]);
  return withModules(verilog, view.module, designText(hardware).instead?.(hardware));
}

/** Its identity in files that another command makes again. */
export const madeBy = ({ identity, design }: Generated, verb: string, options = ''): Identity => ({
  ...identity,
  command: `npx bitbeat ${verb} --design ${referenceOf(design)}${options}`,
});
