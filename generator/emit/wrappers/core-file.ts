import { posix } from 'node:path';
import type { Tree } from '../tree.js';

/** A board that a package has a target for. */
export interface BoardTarget {
  name: string;
  title: string;
  /** Its top module. */
  module: string;
  /** File that says which port is which pin, and edalize's type of it. */
  pins: { file: string; type: string };
  /** Edalize's flow and its options. */
  flow: string;
  options: { name: string; values: readonly string[] }[];
  /** The folder of the design on the board, see `bitstreamTree`. */
  tree: Tree;
}

/** How FuseSoC hands some files of a package on. */
export interface FileSet {
  name: string;
  what: string;
  /** `copyTo`: place in the folder in which a tool runs; null: the tool is told where the file is. */
  files: { path: string; type: string; copyTo: string | null }[];
}

/** What the template of the core file prints of file sets and targets. */
export interface CoreFileView {
  filesets: FileSet[];
  /** Names of the file sets of the core alone and with the bench. */
  sets: { core: string; bench: string };
  boards: {
    target: string;
    title: string;
    module: string;
    sets: string;
    flow: string;
    options: { name: string; values: string }[];
  }[];
}

const VERILOG = 'verilogSource-2005';
const SHARED = 'boards/common';
const boardName = ({ name }: BoardTarget) => name.replaceAll('-', '_');

/** File sets of every package: a pattern of its files' paths and their type. */
const FILE_SETS = [
  { name: 'rtl', what: 'the core', holds: /^rtl\//, type: VERILOG, copy: false },
  { name: 'cells', what: "models of the part's own cells", holds: /^tb\/SB_/, type: VERILOG, copy: false },
  { name: 'mem', what: 'memory images, read by $readmemh', holds: /^mem\//, type: 'user', copy: true },
  {
    name: 'tb',
    what: 'the bench',
    holds: /^tb\/bitbeat_\w+?__(bench|check|stored|tb)\.v$/,
    type: VERILOG,
    copy: false,
  },
  {
    name: 'vectors',
    what: 'samples and what every layer makes of them',
    holds: /^vectors\//,
    type: 'user',
    copy: true,
  },
  {
    name: 'boards',
    what: 'a UART before the core, for boards',
    holds: /^boards\/common\//,
    type: VERILOG,
    copy: false,
  },
] as const;

/** What boards add to a design: each its own top and pins, and the modules that they share. Path in the package -> text. */
export function boardFiles(design: Tree, boards: readonly BoardTarget[]): Tree {
  const files: Tree = new Map();
  for (const { name, module, pins, tree } of boards)
    for (const [path, text] of tree) {
      const file = posix.basename(path);
      const own = file === `${module}.v` || path === pins.file;
      if (own) files.set(`boards/${name}/${file}`, text);
      else if (path.startsWith('rtl/') && !design.has(path)) files.set(`${SHARED}/${file}`, text);
    }
  return files;
}

/** File sets and targets of a package with the files of `paths`. */
export function coreFileView(paths: readonly string[], boards: readonly BoardTarget[]): CoreFileView {
  const common = FILE_SETS.map(({ name, what, holds, type, copy }): FileSet => {
    const files = paths.filter((path) => holds.test(path));
    return { name, what, files: files.map((path) => ({ path, type, copyTo: copy ? path : null })) };
  });
  const own = boards.map((board): FileSet => {
    const files = paths.filter((path) => path.startsWith(`boards/${board.name}/`));
    const typed = files.map((path) => ({ path, type: path.endsWith('.v') ? VERILOG : board.pins.type, copyTo: null }));
    return { name: boardName(board), what: board.title, files: typed };
  });
  const filesets = [...common, ...own].filter(({ files }) => files.length > 0);
  const sets = (...expected: string[]) =>
    expected.filter((set) => filesets.some(({ name }) => name === set)).join(', ');
  return {
    filesets,
    sets: { core: sets('rtl', 'cells', 'mem'), bench: sets('rtl', 'cells', 'mem', 'tb', 'vectors') },
    boards: boards.map((board) => ({
      target: boardName(board),
      title: board.title,
      module: board.module,
      sets: sets('rtl', 'mem', 'boards', boardName(board)),
      flow: board.flow,
      // A list of texts in JSON is one in YAML.
      options: board.options.map(({ name, values }) => ({ name, values: JSON.stringify(values) })),
    })),
  };
}
