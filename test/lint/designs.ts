import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ARCHITECTURE_NAMES } from '../../generator/arch/architectures.js';
import { buildHardware } from '../../generator/arch/build.js';
import { type BuiltDesign, buildDesign } from '../../generator/arch/built-design.js';
import { foldedHardware } from '../../generator/arch/folded/folded.js';
import type { FoldedFolding } from '../../generator/arch/folded/hardware.js';
import type { Hardware } from '../../generator/arch/hardware.js';
import { BUSES } from '../../generator/arch/registers.js';
import { streamHardware } from '../../generator/arch/stream/stream.js';
import type { Design } from '../../generator/config/design.js';
import type { Ports } from '../../generator/config/ports.js';
import { BOARDS, findBoard } from '../../generator/devices/devices.js';
import { generated } from '../../generator/emit/generated.js';
import { projectFile } from '../../generator/emit/render.js';
import type { Tree } from '../../generator/emit/tree.js';
import { boardBench } from '../../generator/emit/wrappers/board-bench.js';
import { busTree } from '../../generator/emit/wrappers/bus.js';
import { clocksFiles, SCORE_CLOCKS, type ScoreClock } from '../../generator/emit/wrappers/clocks.js';
import { gatedBoardBench } from '../../generator/emit/wrappers/gated-board-bench.js';
import { packageTree } from '../../generator/emit/wrappers/package.js';
import { expectedResult } from '../../generator/emit/wrappers/package-task.js';
import { uartTree } from '../../generator/emit/wrappers/uart.js';
import { defaultGuard } from '../../generator/model/guard.js';
import type { IntegerModel } from '../../generator/model/integer-model.js';
import { codesPerWindow } from '../../generator/network/input.js';
import { designOf, planOf } from '../../generator/verify/fuzz/fuzz.js';
import { realise } from '../../generator/verify/fuzz/random-model.js';
import { tinyWith } from '../emit/with-ports.js';
import { OWN_MODELS, ownModel, STEP_MODELS } from '../own-models.js';
import { graphNetwork } from '../simulate/graph-stream.js';
import { slidingModel } from '../simulate/sliding-network.js';
import { sumNetwork } from '../simulate/sum-network.js';
import { type Sources, type Top, writeCells } from './front-ends.js';

type Made = Pick<BuiltDesign, 'design' | 'hardware'>;

const made = (name: string): Made => buildDesign(name);
const golden = (name: string) => made(`test/goldens/${name}.json`);
const tiny = golden('tiny');
const tinyFolded = golden('tiny-folded');

function stream(name: string, model: IntegerModel, lanes: number[]): Made {
  const folding = { lanes };
  return {
    design: { name, model: 'model.alq.json', architecture: 'stream', folding },
    hardware: streamHardware(name, model, folding, name),
  };
}

function folded(name: string, model: IntegerModel, folding: FoldedFolding): Made {
  return {
    design: { name, model: 'model.alq.json', architecture: 'folded', folding },
    hardware: foldedHardware(name, model, folding, name),
  };
}

const withInput = ({ design, hardware }: Made, change: Partial<IntegerModel['input']>): Made => ({
  design,
  hardware: { ...hardware, model: { ...hardware.model, input: { ...hardware.model.input, ...change } } } as Hardware,
});
const withParity = ({ design, hardware }: Made, parity: boolean): Made => ({
  design: { ...design, parity },
  hardware: { ...hardware, parity },
});
const withMonitor = ({ design, hardware }: Made, monitor: Design['monitor'] = {}): Made => ({
  design: { ...design, monitor },
  hardware,
});

const { input } = tiny.hardware.model;
/** The wrappers see no more of the model's input than this; the core itself keeps its one channel. */
const INPUTS: Record<string, Partial<IntegerModel['input']>> = {
  plain: {},
  guarded: { guard: defaultGuard(input) },
  flat: { guard: { flat: { range: 2047, samples: 1, within: 2046 } } },
  rails: { guard: { rails: { low: 0, high: 1, saturated: 0, leadOff: 0 } } },
  channels: { channels: 3, guard: defaultGuard(input), samples: Math.floor(input.samples / 3) },
};

const { model: sums, lanes: sumLanes } = sumNetwork();
/** Channels that differ in zero and shift. */
const apart = ownModel('apart', OWN_MODELS['channels-apart']!);

