import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Hardware } from '../arch/hardware.js';
import { requireFit } from '../data/fit.js';
import type { SignalSet } from '../data/signal-set.js';
import { ICE40_SYNTHESIS } from '../devices/ice40.js';
import { benchModule, topModule } from '../emit/names.js';
import { scoresBench } from '../emit/scores-bench.js';
import { folderHash } from '../emit/write-tree.js';
import { UserError } from '../support/errors.js';
import { runSound } from '../support/run-tool.js';
import { madeOnce, removeAll } from '../support/staging.js';
import { requireTool } from '../support/tools.js';
import { compileBench, type SimulatorName } from './simulators.js';
import { portStreams } from './streams.js';
import { parseTranscript } from './transcript.js';
import { writeVectors } from './vectors.js';
import { judge } from './verdict.js';

/** iCE40: the family whose cell models are exact and lie beside Yosys. */
const SYNTHESIS = `${ICE40_SYNTHESIS} -dsp -device u`;
// Lanes are kept apart during synthesis; the netlist is one module.
const FLATTEN = 'setattr -mod -unset keep_hierarchy *; flatten; opt_clean -purge';
const CELL_MODELS = 'ice40/cells_sim.v';

export interface NetlistResult {
  design: string;
  /** Hash of the synthesised files (`folderHash`). */
  tree: string;
  simulator: string;
  yosys: string;
  source: string;
  fragments: number;
  /** Cells of every kind. */
  cells: Record<string, number>;
  scores: { values: number; mismatches: number };
  /** What the core says beside them, as in `SimulationResult`. */
  class: { values: number; mismatches: number } | null;
  labels: { values: number; mismatches: number } | null;
  step: { values: number; mismatches: number } | null;
  /** Fragments whose last score came in another cycle than predicted. */
  cycleMismatches: number;
  failures: string[];
  pass: boolean;
}

export interface NetlistSettings {
  /** Generated folder, synthesised as it lies there. */
  folder: string;
  simulator: SimulatorName;
  set: SignalSet;
  progress?: (doing: string) => void;
}

/**
 * Synthesises a generated design for iCE40 and simulates what came out, cell by cell, on the same fragments as `simulate`:
 * scores, classes and their cycles must be the same. The netlist is kept and used again while no source changes.
 */
export async function simulateNetlist(hardware: Hardware, settings: NetlistSettings): Promise<NetlistResult> {
  const { folder, simulator, set, progress = () => {} } = settings;
  requireFit(set, hardware.model);
  progress(`synthesising ${hardware.name} for iCE40`);
  const tree = folderHash(folder);
  const { files, yosys, cells } = await netlist(folder, topModule(hardware.name), tree);
  const bench = `${dirname(files[0]!)}/${benchModule(hardware.name)}.v`;
  writeFileSync(join(folder, bench), scoresBench(hardware));
  const vectors = 'vectors/netlist';
  removeAll(join(folder, vectors));
  writeVectors(join(folder, vectors), hardware, set);

  progress(`compiling the netlist for ${simulator}`);
  const compiled = await compileBench(folder, hardware.name, simulator, { bench, design: files });
  progress(`simulating ${set.names.length} fragments, cell by cell`);
  const timeout = 3 * hardware.latencyCycles;
  const text = await compiled.run([`+vectors=${vectors}`, `+fragments=${set.names.length}`, `+timeout=${timeout}`]);
  const compared = portStreams(hardware);
  const run = { fragments: set.names.length, transcript: parseTranscript(text, compared) };
  const { streams, cycleMismatches, failures } = judge(hardware, compared, [run]);
  const counts = streams.map(({ name, values, mismatches }) => ({ name, values, mismatches }));
  const count = (wanted: string) => {
    const found = counts.find(({ name }) => name === wanted);
    return found ? { values: found.values, mismatches: found.mismatches } : null;
  };
  return {
    design: hardware.name,
    tree,
    simulator: compiled.tool,
    yosys,
    source: set.provenance.source,
    fragments: set.names.length,
    cells,
    scores: count(compared[0]!.name)!,
    ...{ class: count('class'), labels: count('labels'), step: count('step') },
    cycleMismatches: cycleMismatches!,
    failures,
    pass: failures.length === 0,
  };
}

interface Netlist {
  /** The netlist, and the models of the cells in it, relative to the folder. */
  files: [string, string];
  yosys: string;
  cells: Record<string, number>;
}

/** Memory images are in the netlist: they are part of `tree`. */
async function netlist(folder: string, top: string, tree: string): Promise<Netlist> {
  const yosys = requireTool('yosys');
  const target = `sim/netlist-${tree.slice(0, 16)}`;
  const files: [string, string] = [`${target}/netlist.v`, `${target}/cells.v`];
  await madeOnce(resolve(folder, target), async (staging) => {
    mkdirSync(staging, { recursive: true });
    const written = `${relative(resolve(folder), staging)}/netlist.v`;
    const script = `read_verilog rtl/*.v; ${SYNTHESIS} -top ${top}; ${FLATTEN}; check -assert; write_verilog -noattr ${written}`;
    await runSound(yosys.path, ['-q', '-p', script], { cwd: folder }, `yosys failed in ${folder}`);
    const models = readFileSync(cellModels(yosys.path), 'utf8');
    const cells = cellsIn(readFileSync(join(staging, 'netlist.v'), 'utf8'));
    writeFileSync(join(staging, 'cells.v'), modelsOf(models, cells));
  });
  return { files, yosys: yosys.version, cells: cellsIn(readFileSync(resolve(folder, files[0]), 'utf8')) };
}

/** Cells of every kind that a netlist instantiates. */
function cellsIn(text: string): Record<string, number> {
  const cells: Record<string, number> = {};
  for (const [, kind] of text.matchAll(/^\s+(SB_\w+) (?:#\(|\\|\w)/gm)) cells[kind!] = (cells[kind!] ?? 0) + 1;
  return cells;
}

/** Where Yosys keeps the models, seen from its program. */
export function cellModels(yosys: string): string {
  const path = join(dirname(realpathSync(yosys)), '..', 'share', 'yosys', CELL_MODELS);
  if (existsSync(path)) return path;
  throw new UserError({
    where: path,
    message: "not there: Yosys' models of the iCE40 cells",
    allowed: 'a Yosys with its share folder, as Debian or OSS CAD Suite install it',
  });
}

/** The models of these cells only: not every simulator takes all others. Ports without a default: Yosys connects all. */
export function modelsOf(models: string, cells: Record<string, number>): string {
  const head = models.slice(0, models.indexOf('\nmodule '));
  const bodies = Object.keys(cells)
    .sort()
    .map((kind) => {
      const body = new RegExp(`^module ${kind}\\b[\\s\\S]*?^endmodule$`, 'm').exec(models);
      if (body === null) throw new Error(`${CELL_MODELS} has no cell ${kind}`);
      return `${body[0]}\n`;
    });
  return `\`define NO_ICE40_DEFAULT_ASSIGNMENTS\n${head}\n${bodies.join('\n')}`;
}
