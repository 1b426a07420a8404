import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Resources } from '../devices/device.js';
import {
  type CountedFamily,
  type FamilyName,
  familyOf,
  familyTarget,
  type PartFamily,
  type Target,
} from '../devices/devices.js';
import type { Program } from '../devices/programs.js';
import { measuredOn } from '../emit/measured-on.js';
import { NETLIST_COMMANDS } from '../emit/wrappers/gated-board.js';
import { runSound } from '../support/run-tool.js';
import { requireTool } from '../support/tools.js';
import { HARNESS, type HarnessCells, harness, pinsFile, readPorts } from './harness.js';

export interface SynthesisResult extends Resources {
  design: string;
  /** Version of the generator, and hash of the synthesised files (`folderHash`). */
  generator: string;
  tree: string;
  family: PartFamily;
  /** Cells of every kind, as Yosys counts them. */
  cells: Record<string, number>;
  tools: { yosys: string };
}

/** Where a design's netlists lie, relative to its folder. */
export interface Netlists {
  /** Verilog of the design alone, in cells of the family. */
  verilog: string;
  /** What nextpnr takes: the design in its harness. */
  json: string;
  harness: HarnessCells;
}

const statSchema = z.object({ design: z.object({ num_cells_by_type: z.record(z.string(), z.number()) }) });

/**
 * Synthesises the generated design in `folder`. A latch, a missing module or a warning of Yosys' own check is a failure.
 * Throws Error with Yosys' last lines.
 */
export async function synthesise(
  folder: string,
  design: string,
  top: string,
  family: CountedFamily,
): Promise<SynthesisResult> {
  const yosys = { name: 'yosys', ...requireTool('yosys') };
  return (await synthesiseFor(folder, design, top, familyTarget(family), yosys)).result;
}

/** The same for a part, with the netlists to place and route. */
export async function synthesiseFor(
  folder: string,
  design: string,
  top: string,
  target: Target,
  yosys: Program,
): Promise<{ result: SynthesisResult; netlists: Netlists }> {
  const { name, family, harnessPins } = target;
  mkdirSync(join(folder, 'results'), { recursive: true });
  // Relative paths: a Yosys in WebAssembly sees the present folder as another one.
  const file = (kind: string) => `results/${kind}`;
  const ports = file(`ports-${name}.txt`);
  const stat = file(`yosys-${name}.stat.json`);
  const wrapper = file(`harness-${name}.v`);
  const verilog = file(`netlist-${name}.v`);
  const json = file(`netlist-${name}.json`);

  await run(yosys, folder, file(`ports-${name}.log`), ['read_verilog rtl/*.v', `tee -q -o ${ports} portlist ${top}`]);
  const { text, cells: harnessCells } = harness(top, readPorts(readFileSync(join(folder, ports), 'utf8')), family);
  writeFileSync(join(folder, wrapper), text);
  if (harnessPins !== null) writeFileSync(join(folder, pinsFile(name)), `${harnessPins.join('\n')}\n`);

  await run(yosys, folder, file(`yosys-${name}.log`), [
    ...toFlatNetlist(target.synthesis, top, stat),
    `write_verilog -noattr ${verilog}`,
    `read_verilog ${wrapper}`,
    `hierarchy -check -top ${HARNESS}`,
    'flatten',
    ...familyOf(family).finish,
    'opt_clean -purge',
    `write_json ${json}`,
  ]);
  const cells = readCells(join(folder, stat));
  const result = {
    design,
    ...measuredOn(folder),
    family,
    ...countCells(cells, family),
    cells,
    tools: { yosys: yosys.version },
  };
  return { result, netlists: { verilog, json, harness: harnessCells } };
}

/**
 * Synthesises a design with all that is around it on a board, the folder's own commands included. Returns its cells and the
 * netlist that nextpnr takes.
 */
export async function synthesiseBoard(
  folder: string,
  top: string,
  { name, family, synthesis }: { name: string; family: FamilyName; synthesis: string },
  yosys: Program,
): Promise<{ cells: Resources; json: string }> {
  mkdirSync(join(folder, 'results'), { recursive: true });
  const stat = `results/yosys-${name}.stat.json`;
  const json = `results/netlist-${name}.json`;
  await run(yosys, folder, `results/yosys-${name}.log`, [
    ...toFlatNetlist(synthesis, top, stat),
    ...familyOf(family).finish,
    ...(existsSync(join(folder, NETLIST_COMMANDS)) ? [`script ${NETLIST_COMMANDS}`] : []),
    'opt_clean -purge',
    `write_json ${json}`,
  ]);
  return { cells: countCells(readCells(join(folder, stat)), family), json };
}

/** Yosys' commands from `rtl/` to one flat module of the family's cells, which are counted into `stat` on the way. */
function toFlatNetlist(synthesis: string, top: string, stat: string): string[] {
  return [
    'read_verilog rtl/*.v',
    // Missing modules are found by the synthesis command, which knows the family's own cells.
    `hierarchy -top ${top}`,
    'proc',
    'select -assert-none t:$dlatch t:$adlatch t:$dlatchsr t:$sr',
    `${synthesis} -top ${top}`,
    'check -assert',
    `tee -q -o ${stat} stat -json`,
    // Modules that were kept apart for synthesis only.
    'setattr -mod -unset keep_hierarchy *',
    'flatten',
  ];
}

const netlistSchema = z.object({
  modules: z.record(z.string(), z.object({ cells: z.record(z.string(), z.object({ type: z.string() })) })),
});

/** Cells of a flat netlist whose names say that they are within an instance. */
export function cellsWithin(netlist: string, instance: string, family: FamilyName): Resources {
  const { modules } = netlistSchema.parse(JSON.parse(readFileSync(netlist, 'utf8')));
  const types: Record<string, number> = {};
  for (const { cells } of Object.values(modules))
    for (const [name, { type }] of Object.entries(cells))
      if (name.startsWith(`${instance}.`)) types[type] = (types[type] ?? 0) + 1;
  return countCells(types, family);
}

function readCells(file: string): Record<string, number> {
  return statSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).design.num_cells_by_type;
}

/** Cells of each kind, from those of every type. */
export function countCells(cells: Readonly<Record<string, number>>, family: FamilyName): Resources {
  const { cells: kinds, weights } = familyOf(family);
  const count = (names: readonly string[]) =>
    Object.entries(cells)
      .filter(([cell]) =>
        names.some((name) => (name.endsWith('*') ? cell.startsWith(name.slice(0, -1)) : cell === name)),
      )
      .reduce((sum, [cell, n]) => sum + n * (weights[cell] ?? 1), 0);
  const { lut, ff, bram, spram, dsp } = kinds;
  return { lut: count(lut), ff: count(ff), bram: count(bram), spram: count(spram), dsp: count(dsp) };
}

async function run(yosys: Program, folder: string, log: string, commands: readonly string[]): Promise<void> {
  const args = ['-q', '-l', log, '-p', commands.join('; ')];
  await runSound(yosys.path, args, { cwd: folder }, `yosys failed (${join(folder, log)})`);
}
