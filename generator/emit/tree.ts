import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { Hardware } from '../arch/hardware.js';
import { monitorHardware } from '../arch/monitor.js';
import type { Design } from '../config/design.js';
import { installed } from '../config/roots.js';
import { printIntegerModel } from '../model/file.js';
import { benchView } from './bench.js';
import { foldedImages, foldedView } from './folded.js';
import { memoryImages } from './memory-images.js';
import { monitorFiles } from './monitor.js';
import { projectFile, renderTemplate, version } from './render.js';
import { topModule, topView } from './view.js';

/** Files of a generated folder: path with forward slashes -> text. */
export type Tree = Map<string, string>;

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Modules of rtl-templates/core that the folded engine uses. */
const FOLDED_CORE = ['bb_argmax.v', 'bb_input.v', 'bb_ram.v', 'bb_rom.v'];

/** Modules of rtl-templates/core that only engines which take all taps at once use. */
const isWide = (file: string) => /^bb_(wide.*|sum_tree|block_ram)\.v$/.test(file);

function modulesIn(folder: string): string[] {
  return readdirSync(installed(`rtl-templates/${folder}`))
    .filter((file) => file.endsWith('.v'))
    .sort();
}

/**
 * The whole folder of a design:
 *
 *   rtl/   the datapath modules as they are, and the generated top
 *   mem/   memory images, read by $readmemh from this folder
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
    command: `npx bitbeat generate --design ${design.name}`,
  };
  const tree: Tree = new Map();
  const copy = (folder: string, files: readonly string[]) => {
    for (const file of files) tree.set(`rtl/${file}`, projectFile(`rtl-templates/${folder}/${file}`));
  };
  const view = hardware.architecture === 'folded' ? foldedView(hardware, identity) : topView(hardware, identity);
  if (hardware.architecture === 'folded') {
    copy('core', FOLDED_CORE);
    copy('folded', modulesIn('folded'));
    for (const [path, text] of foldedImages(hardware)) tree.set(path, text);
    tree.set('tb/bb_stored.v', projectFile('rtl-templates/tb/bb_stored.v'));
    if (hardware.folding.spram !== undefined)
      tree.set('tb/SB_SPRAM256KA.v', projectFile('rtl-templates/tb/SB_SPRAM256KA.v'));
  } else {
    const wide = hardware.layers.some((layer) => layer.wide !== null);
    copy(
      'core',
      modulesIn('core').filter((file) => wide || !isWide(file)),
    );
    for (const layer of hardware.layers)
      for (const [path, text] of memoryImages(layer, hardware.parity)) tree.set(path, text);
  }
  tree.set(`rtl/${topModule(design.name)}.v`, renderTemplate(`${design.architecture}/top.v.ejs`, view));
  if (design.monitor !== undefined) {
    const monitor = monitorHardware(hardware, design.monitor, design.name);
    for (const [path, text] of monitorFiles(monitor, identity)) tree.set(path, text);
  }
  tree.set('tb/bitbeat_tb.v', renderTemplate('tb/tb.v.ejs', { ...view, ...benchView(hardware) }));
  tree.set('tb/bb_check.v', projectFile('rtl-templates/tb/bb_check.v'));
  tree.set('tb/harness.cpp', projectFile('sim/harness.cpp'));
  tree.set('tb/clock.v', projectFile('sim/clock.v'));
  tree.set('model.alq.json', model);
  tree.set('design.json', configuration);
  return tree;
}
