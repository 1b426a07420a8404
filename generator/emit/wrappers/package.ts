import { refuseEndless } from '../../arch/endless.js';
import type { Hardware } from '../../arch/hardware.js';
import { resetPin } from '../../arch/interface.js';
import { completions } from '../../arch/rhythm.js';
import { stepsOf } from '../../arch/steps.js';
import { countOutputs } from '../../arch/tasks.js';
import { saidChecks, saidNets } from '../bench.js';
import type { Identity } from '../design/architecture.js';
import { clocksFlow, clocksTree, type SampleClock } from '../flows/clocks.js';
import { flowTree } from '../flows/flows.js';
import { coreFlow, USUAL_CLOCK_MHZ } from '../flows/top.js';
import { type Generated, madeBy } from '../generated.js';
import { benchModule, layerStream, partModule, topModule } from '../names.js';
import { projectFile, renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { type BoardTarget, boardFiles, type CoreFileView, coreFileView } from './core-file.js';
import { type ExpectedDecision, expectedFields, type PackageOutput, packageOutputs } from './package-task.js';

/** One fragment of the vectors that a package has; of steps there is a list of what is said of each. */
export interface ExpectedFragment extends ExpectedDecision {
  name: string;
  /** Converter's codes, all channels in turn. */
  samples: number[];
  /** Of each output; of each step, [step][output], where scores are those of steps. */
  scores: number[] | number[][];
}

/** What a package has beside the design's own tree. */
export interface PackageParts {
  /** Vectors of the bench, as `writeVectors` writes them: name -> text. */
  vectors: ReadonlyMap<string, string>;
  /** The same fragments for a bench that sees the ports alone. */
  fragments: readonly ExpectedFragment[];
  boards: readonly BoardTarget[];
  /** Clock that constraints ask for, MHz. */
  clockMHz?: number | undefined;
  /** A clock of their own for samples; the flows then take the wrapper in the place of the core. */
  sampleClock?: SampleClock | undefined;
}

/** Everything the templates of a package print, computed. */
export interface PackageView extends Identity, CoreFileView {
  purpose: string;
  module: string;
  /** Module of the bench that compares, and of the one around it that judges. */
  bench: string;
  packageBench: string;
  modelName: string;
  /** Vendor, library, name, version: what FuseSoC knows it by. */
  vlnv: string;
  /** Cycle after reset in which each fragment's last score is taken, when nothing pauses. */
  completions: number[];
  /** The outputs, as the start of a bench of one's own has them. */
  outputs: PackageOutput[];
  /** Names of the bench's comparisons: layers, then what the core says beside the scores. */
  checks: string[];
  /** Layers among them. */
  layers: number;
  /** Scores are of each step. */
  stepped: boolean;
  /** What the core says beside the scores, and the bench's nets of it. */
  said: ReturnType<typeof saidNets>;
  /** The core has a port for parity. */
  parity: boolean;
  /** The reset's pin and what asserts it. */
  pin: ReturnType<typeof resetPin>;
  /** Cycles without a score after which the bench gives up. */
  timeout: number;
  /** Sources of a simulation, as a Python list. */
  pythonSources: string;
}

/** The bench of a package that judges by itself. */
const packageBench = (design: string) => partModule(design, 'tb');

/** Latencies without a score after which a bench whose ports may pause gives up. */
const PATIENCE = 12;

/** A design's tree with what makes a package of it, but for the data sheet. */
export function packageTree(
  core: Generated,
  { vectors, fragments, boards, clockMHz = USUAL_CLOCK_MHZ, sampleClock }: PackageParts,
): { tree: Tree; view: PackageView } {
  const { hardware } = core;
  refuseEndless(hardware, hardware.name, 'package');
  const module = topModule(hardware.name);
  const bench = `tb/${packageBench(hardware.name)}.v`;
  const tree: Tree = new Map([...core.tree, ...boardFiles(core.tree, boards)]);
  for (const [name, text] of vectors) tree.set(`vectors/${name}`, text);
  if (sampleClock !== undefined)
    for (const [path, text] of clocksTree(core, sampleClock, (own) => pythonList(simulated(tree, own))))
      tree.set(path, text);
  const view = packageView(core, [...tree.keys(), bench].sort(), fragments.length, boards);
  tree.set(bench, renderTemplate('package/tb.v.ejs', view));
  tree.set(`bench/test_${module}.py`, renderTemplate('package/bench/test.py.ejs', view));
  tree.set('bench/run.py', renderTemplate('package/bench/run.py.ejs', view));
  tree.set('bench/expected.json', expectedFile(hardware, fragments));
  tree.set(`${module}.core`, renderTemplate('package/design.core.ejs', view));
  tree.set('LICENSE', projectFile('LICENSE'));
  const flow =
    sampleClock === undefined ? coreFlow(core, tree, { clockMHz }) : clocksFlow(core, sampleClock, tree, { clockMHz });
  if (sampleClock !== undefined) tree.set('bench/results.py', projectFile('rtl-templates/flows/results.py'));
  for (const [path, text] of flowTree(flow)) tree.set(path, text);
  return { tree, view };
}

const pythonList = (paths: readonly string[]) => `[\n${paths.map((path) => `        "${path}",\n`).join('')}    ]`;

/** What a simulation of a module beside the core compiles. */
const simulated = (tree: Tree, own: readonly string[]) =>
  [...new Set([...tree.keys(), ...own])].filter((path) => /^(rtl\/|tb\/SB_)/.test(path)).sort();

function packageView(
  core: Generated,
  paths: readonly string[],
  fragments: number,
  boards: readonly BoardTarget[],
): PackageView {
  const { design, hardware } = core;
  const { name, model, layers, architecture } = hardware;
  const identity = madeBy(core, 'package');
  const said = saidNets(hardware);
  const files = coreFileView(paths, boards);
  const sources = files.filesets.filter((set) => ['rtl', 'cells'].includes(set.name)).flatMap((set) => set.files);
  return {
    ...identity,
    ...files,
    purpose: `${model.name}, ${layers.length} layers, ${countOutputs(model)}, ${architecture}`,
    module: topModule(name),
    bench: benchModule(name),
    packageBench: packageBench(name),
    modelName: model.name,
    // The top's name without what all have: as different as the tops.
    vlnv: `${design.vendor ?? 'local'}:ip:${topModule(name).replace(/^bitbeat_/, '')}:${identity.version}`,
    completions: completions(hardware, fragments),
    outputs: packageOutputs(model, said),
    checks: [...layers.map((layer) => layerStream(layer.name)), ...saidChecks(hardware).map(({ name: own }) => own)],
    ...{ layers: layers.length, stepped: stepsOf(hardware) !== null, said },
    parity: hardware.parity ?? false,
    pin: resetPin(hardware),
    timeout: PATIENCE * hardware.latencyCycles,
    pythonSources: pythonList(sources.map(({ path }) => path)),
  };
}

/** Fragments with what the integer network makes of them, as JSON. */
export function expectedFile({ latencyCycles, model }: Hardware, fragments: readonly ExpectedFragment[]): string {
  const list = fragments.map((fragment) => `    ${JSON.stringify(fragment)}`).join(',\n');
  const fields = Object.entries(expectedFields(model)).map(
    ([name, value]) => `  "${name}": ${JSON.stringify(value)},\n`,
  );
  return `{
  "latencyCycles": ${latencyCycles},
${fields.join('')}  "fragments": [
${list}
  ]
}
`;
}
