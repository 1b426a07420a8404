import { renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import type { FlowTop } from './top.js';

/** Parts if none is given: the least of each family that takes a design of some size, and is free of charge to build for. */
const PARTS = { vivado: 'xc7a35tcpg236-1', quartus: { family: 'Cyclone V', device: '5CEBA4F23C7' } };

/** Lists of sources for simulators: of the module, and of the bench that judges by itself. */
export function fileLists(top: FlowTop): Tree {
  const { rtl, cells, bench, benchTop } = top.files;
  const list = (what: string, module: string, paths: readonly string[]) =>
    renderTemplate('flows/projects/files.f.ejs', { ...top.identity, what, module, paths });
  const lists: Tree = new Map([[`${top.module}.f`, list(top.purpose, top.module, [...rtl, ...cells])]]);
  if (benchTop !== null)
    lists.set(
      `${benchTop}.f`,
      list(`${top.purpose}, with the bench that judges by itself`, benchTop, [...rtl, ...cells, ...bench]),
    );
  return lists;
}

/** Scripts that make a project of the module in Vivado and Quartus; none for a design with cells of another vendor's part. */
export function projectScripts(top: FlowTop): Tree {
  if (top.iceCells) return new Map();
  const { module, purpose, identity, files } = top;
  const images = { name: 'MEM', files: files.images };
  const view = {
    ...{ ...identity, module, purpose, images, rtl: files.rtl, parts: PARTS },
    constraints: { sdc: `constraints/${module}.sdc`, xdc: `constraints/${module}.xdc` },
  };
  return new Map(
    ['vivado', 'quartus'].map((tool) => [
      `${tool}/project.tcl`,
      renderTemplate(`flows/projects/${tool}.tcl.ejs`, view),
    ]),
  );
}
