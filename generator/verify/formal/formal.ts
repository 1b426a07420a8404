import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sizeDesign } from '../../arch/built-design.js';
import { generated } from '../../emit/generated.js';
import { withTemplateNames } from '../../emit/modules.js';
import { projectFile } from '../../emit/render.js';
import { installed } from '../../support/roots.js';
import { runSound, runTool } from '../../support/run-tool.js';
import type { Defect, Engine, Lemma } from './lemma.js';
import type { FormalTools } from './tools.js';

/** `proved`: for all inputs, for ever; `holds`: in the cycles looked at; `undecided`: the time ran out. */
export type Verdict = 'proved' | 'holds' | 'refuted' | 'undecided';

export interface CaseResult {
  lemma: string;
  /** Parameters of the case, as printed. */
  parameters: string;
  verdict: Verdict;
  seconds: number;
  /** Defect that was put in, as printed; null: the module as it is. */
  defect: string | null;
}

/** One proof to be done. */
export interface Obligation {
  lemma: Lemma;
  parameters: Readonly<Record<string, number>>;
  defect: Defect | null;
}

/** All cases of a lemma; `broken`: its defects instead, each in all cases. */
export function obligations(lemma: Lemma, broken: boolean): Obligation[] {
  const defects = broken ? lemma.defects : [null];
  return defects.flatMap((defect) => lemma.cases.map((parameters) => ({ lemma, parameters, defect })));
}

export const printParameters = (parameters: Readonly<Record<string, number>>) =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

const printDefect = ({ module, find, replace }: Defect) => `${module}: "${find}" -> "${replace}"`;

/** Seconds after which a case counts as undecided. */
const LIMIT_S = 600;

/**
 * Decides one case in the folder `work`, which keeps the Verilog, the problem and the prover's log. Throws Error when a
 * tool fails, or when the defect has no place in the module.
 */
export async function decide(
  { lemma, parameters, defect }: Obligation,
  work: string,
  tools: FormalTools,
  limitSeconds = LIMIT_S,
): Promise<CaseResult> {
  rmSync(work, { recursive: true, force: true });
  writeDesign(lemma, parameters, work);
  writeSources(lemma, work, defect);
  writeFileSync(join(work, `${lemma.checker}.v`), withParameters(`sim/formal/${lemma.checker}.v`, parameters));
  const start = performance.now();
  await elaborate(lemma, work, tools);
  const verdict = await prove(lemma.engine, lemma.checker, work, tools, limitSeconds);
  return {
    lemma: lemma.name,
    parameters: printParameters(parameters),
    verdict,
    seconds: (performance.now() - start) / 1000,
    defect: defect === null ? null : printDefect(defect),
  };
}

/** Folders of hand-written modules; file = module. */
const MODULE_FOLDERS = ['core', 'folded', 'asic', 'bus', 'monitor', 'clocks', 'lowpower', 'copies'].map(
  (folder) => `rtl-templates/${folder}`,
);
/** Modules of `sim/formal` that checkers share. */
const CHECKER_PARTS = ['formal_engine', 'formal_registers'];
/** Files of `sim/formal` that are put into modules of the datapath, before their end, by the name of these. */
const insertions = ({ module, fixedRom = false, collisions = false }: Lemma): Readonly<Record<string, string>> => ({
  ...(collisions ? {} : { bb_ram: 'sim/formal/bb_ram.claims.v' }),
  ...(fixedRom ? { bb_rom: 'sim/formal/bb_rom.content.v' } : {}),
  ...(module === 'bb_async_fifo' ? { bb_async_fifo: 'sim/formal/bb_async_fifo.claims.v' } : {}),
  ...(module === 'bb_wide' ? { bb_wide_queue: 'sim/formal/bb_wide_queue.claims.v' } : {}),
});

/** Path of every hand-written module below the installation, by name. */
export function moduleFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of MODULE_FOLDERS) {
    for (const file of filesOf(installed(folder)).filter((name) => name.endsWith('.v')))
      files.set(basename(file, '.v'), `${folder}/${file}`);
  }
  return files;
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // an architecture that does not exist
  }
}

function writeSources(lemma: Lemma, work: string, defect: Defect | null): void {
  mkdirSync(join(work, 'rtl'), { recursive: true });
  const inserted = insertions(lemma);
  const files = moduleFiles();
  if (defect !== null && !files.has(defect.module)) throw new Error(`there is no module ${defect.module}`);
  for (const [module, path] of files) {
    const sound = projectFile(path);
    const text = defect?.module === module ? damage(sound, defect) : sound;
    const insertion = inserted[module];
    // Yosys reads what it finds by name without assertions, so a module with claims is read before.
    if (insertion === undefined) writeFileSync(join(work, `rtl/${module}.v`), text);
    else writeFileSync(join(work, `${module}.v`), text.replace(/^endmodule$/m, `${projectFile(insertion)}\nendmodule`));
  }
  for (const part of CHECKER_PARTS) writeFileSync(join(work, `rtl/${part}.v`), projectFile(`sim/formal/${part}.v`));
}

