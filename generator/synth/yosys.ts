import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { requireTool } from '../config/tools.js';
import { folderHash } from '../emit/write-tree.js';

/** FPGA families, with the cells that count as what. */
const FAMILIES = {
  ice40: {
    command: 'synth_ice40 -dsp',
    lut: ['SB_LUT4'],
    ff: ['SB_DFF'],
    bram: ['SB_RAM40_4K'],
    dsp: ['SB_MAC16'],
  },
  ecp5: {
    command: 'synth_ecp5',
    lut: ['LUT4', 'CCU2C', 'TRELLIS_DPR16X4'],
    ff: ['TRELLIS_FF'],
    bram: ['DP16KD', 'PDPW16KD'],
    dsp: ['MULT18X18D'],
  },
} as const;

export type Family = keyof typeof FAMILIES;
export const FAMILY_NAMES = Object.keys(FAMILIES) as Family[];

/** LUT4s that one cell of another kind takes (ECP5: a carry cell is two, a distributed RAM cell four). */
const LUTS_OF: Readonly<Record<string, number>> = { CCU2C: 2, TRELLIS_DPR16X4: 4 };

export interface SynthesisResult {
  design: string;
  /** Hash of the synthesised files (`folderHash`). */
  tree: string;
  family: Family;
  lut: number;
  ff: number;
  bram: number;
  dsp: number;
  /** Cells of every kind, as Yosys counts them. */
  cells: Record<string, number>;
  tools: { yosys: string };
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
  const yosys = requireTool('yosys');
  const { command, ...kinds } = FAMILIES[family];
  const results = resolve(folder, 'results');
  mkdirSync(results, { recursive: true });
  const log = join(results, `yosys-${family}.log`);
  const stat = join(results, `yosys-${family}.stat.json`);
  const script = [
    'read_verilog rtl/*.v',
    `hierarchy -check -top ${top}`,
    'proc',
    'select -assert-none t:$dlatch t:$adlatch t:$dlatchsr t:$sr',
    `${command} -top ${top}`,
    'check -assert',
    `tee -q -o ${stat} stat -json`,
  ].join('; ');
  const ran = await execa(yosys.path, ['-q', '-l', log, '-p', script], {
    cwd: folder,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  if (ran.exitCode !== 0) throw new Error(`yosys failed (${log}):\n${ran.all.split('\n').slice(-12).join('\n')}`);
  const cells = statSchema.parse(JSON.parse(readFileSync(stat, 'utf8'))).design.num_cells_by_type;
  const count = (names: readonly string[]) =>
    Object.entries(cells)
      // SB_DFF stands for all its kinds: SB_DFFE, SB_DFFSR, ...
      .filter(([cell]) => names.some((name) => cell === name || (name === 'SB_DFF' && cell.startsWith(name))))
      .reduce((sum, [cell, n]) => sum + n * (LUTS_OF[cell] ?? 1), 0);
  return {
    design,
    tree: folderHash(folder),
    family,
    lut: count(kinds.lut),
    ff: count(kinds.ff),
    bram: count(kinds.bram),
    dsp: count(kinds.dsp),
    cells,
    tools: { yosys: yosys.version },
  };
}
