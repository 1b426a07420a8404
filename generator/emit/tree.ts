import { createHash } from 'node:crypto';
import type { Hardware } from '../arch/hardware.js';
import { monitorHardware } from '../arch/monitor.js';
import { type Design, referenceOf } from '../config/design.js';
import { printIntegerModel } from '../model/file.js';
import { benchView } from './bench.js';
import { designText } from './design/designs.js';
import { memoryImages } from './memory-images.js';
import { withModules } from './modules.js';
import { partModule } from './names.js';
import { withReset } from './ports.js';
import { projectFile, renderTemplate, version } from './render.js';
import { monitorFiles } from './wrappers/monitor.js';

/** Files of a generated folder: path with forward slashes -> text. */
export type Tree = Map<string, string>;

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * The whole folder of a design:
 *
 *   rtl/   the generated top and the datapath modules that it uses, each under the design's name
 *   mem/   memory images, read by $readmemh from the folder that the top's parameter MEM says
 *   tb/    the self-checking bench and its clocks for Verilator and Icarus
 *   model.alq.json, design.json   what it was made from
 */
export function designTree(design: Design, hardware: Hardware): Tree {
  const model = printIntegerModel(hardware.model);
  const configuration = `${JSON.stringify({ ...design, model: 'model.alq.json' }, null, 2)}\n`;
  const identity = {
    version: version(),
    modelHash: sha256(model),
    configurationHash: sha256(configuration),
    copyright: design.copyright ?? '',
    command: `npx bitbeat generate --design ${referenceOf(design)}`,
  };
  const text = designText(hardware);
  const view = text.view(hardware, identity);
  const clockModule = partModule(design.name, 'clock');
  const bench = { ...view, ...benchView(hardware), clockModule, images: true };
  const verilog: Tree = new Map([
    [`rtl/${view.module}.v`, renderTemplate(`${design.architecture}/top.v.ejs`, view)],
    [`tb/${view.bench}.v`, renderTemplate('tb/tb.v.ejs', bench)],
    [`tb/${clockModule}.v`, renderTemplate('tb/clock.v.ejs', bench)],
  ]);
  const tree: Tree = withModules(verilog, view.module);
  if (design.monitor !== undefined) {
    const monitor = monitorHardware(hardware, design.monitor, design.name);
    for (const [path, text] of monitorFiles(monitor, identity)) tree.set(path, text);
  }
  for (const [path, text] of memoryImages(hardware)) tree.set(path, text);
  for (const [path, file] of text.files(hardware)) tree.set(path, projectFile(file));
  tree.set('tb/harness.cpp', projectFile('sim/harness.cpp'));
  tree.set('model.alq.json', model);
  tree.set('design.json', configuration);
  return withReset(tree, hardware);
}
