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
const modelsOf = ({ clocks }: GatedTop): string[] => [
  ...(clocks.kind === 'oscillators' ? ['SB_LFOSC', 'SB_HFOSC'] : [clocks.buffer.cell]),
  'serial_converter',
];

/** Ticks in a cycle of a slow clock that is made of a crystal. */
export const LOOKS = 4;
/** More than a button is held, and the reset behind it lasts. */
const PRESS_CYCLES = 100;
/** A slow oscillator has its own frequency. */
const OSCILLATOR_TICK_PS = 25_000_000;

/** Half a period of a board's crystal. */
const crystalHalfPs = ({ board }: GatedTop): number => Math.round(1e12 / board.clockHz / 2);

/** How often the bench looks at the pins. */
export const tickPs = (top: GatedTop): number =>
  top.clocks.kind === 'oscillators' ? OSCILLATOR_TICK_PS : (2 * crystalHalfPs(top) * top.clocks.divide) / LOOKS;

/** Outputs of the top that are not the converter's. */
const watched = (top: GatedTop) =>
  gatedBoardPorts(top).filter(({ direction, name }) => direction === 'output' && !name.startsWith('adc_'));

/** Those outputs, the first in the highest bit of what the bench prints. */
export const watchedPins = (top: GatedTop): { name: string; bits: number }[] =>
  watched(top).map(({ name, bits }) => ({ name, bits: bits ?? 1 }));

/** The whole top of a gated monitor on a board with a bench around it. Throws UserError as `gatedTop` does. */
export function gatedBoardBench(core: Generated, board: Named): { tree: Tree; top: GatedTop } {
  const top = gatedTop(core, board);
  const files = gatedBoardBenchFiles(core.design.name);
  const view = {
    ...madeBy(core, 'board', ` --board ${board.name} --check`),
    module: top.module,
    bench: partModule(core.design.name, 'board_bench'),
    wires: watched(top).map(({ name, bits }) => ({ name, range: vector(bits) })),
    pins: watchedPins(top).map(({ name }) => name),
    pinBits: watchedPins(top).reduce((sum, { bits }) => sum + bits, 0),
    tickPs: tickPs(top),
    ...(top.clocks.kind === 'crystal' && {
      button: board.button,
      released: board.button?.endsWith('_ni') ? 1 : 0,
      halfPs: crystalHalfPs(top),
      // In ticks: a cycle; what a press and four samples take; the work on a window.
      stands: LOOKS,
      silent: LOOKS * (4 * top.period + PRESS_CYCLES),
      asked: LOOKS * (top.gated.workCycles + PRESS_CYCLES),
      half: top.clocks.divide / 2,
      countBits: Math.ceil(Math.log2(top.clocks.divide / 2)),
    }),
  };
  const tree: Tree = new Map([
    // Models of the part's own cells.
    ...[...core.tree].filter(([path]) => path.startsWith('tb/')),
    ...gatedBitstreamTree(core, board),
    ...modelsOf(top).map((name): [string, string] => [`tb/${name}.v`, modelOf(name)]),
    [files.bench, renderTemplate(`${top.on.templates}/tb.v.ejs`, view)],
    [files.harness, projectFile('sim/lowpower/board.cpp')],
  ]);
  return { tree, top };
}

/** Where models of cells lie. */
const MODELS: Readonly<Record<string, string>> = { BUFG: 'gatedboards/cells' };
const modelOf = (name: string) => projectFile(`rtl-templates/${MODELS[name] ?? 'lowpower/cells'}/${name}.v`);
