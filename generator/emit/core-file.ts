import { completions } from '../arch/architecture.js';
import type { Hardware } from '../arch/hardware.js';
import { renderTemplate } from './render.js';
import type { Tree } from './tree.js';
import { type Identity, topModule } from './view.js';

/** One fragment of the vectors that a package has. */
export interface ExpectedFragment {
  name: string;
  /** Converter's codes, all channels in turn. */
  samples: number[];
  /** Of each class. */
  scores: number[];
  class: number;
}

interface FileSet {
  name: string;
  what: string;
  files: { path: string; type: string; copyTo: string | null }[];
}

/** Everything the templates of a package print, computed. */
export interface PackageView extends Identity {
  purpose: string;
  module: string;
  modelName: string;
  /** Vendor, library, name, version: what FuseSoC knows it by. */
  vlnv: string;
  filesets: FileSet[];
  /** Names of the file sets of the core alone and with the bench. */
  sets: { core: string; bench: string };
  /** Cycle after reset in which each fragment's last score is taken, when nothing pauses. */
  completions: number[];
  /** Names of the bench's comparisons. */
  checks: string[];
  /** The core has a port for parity. */
  parity: boolean;
  /** Cycles without a score after which the bench gives up. */
  timeout: number;
  /** Sources of a simulation, as a Python list. */
  pythonSources: string;
}

/** Latencies without a score after which a bench whose ports may pause gives up. */
const PATIENCE = 12;

/** File sets of a package: how FuseSoC hands each file on. */
const FILE_SETS: { name: string; what: string; holds: (path: string) => boolean; type: string; copy?: boolean }[] = [
  { name: 'rtl', what: 'the core', holds: (path) => /^rtl\//.test(path), type: 'verilogSource-2005' },
  {
    name: 'cells',
    what: "models of the part's own cells, for simulation",
    holds: (path) => /^tb\/SB_/.test(path),
    type: 'verilogSource-2005',
  },
  {
    name: 'mem',
    what: 'memory images, read by $readmemh',
    holds: (path) => /^mem\//.test(path),
    type: 'user',
    copy: true,
  },
  {
    name: 'tb',
    what: 'the bench',
    holds: (path) => /^tb\/(bb_|bitbeat_)[^/]*\.v$/.test(path),
    type: 'verilogSource-2005',
  },
  {
    name: 'vectors',
    what: 'samples and what every layer makes of them',
    holds: (path) => /^vectors\//.test(path),
    type: 'user',
    copy: true,
  },
];

/**
 * Adds to a design's tree what makes a package of it: vectors, the bench that judges by itself, the cocotb test and the
 * FuseSoC core file. `vectors`: name -> text, as `writeVectors` writes them.
 */
export function packageTree(
  hardware: Hardware,
  identity: Identity,
  design: Tree,
  vectors: ReadonlyMap<string, string>,
  fragments: readonly ExpectedFragment[],
): { tree: Tree; view: PackageView } {
  const tree: Tree = new Map(design);
  for (const [name, text] of vectors) tree.set(`vectors/${name}`, text);
  const module = topModule(hardware.name);
  const names = { bench: `tb/${module}_tb.v`, test: `bench/test_${module}.py` };
  tree.set('bench/expected.json', expected(hardware, fragments));
  const paths = [...tree.keys(), ...Object.values(names)].sort();
  const view = packageView(hardware, identity, paths, fragments.length);
  tree.set(names.bench, renderTemplate('package/tb.v.ejs', view));
  tree.set(names.test, renderTemplate('package/bench/test.py.ejs', view));
  tree.set('bench/run.py', renderTemplate('package/bench/run.py.ejs', view));
  tree.set(`${module}.core`, renderTemplate('package/design.core.ejs', view));
  return { tree, view };
}

function packageView(hardware: Hardware, identity: Identity, paths: readonly string[], fragments: number): PackageView {
  const { name, model, layers, architecture } = hardware;
  const filesets = FILE_SETS.flatMap(({ name: set, what, holds, type, copy }): FileSet[] => {
    const files = paths.filter(holds).map((path) => ({ path, type, copyTo: copy ? path : null }));
    return files.length === 0 ? [] : [{ name: set, what, files }];
  });
  const sets = (...wanted: string[]) => wanted.filter((set) => filesets.some((f) => f.name === set)).join(', ');
  const sources = filesets.filter((set) => ['rtl', 'cells'].includes(set.name)).flatMap((set) => set.files);
  return {
    ...identity,
    purpose: `${model.name}, ${layers.length} layers, ${model.classes.length} classes, ${architecture}`,
    module: topModule(name),
    modelName: model.name,
    vlnv: `bitbeat:ip:${name.replaceAll('-', '_')}:${identity.version}`,
    filesets,
    sets: {
      core: sets('rtl', 'cells', 'mem'),
      bench: sets('rtl', 'cells', 'mem', 'tb', 'vectors'),
    },
    completions: completions(hardware, fragments),
    checks: [...layers.map((layer) => layer.name), 'class'],
    parity: hardware.parity ?? false,
    timeout: PATIENCE * hardware.latencyCycles,
    pythonSources: `[\n${sources.map(({ path }) => `        "${path}",\n`).join('')}    ]`,
  };
}

function expected(hardware: Hardware, fragments: readonly ExpectedFragment[]): string {
  const { latencyCycles, model } = hardware;
  const list = fragments.map((fragment) => `    ${JSON.stringify(fragment)}`).join(',\n');
  return `{
  "latencyCycles": ${latencyCycles},
  "classes": ${JSON.stringify(model.classes)},
  "fragments": [
${list}
  ]
}
`;
}
