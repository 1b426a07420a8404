import { type Generated, madeBy } from '../generated.js';
import { partModule } from '../names.js';
import { vector } from '../ports.js';
import { projectFile, renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { type GatedTop, gatedBitstreamTree, gatedBoardPorts, gatedTop, type Named } from './gated-board.js';

/** Files of a `gatedBoardBench` that simulate it: the bench makes its own clocks. */
export const gatedBoardBenchFiles = (design: string) => {
  const bench = `tb/board/${partModule(design, 'board_bench')}.v`;
  return { bench, clock: bench, harness: 'tb/board/harness.cpp', timing: true };
};

/** Models of what the top instantiates, and of what is at its pins. */
const MODELS = ['SB_LFOSC', 'SB_HFOSC', 'serial_converter'];

/** How often the bench looks at the pins. */
export const TICK_PS = 25_000_000;

/** Outputs of the top that are not the converter's. */
const watched = () =>
  gatedBoardPorts().filter(({ direction, name }) => direction === 'output' && !name.startsWith('adc_'));

/** Those outputs, the first in the highest bit of what the bench prints. */
export const watchedPins = (): { name: string; bits: number }[] =>
  watched().map(({ name, bits }) => ({ name, bits: bits ?? 1 }));

/** The whole top of a gated monitor on a board with a bench around it. Throws UserError as `gatedTop` does. */
export function gatedBoardBench(core: Generated, board: Named): { tree: Tree; top: GatedTop } {
  const top = gatedTop(core, board);
  const files = gatedBoardBenchFiles(core.design.name);
  const view = {
    ...madeBy(core, 'board', ` --board ${board.name} --check`),
    module: top.module,
    bench: partModule(core.design.name, 'board_bench'),
    wires: watched().map(({ name, bits }) => ({ name, range: vector(bits) })),
    pins: watchedPins().map(({ name }) => name),
    pinBits: watchedPins().reduce((sum, { bits }) => sum + bits, 0),
    tickPs: TICK_PS,
  };
  const tree: Tree = new Map([
    // Models of the part's own cells.
    ...[...core.tree].filter(([path]) => path.startsWith('tb/')),
    ...gatedBitstreamTree(core, board),
    ...MODELS.map((name): [string, string] => [`tb/${name}.v`, projectFile(`rtl-templates/lowpower/cells/${name}.v`)]),
    [files.bench, renderTemplate(`${top.path}/tb.v.ejs`, view)],
    [files.harness, projectFile('sim/lowpower/board.cpp')],
  ]);
  return { tree, top };
}
