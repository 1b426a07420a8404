import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { buildDesign } from '../../generator/arch/built-design.js';
import type { Design } from '../../generator/config/design.js';
import { BOARDS } from '../../generator/devices/devices.js';
import { generated } from '../../generator/emit/generated.js';
import { templateModules, withTemplateNames } from '../../generator/emit/modules.js';
import { topModule } from '../../generator/emit/names.js';
import { projectFile } from '../../generator/emit/render.js';
import type { Tree } from '../../generator/emit/tree.js';
import { bitstreamTree, boardModule } from '../../generator/emit/wrappers/board.js';
import { busModule, busTree } from '../../generator/emit/wrappers/bus.js';
import { monitorModule } from '../../generator/emit/wrappers/monitor.js';
import { uartModule, uartTree } from '../../generator/emit/wrappers/uart.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { chained } from '../../generator/network/network.js';
import { designOf, planOf } from '../../generator/verify/fuzz/fuzz.js';
import { realise } from '../../generator/verify/fuzz/random-model.js';
import { asChain } from '../model/as-chain.js';
import { buildTiny, inFolder } from './tiny.js';

const { design, hardware } = buildTiny();
const folded = buildDesign('test/goldens/tiny-folded.json');

const named = (file: string): [string, Tree, string] => {
  const built = buildDesign(file);
  return [file, generated(built.design, built.hardware).tree, topModule(built.design.name)];
};

function random(architecture: Design['architecture'], index: number): [string, Tree, string] {
  const plan = planOf(1, index);
  const built = designOf(realise(plan), plan, architecture);
  return [`${architecture} network ${index}`, built.tree, topModule(built.design.name)];
}

/** The last layer of tiny on its own: raw scores, no requantisation. */
function oneLayer(): [string, Tree, string] {
  const whole = asChain(hardware.model);
  const last = whole.layers.at(-1)!;
  const { input } = whole;
  const model = {
    ...whole,
    input: { ...input, samples: 4, channels: last.inChannels },
    layers: chained([last]),
  };
  const own: Design = { name: 'one', model: design.model, architecture: 'stream', folding: { lanes: [1] } };
  return ['one layer', generated(own, buildHardware(own, model, 'test')).tree, 'bitbeat_one'];
}

const monitored: Design = { ...design, monitor: {} };

const CASES: [string, Tree, string][] = [
  named('test/goldens/tiny.json'),
  named('test/goldens/tiny-folded.json'),
  named('sim/mutation/single.json'),
  named('sim/mutation/spram.json'),
  named('sim/mutation/wide.json'),
  named('sim/mutation/full.json'),
  oneLayer(),
  ...[0, 1, 2, 3].flatMap((index) => [random('stream', index), random('folded', index)]),
  ['monitor', generated(monitored, hardware).tree, monitorModule('tiny')],
  ['UART', uartTree(generated(design, hardware)), uartModule('tiny')],
  ['UART of a folded design', uartTree(generated(folded.design, folded.hardware)), uartModule('tiny-folded')],
  ...(['axi', 'wishbone'] as const).map((bus): [string, Tree, string] => [
    bus,
    busTree(generated(design, hardware), bus),
    busModule('tiny', bus),
  ]),
  ...BOARDS.map((board): [string, Tree, string] => [
    board.name,
    bitstreamTree(generated(design, hardware), board),
    boardModule('tiny', board.name),
  ]),
];

/** Of a kind that stands in a branch which some designs' parameters do not generate; Verilator wants its file all the same. */
const IN_BRANCHES = /__(spram|ram|requant|pool_store|pool_windows)$/;

/** Modules below `top` once its parameters are applied, as Yosys finds them. */
function instantiated(folder: string, top: string): Set<string> {
  const script = `read_verilog rtl/*.v; hierarchy -top ${top}; ls`;
  const { stdout, stderr, status } = spawnSync('yosys', ['-p', script], { cwd: folder, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const list = stdout.slice(stdout.lastIndexOf(' modules:'));
  return new Set(list.match(/\bbitbeat_\w+/g) ?? []);
}

test.each(CASES)('%s: rtl/ holds the modules that are instantiated, each once, and no others', (_, tree, top) =>
  inFolder((folder) => {
    writeTree(folder, 'test', tree, false);
    const verilog = new Map([...tree].filter(([path]) => path.startsWith('rtl/')));
    const files = [...verilog.keys()].map((path) => basename(path, '.v'));
    const modules = [...verilog.values()].flatMap((text) => [...text.matchAll(/^module (\w+)/gm)].map(([, m]) => m!));
    expect(modules).toEqual(files);
    const used = instantiated(folder, top);
    expect([...used].filter((module) => !files.includes(module))).toEqual([]);
    expect(files.filter((file) => !used.has(file) && !IN_BRANCHES.test(file))).toEqual([]);
    // A file that no text names is of no use to anyone.
    const named = (file: string) => [...verilog.values()].some((text) => new RegExp(`^ +${file} `, 'm').test(text));
    expect(files.filter((file) => !used.has(file) && !named(file))).toEqual([]);
  }),
);

// Random networks draw their reset, which changes texts.
test.each(CASES.filter(([name]) => !name.includes(' network ')))(
  '%s: every hand-written module has its own text again under its own name',
  (_, tree) => {
    const library = templateModules();
    const texts = [...withTemplateNames(tree)].map(([path, text]) => [basename(path, '.v'), text] as const);
    const known = texts.filter(([module]) => library.has(module));
    expect(known).not.toEqual([]);
    for (const [module, text] of known)
      expect([module, text]).toEqual([module, projectFile(library.get(module)!.file)]);
  },
);
