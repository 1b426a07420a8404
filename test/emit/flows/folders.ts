import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type BuiltDesign, buildDesign } from '../../../generator/arch/built-design.js';
import { BUSES, type Bus } from '../../../generator/arch/registers.js';
import { busFolder } from '../../../generator/emit/flows/bus-folder.js';
import { clocksFlow } from '../../../generator/emit/flows/clocks.js';
import { busFlow, coreFlow, type FlowTop } from '../../../generator/emit/flows/top.js';
import { generated } from '../../../generator/emit/generated.js';
import type { Tree } from '../../../generator/emit/tree.js';
import { busTree } from '../../../generator/emit/wrappers/bus.js';
import { SCORE_CLOCKS, type ScoreClock } from '../../../generator/emit/wrappers/clocks.js';
import { packageTree } from '../../../generator/emit/wrappers/package.js';
import { expectedFragments } from '../../../generator/simulate/wrappers/expected-fragments.js';
import { STEPPED, TASKED } from '../../lint/designs.js';
import { tinyWith } from '../with-ports.js';

/** Where `make setup-flows` puts Python's readers of these files. */
export const FLOWS_PYTHON = resolve('build/venv-flows/bin/python');

export interface Folder {
  tree: Tree;
  top: FlowTop;
}

type Made = Pick<BuiltDesign, 'design' | 'hardware'>;
const tiny = buildDesign('test/goldens/tiny.json');
const folded = buildDesign('test/goldens/tiny-folded.json');
const asynchronous = tinyWith('tiny', { registered: true, reset: 'async-low' }, (own) => ({ ...own, parity: true }));
const several = TASKED.find(({ design }) => design.name === 'several')!;
const steps = STEPPED.find(({ design }) => design.name === 'steps-several')!;

const SETTINGS = { clockMHz: 40 };

function onBus({ design, hardware }: Made, bus: Bus): Folder {
  const core = generated(design, hardware);
  return {
    tree: busFolder(core, bus, expectedFragments(hardware, undefined, 2).fragments, SETTINGS),
    top: busFlow(core, bus, busTree(core, bus), SETTINGS),
  };
}

function packaged({ design, hardware }: Made, scores: ScoreClock | null = null): Folder {
  const core = generated(design, hardware);
  const { fragments } = expectedFragments(hardware, undefined, 1);
  const sampleClock = scores === null ? undefined : { scores, mhz: 5 };
  const { tree } = packageTree(core, { vectors: new Map(), fragments, boards: [], clockMHz: 40, sampleClock });
  const top =
    sampleClock === undefined ? coreFlow(core, tree, SETTINGS) : clocksFlow(core, sampleClock, tree, SETTINGS);
  return { tree, top };
}

/** Cores, and what each stands on. */
const DESIGNS: Readonly<Record<string, [Made, Bus | ScoreClock | null]>> = {
  'a core': [tiny, null],
  'a core with an asynchronous reset and parity': [asynchronous, null],
  'a core of steps and several outputs': [steps, null],
  'a folded core': [folded, null],
  'a core whose samples have a clock': [tiny, 'core'],
  'a core with an asynchronous reset and parity whose samples have a clock': [asynchronous, 'core'],
  'a folded core whose samples and scores have a clock': [folded, 'samples'],
  'a core of steps whose samples and scores have a clock': [steps, 'samples'],
  AXI: [tiny, 'axi'],
  'AXI with an asynchronous reset': [asynchronous, 'axi'],
  'AXI of steps and several outputs': [steps, 'axi'],
  Wishbone: [folded, 'wishbone'],
  'Wishbone of several outputs': [several, 'wishbone'],
  'Wishbone of steps, several outputs and an asynchronous reset': [steps, 'wishbone'],
};

export const designOf = (name: string): Made => DESIGNS[name]![0];

/** Folders that other people's flows take: cores and wrappers, resets, tasks and steps. */
export const FOLDERS: Readonly<Record<string, () => Folder>> = Object.fromEntries(
  Object.entries(DESIGNS).map(([name, [made, kind]]) => {
    const bus = BUSES.find((one) => one === kind);
    const scores = SCORE_CLOCKS.find((one) => one === kind);
    return [name, () => (bus === undefined ? packaged(made, scores) : onBus(made, bus))];
  }),
);

export const BUS_FOLDERS = Object.keys(FOLDERS).filter((name) => !name.startsWith('a '));

/** Writes a tree below `folder`. */
export function put(folder: string, tree: ReadonlyMap<string, string>): void {
  for (const [path, text] of tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