/** Networks that tell not classes alone, of two channels. */
const tasked = (name: 'labels' | 'values' | 'several') => ownModel(name, OWN_MODELS[name]!);

/** Every engine, memory and number of taps. */
const CORES: Record<string, Made> = {
  tiny,
  'tiny-folded': tinyFolded,
  'folded-1': folded('folded-1', sums, { lanes: 1, tapsPerLookup: 1 }),
  'folded-2': folded('folded-2', sums, { lanes: 2, tapsPerLookup: 2 }),
  'folded-4': folded('folded-4', sums, { lanes: 8, tapsPerLookup: 4 }),
  sliding: folded('sliding', slidingModel(), { lanes: 4, tapsPerLookup: 2, hopSamples: 4 }),
  sums: stream('sums', sums, sumLanes),
  apart: stream('apart', apart, [1, 1]),
  'apart-folded': folded('apart-folded', apart, { lanes: 2, tapsPerLookup: 2 }),
  labels: stream('labels', tasked('labels'), [2, 1]),
  'labels-folded': folded('labels-folded', tasked('labels'), { lanes: 2, tapsPerLookup: 2 }),
  values: stream('values', tasked('values'), [1, 1]),
  'values-folded': folded('values-folded', tasked('values'), { lanes: 1, tapsPerLookup: 1 }),
  several: stream('several', tasked('several'), [2, 1]),
  'several-folded': folded('several-folded', tasked('several'), { lanes: 2, tapsPerLookup: 2 }),
  ...Object.fromEntries(
    [
      ...['deep', 'frozen', 'full', 'further', 'graph', 'rest', 'single'],
      ...['passes', 'spram', 'sprams', 'wide', 'wider', 'wides', 'widest'],
    ].map((name) => [name, made(`sim/mutation/${name}.json`)]),
  ),
};

/** Networks of the fuzzer; 0, 2 and 4 have a stride that leaves inputs out in an engine of all taps. */
const DRAWN = [0, 2, 4, 9].flatMap((index) =>
  ARCHITECTURE_NAMES.map((architecture): [string, Tree] => {
    const plan = planOf(77, index);
    return [`drawn-${index}-${architecture}`, designOf(realise(plan), plan, architecture).tree];
  }),
);

/** Graphs: forks, queues, concats, adds with and without a pool, before each kind of engine. */
const GRAPHS = Array.from({ length: 12 }, (_, seed): [string, Tree] => {
  const { design, model } = graphNetwork(seed);
  return [`graph-${seed}`, generated(design, buildHardware(design, model, 'graph')).tree];
});

/** Ports of each kind; `tinyWith` sizes the hardware for them. */
const PORTS: readonly Ports[] = [
  { registered: false, reset: 'async-low' },
  { registered: true, reset: 'async-low' },
  { registered: true, reset: 'sync-high' },
];

/** A design with such ports behind every wrapper. */
function withPorts(name: 'tiny' | 'tiny-folded', ports: Ports): [string, Tree][] {
  const made = tinyWith(name, ports, (own) => ({ ...own, monitor: {}, parity: true }));
  const kind = `${name}-${ports.reset}${ports.registered ? '-registered' : ''}`;
  return [
    [`${kind}-monitor`, tree(made)],
    [`${kind}-uart`, uartTree(core(made))],
    ...BUSES.map((bus): [string, Tree] => [`${kind}-${bus}`, busTree(core(made), bus)]),
  ];
}

/** Scores of each step, of every task, with usual ports and others. */
export const STEPPED = (['classes', 'labels', 'values', 'several'] as const).map((task, i): Made => {
  const name = `steps-${task}`;
  const folding = { lanes: [2, 1] };
  const ports = i % 2 === 1 ? { ports: PORTS[1]! } : {};
  const design: Design = { name, model: 'model.alq.json', architecture: 'stream', folding, ...ports };
  return { design, hardware: buildHardware(design, ownModel('steps', STEP_MODELS[task]), name) };
});

/** Of tasks that are no classes, with usual ports and others. */
export const TASKED = ['labels', 'labels-folded', 'values', 'values-folded', 'several', 'several-folded'].map(
  (name, i): Made => {
    const { design, hardware } = CORES[name]!;
    const changed = { ...design, ...(i % 2 === 1 && { ports: PORTS[1]! }) };
    return { design: changed, hardware: buildHardware(changed, hardware.model, name) };
  },
);

