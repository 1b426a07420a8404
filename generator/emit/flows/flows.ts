import type { Tree } from '../tree.js';
import { constraintsFile } from './constraints.js';
import { componentFile } from './ip-xact.js';
import { fileLists, projectScripts } from './projects.js';
import type { FlowTop } from './top.js';

/**
 * Files by which other people's flows take a module:
 *
 *   component.xml           IP-XACT (IEEE 1685-2014)
 *   <top>.f                 sources, for simulators; those of the bench in a list of its own
 *   constraints/            clocks and ports: SDC, and XDC for Vivado
 *   vivado/, quartus/       scripts that make a project
 */
export function flowTree(top: FlowTop): Tree {
  const constraints = (kind: 'sdc' | 'xdc') => `constraints/${top.module}.${kind}`;
  return new Map([
    ['component.xml', componentFile(top, constraints('sdc'))],
    ...fileLists(top),
    [constraints('sdc'), constraintsFile(top, 'sdc')],
    [constraints('xdc'), constraintsFile(top, 'xdc')],
    ...projectScripts(top),
  ]);
}