/** What the lemma's design has of its own: top and memory images; its other modules are those of `writeSources`. */
function writeDesign({ design }: Lemma, parameters: Readonly<Record<string, number>>, work: string): void {
  if (design === undefined) return;
  const built = sizeDesign(design(parameters), 'lemma');
  for (const [path, text] of withTemplateNames(generated(built.design, built.hardware).tree)) {
    if (!/^(rtl|mem)\//.test(path)) continue;
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
}

/** The text with the defect in it. Throws if it has no such place, or several. */
export function damage(text: string, { module, find, replace }: Defect): string {
  const pieces = text.split(find);
  if (pieces.length !== 2) throw new Error(`${module}: "${find}" is there ${pieces.length - 1} times, not once`);
  return pieces.join(replace);
}

/** The checker with these defaults of its parameters: Yosys' own way to set them (chparam) makes them unsigned. */
function withParameters(path: string, parameters: Readonly<Record<string, number>>): string {
  let text = projectFile(path);
  for (const [name, value] of Object.entries(parameters)) {
    const found = new RegExp(`(parameter ${name} +=) [^,\\n ]+`);
    if (!found.test(text)) throw new Error(`${path} has no parameter ${name}`);
    text = text.replace(found, `$1 ${value}`);
  }
  return text;
}

/** Flip-flops as those of one step of a proof: a step is a cycle, or any moment at which one clock or several may have an edge. */
const CLOCKS = {
  one: 'formalff -clk2ff -ff2anyinit -setundef',
  several: 'clk2fflogic; formalff -ff2anyinit -setundef',
};

/** Checker and modules as one flat netlist, memories as registers, undefined values free. */
async function elaborate(lemma: Lemma, work: string, tools: FormalTools): Promise<void> {
  const { checker, engine, clocks = 'one' } = lemma;
  const claimed = Object.keys(insertions(lemma)).map((module) => `${module}.v`);
  const script = [
    `read_verilog -formal -DSYNTHESIS ${checker}.v ${claimed.join(' ')}`,
    `hierarchy -check -libdir rtl -top ${checker}`,
    'proc; setattr -mod -unset keep_hierarchy; flatten; opt_clean; check -assert',
    'memory_nordff; memory_map',
    // Whatever is undefined may have any value in any cycle; from here on there is nothing for opt_expr to choose.
    'setundef -anyseq; opt_expr; opt -keepdc; dffunmap',
    CLOCKS[clocks],
    ...(engine.name === 'z3'
      ? ['formalff -anyinit2ff', `write_smt2 -wires ${checker}.smt2`]
      : ['techmap; opt -keepdc; abc -g AND -fast; opt_clean', `write_aiger -zinit -no-startoffset ${checker}.aig`]),
  ].join('; ');
  await runSound(tools.yosys, ['-q', '-l', 'yosys.log', '-p', script], { cwd: work }, `yosys failed in ${work}`);
}

async function prove(
  engine: Engine,
  checker: string,
  work: string,
  tools: FormalTools,
  limitSeconds: number,
): Promise<Verdict> {
  const z3 = engine.name === 'z3';
  const [program, flags] = z3
    ? [tools.smtbmc, ['-s', 'z3', '-t', '1', '--dump-vcd', 'counterexample.vcd', `${checker}.smt2`]]
    : [
        tools.abc,
        [
          '-c',
          `read_aiger ${checker}.aig; fold; strash; ${engine.name === 'pdr' ? 'scorr; dc2; pdr' : `bmc3 -F ${engine.cycles}`}`,
        ],
      ];
  const ran = await runTool(program, flags, { cwd: work, timeout: limitSeconds * 1000 });
  writeFileSync(join(work, 'prover.log'), ran.all);
  if (ran.timedOut) return 'undecided';
  const said = (text: RegExp) => text.test(ran.all);
  if (z3) {
    if (said(/Status: PASSED/)) return 'proved';
    if (said(/Status: FAILED/)) return 'refuted';
  } else {
    if (said(/was asserted in frame/)) return 'refuted';
    if (said(/^Property proved\./m)) return 'proved';
    if (engine.name === 'bmc' && said(/No output asserted in \d+ frames/)) return 'holds';
  }
  throw new Error(`${program} did not decide ${checker} in ${work}:\n${ran.all.split('\n').slice(-12).join('\n')}`);
}

/** Runs `work` over all items, `at_once` at a time, in order; a failure stops the rest. */
export async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