function behindWrappers(made: Made): [string, Tree][] {
  const { name } = made.design;
  return [
    [`${name}-monitor`, tree(withMonitor(made))],
    [`${name}-uart`, uartTree(core(made))],
    ...BUSES.map((bus): [string, Tree] => [`${name}-${bus}`, busTree(core(made), bus)]),
    [`${name}-package`, packaged(made)],
  ];
}

/** Two clocks: every gate, and each part of the wrapper that is not always there. */
const GATED: readonly [string, Made, Design['monitor']?][] = [
  ['gated', withInput(tiny, INPUTS.guarded!)],
  ['gated-parity', withParity(tinyFolded, true), { gated: { gate: 'oscillator' } }],
  ['gated-channels', withInput(tiny, INPUTS.channels!)],
  ['gated-sliding', CORES.sliding!, { hopSamples: 4 }],
  ['gated-several', CORES['several-folded']!],
  ['gated-ecp5', tinyFolded, { gated: { gate: 'ecp5' } }],
  ['gated-gowin', tinyFolded, { gated: { gate: 'gowin' } }],
  ['gated-async', tinyWith('tiny-folded', PORTS[1]!, (own) => own)],
];

/** Several cores at one port: powers of two and others, every reset, all that may come with a score. */
const COPIES: readonly [string, Made, number][] = [
  ['copies-2', tiny, 2],
  ['copies-3-folded', withParity(tinyFolded, true), 3],
  ['copies-16', CORES['values-folded']!, 16],
  ['copies-several', CORES.several!, 4],
  ['copies-steps-classes', STEPPED[0]!, 2],
  ['copies-steps-values', STEPPED[2]!, 5],
  ...PORTS.map((ports, i): [string, Made, number] => [
    `copies-${ports.reset}${ports.registered ? '-registered' : ''}`,
    tinyWith('tiny', ports, (own) => own),
    i + 2,
  ]),
];

/** Both clocks are the FPGA's own. */
const ON_UP5K: Design['monitor'] = {
  clockHz: 12e6,
  gated: { intakeHz: 10_000, gate: 'oscillator', wakeMicroseconds: 300 },
};

/** The crystal, behind a gate, and divided. */
const onCrystal = (clockHz: number, gate: 'ecp5' | 'gowin'): Design['monitor'] => ({
  clockHz,
  gated: { intakeHz: 28_800, gate },
});

const core = ({ design, hardware }: Made) => generated(design, hardware);
const tree = (made: Made) => core(made).tree;

function packaged({ design, hardware }: Made): Tree {
  const samples = new Array(codesPerWindow(hardware.model.input)).fill(0);
  const scores = hardware.model.classes.map(() => 0);
  const fragments = [{ name: 'one', samples, ...expectedResult(hardware.model, [scores]) }];
  return packageTree(generated(design, hardware), { vectors: new Map(), fragments, boards: [] }).tree;
}

const withClocks = (made: Made, scores: ScoreClock): Tree =>
  new Map([...tree(made), ...clocksFiles(core(made), scores)]);

