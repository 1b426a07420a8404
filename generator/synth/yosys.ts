import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { requireTool } from '../config/tools.js';
import { folderHash } from '../emit/write-tree.js';
import { HARNESS, type HarnessCells, harness, readPorts } from './harness.js';
import { FAMILIES, FAMILY_TARGETS, type Family, LUTS_OF, type Resources, type Target } from './parts.js';
import type { Program } from './programs.js';

export { FAMILY_NAMES, type Family } from './parts.js';

export interface SynthesisResult extends Resources {
  design: string;
  /** Hash of the synthesised files (`folderHash`). */
  tree: string;
  family: Family;
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
  family: Family,
): Promise<SynthesisResult> {
  const yosys = { name: 'yosys', ...requireTool('yosys') };
  return (await synthesiseFor(folder, design, top, FAMILY_TARGETS[family], yosys)).result;
}

/** The same for a part, with the netlists to place and route. */
export async function synthesiseFor(
  folder: string,
  design: string,
  top: string,
  target: Target,
  yosys: Program,
): Promise<{ result: SynthesisResult; netlists: Netlists }> {
  const { name, family } = target;
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

  await run(yosys, folder, file(`yosys-${name}.log`), [
    'read_verilog rtl/*.v',
    // Missing modules are found by the synthesis command, which knows the family's own cells.
    `hierarchy -top ${top}`,
    'proc',
    'select -assert-none t:$dlatch t:$adlatch t:$dlatchsr t:$sr',
    `${target.synthesis} -top ${top}`,
    'check -assert',
    `tee -q -o ${stat} stat -json`,
    // Modules that were kept apart for synthesis only.
    'setattr -mod -unset keep_hierarchy *',
    'flatten',
    `write_verilog -noattr ${verilog}`,
    `read_verilog ${wrapper}`,
    `hierarchy -check -top ${HARNESS}`,
    'flatten',
    'opt_clean -purge',
    `write_json ${json}`,
  ]);
  const cells = statSchema.parse(JSON.parse(readFileSync(join(folder, stat), 'utf8'))).design.num_cells_by_type;
  const result = {
    design,
    tree: folderHash(folder),
    family,
    ...countCells(cells, family),
    cells,
    tools: { yosys: yosys.version },
  };
  return { result, netlists: { verilog, json, harness: harnessCells } };
}

/** Cells of each kind, from those of every type. */
export function countCells(cells: Readonly<Record<string, number>>, family: Family): Resources {
  const count = (names: readonly string[]) =>
    Object.entries(cells)
      .filter(([cell]) =>
        names.some((name) => (name.endsWith('*') ? cell.startsWith(name.slice(0, -1)) : cell === name)),
      )
      .reduce((sum, [cell, n]) => sum + n * (LUTS_OF[cell] ?? 1), 0);
  const { lut, ff, bram, spram, dsp } = FAMILIES[family].cells;
  return { lut: count(lut), ff: count(ff), bram: count(bram), spram: count(spram), dsp: count(dsp) };
}

async function run(yosys: Program, folder: string, log: string, commands: readonly string[]): Promise<void> {
  const ran = await execa(yosys.path, ['-q', '-l', log, '-p', commands.join('; ')], {
    cwd: folder,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  if (ran.exitCode !== 0)
    throw new Error(`yosys failed (${join(folder, log)}):\n${ran.all.split('\n').slice(-12).join('\n')}`);
}