/** The matrix: every core, every wrapper of a stream and a folded one, every board, every bench. */
export const DESIGNS: ReadonlyMap<string, Tree> = new Map([
  ...Object.entries(CORES).map(([name, core]): [string, Tree] => [name, tree(core)]),
  ...Object.entries(INPUTS).flatMap(([name, change]): [string, Tree][] => [
    [`monitor-${name}`, tree(withMonitor(withInput(tiny, change)))],
    [`uart-${name}`, boardBench(core(withInput(tiny, change)), null).tree],
  ]),
  ...DRAWN,
  ...GRAPHS,
  ...PORTS.flatMap((ports) => [...withPorts('tiny', ports), ...withPorts('tiny-folded', ports)]),
  ...TASKED.flatMap(behindWrappers),
  ...STEPPED.map((made): [string, Tree] => [made.design.name, tree(made)]),
  ...STEPPED.flatMap(behindWrappers),
  ['monitor-sliding', tree(withMonitor(CORES.sliding!, { hopSamples: 4 }))],
  ...GATED.map(([name, made, monitor = {}]): [string, Tree] => [
    name,
    tree(withMonitor(made, { gated: {}, ...monitor })),
  ]),
  ...COPIES.map(([name, { design, hardware }, copies]): [string, Tree] => [
    name,
    tree({ design: { ...design, copies }, hardware }),
  ]),
  ...[tiny, tinyFolded].flatMap((made) =>
    [false, true].flatMap((parity) => [
      ...BUSES.map((bus): [string, Tree] => [
        `${made.design.name}-${bus}${parity ? '-parity' : ''}`,
        busTree(core(withParity(made, parity)), bus),
      ]),
      [`${made.design.name}-package${parity ? '-parity' : ''}`, packaged(withParity(made, parity))] as [string, Tree],
      [`${made.design.name}-monitor${parity ? '-parity' : ''}`, tree(withMonitor(withParity(made, parity)))] as [
        string,
        Tree,
      ],
    ]),
  ),
  ...[tiny, tinyFolded].flatMap((made) =>
    SCORE_CLOCKS.map((scores): [string, Tree] => [`${made.design.name}-clocks-${scores}`, withClocks(made, scores)]),
  ),
  ['gated-board', gatedBoardBench(core(withMonitor(tinyFolded, ON_UP5K)), findBoard('icebreaker', 'test')).tree],
  [
    'gated-board-ulx3s',
    gatedBoardBench(core(withMonitor(tinyFolded, onCrystal(25e6, 'ecp5'))), findBoard('ulx3s', 'test')).tree,
  ],
  [
    'gated-board-tangnano20k',
    gatedBoardBench(core(withMonitor(tinyFolded, onCrystal(27e6, 'gowin'))), findBoard('tangnano20k', 'test')).tree,
  ],
  ...BOARDS.map((board): [string, Tree] => [`board-${board.name}`, boardBench(core(tinyFolded), board).tree]),
  [
    'power',
    new Map(
      ['bb_toggles.v', 'bb_edges.v', 'bb_idle.v', 'bb_memory.v'].map((file) => [
        `tb/${file}`,
        projectFile(`rtl-templates/power/${file}`),
      ]),
    ),
  ],
]);

/** Writes designs side by side below `root`. */
export function writeDesigns(root: string, designs: Iterable<readonly [string, Tree]>): Sources {
  writeCells(root);
  const sources = { root, tops: [] as Top[], cores: [] as Top[], files: [] as string[] };
  const elaborated = { tops: new Set<string>(), cores: new Set<string>() };
  for (const [design, files] of designs) {
    // Front-ends are told to look for modules in both.
    for (const part of ['rtl', 'tb']) mkdirSync(join(root, design, part), { recursive: true });
    for (const [path, text] of files) {
      mkdirSync(dirname(join(root, design, path)), { recursive: true });
      // Yosys looks for images below its own folder.
      writeFileSync(join(root, design, path), path.endsWith('.v') ? text.replaceAll('"mem/', `"${design}/mem/`) : text);
    }
    const modules = modulesOf(files);
    sources.files.push(...modules.map(({ path }) => `${design}/${path}`));
    const add = (kind: 'tops' | 'cores', { path, name }: Module) => {
      const code = codeBelow(name, modules);
      // A wrapper's folder has the bench of its core, which has a folder of its own.
      if (!elaborated[kind].has(code)) sources[kind].push({ design, module: name, file: `${design}/${path}` });
      elaborated[kind].add(code);
    };
    for (const top of topsOf(modules)) add('tops', top);
    for (const core of topsOf(modules.filter(({ path }) => path.startsWith('rtl/')))) add('cores', core);
  }
  return sources;
}

interface Module {
  path: string;
  name: string;
  /** Text without comments. */
  code: string;
  /** Words of the code: names of modules among them. */
  words: ReadonlySet<string>;
}

function modulesOf(files: Tree): Module[] {
  return [...files]
    .filter(([path]) => path.endsWith('.v'))
    .map(([path, text]) => {
      const code = text.replaceAll(/\/\/.*/g, '');
      return { path, name: /^module (\w+)/m.exec(code)![1]!, code, words: new Set(code.match(/\w+/g)) };
    });
}

/** Modules that no other one names. */
const topsOf = (modules: readonly Module[]) =>
  modules.filter(({ name }) => !modules.some((other) => other.name !== name && other.words.has(name)));

/** Code of a module and of all that lie below it. */
function codeBelow(top: string, modules: readonly Module[]): string {
  const below = new Set([top]);
  // A set gives what is added to it while it is walked.
  for (const name of below)
    for (const module of modules)
      if (module.name === name) for (const { name } of modules) if (module.words.has(name)) below.add(name);
  return modules.flatMap(({ name, code }) => (below.has(name) ? [code] : [])).join('\n');
}
