import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Hardware } from '../arch/hardware.js';
import type { Design } from '../config/design.js';
import { RESOURCE_NAMES, type Resources } from '../devices/device.js';
import { FAMILIES, type Part } from '../devices/devices.js';
import { shortages } from '../devices/fit.js';
import type { Program } from '../devices/programs.js';
import { generated } from '../emit/generated.js';
import { topModule } from '../emit/names.js';
import { sha256 } from '../emit/tree.js';
import { writeTree } from '../emit/write-tree.js';
import { lockFolder } from '../support/folder-lock.js';
import { sum } from '../support/integers.js';
import { readJsonFile } from '../support/read-json.js';
import { writeStaged } from '../support/write-staged.js';
import { cellsByInstance, route, usedLogic } from '../synth/nextpnr.js';
import { synthesisedHash } from '../synth/sweep/sweep.js';
import { type Netlists, synthesiseFor } from '../synth/yosys.js';
import type { Unit } from './cache.js';

/** Programs that synthesise, place and route. */
export interface Programs {
  yosys: Program;
  nextpnr: Program;
}

/** A design to be made, with all that is done to it. */
export interface Made {
  design: Design;
  hardware: Hardware;
  part: Part;
  programs: Programs;
  /** Where it is generated: `<folder>/designs/<hash>`. */
  work: string;
}

const count = z.int().min(0);
const cells = { lut: count, ff: count, bram: count, spram: count, dsp: count };
const shortage = z.strictObject({ resource: z.enum(RESOURCE_NAMES), needed: count, available: count });

export const synthesisSchema = z.strictObject({
  /** Logic cells as the router packs them. */
  lc: count,
  ...cells,
  shortages: z.array(shortage),
  tools: z.record(z.string(), z.string()),
});
export type Synthesis = z.infer<typeof synthesisSchema>;

export const placementSchema = z.strictObject({
  seed: z.int().min(1),
  /** null: the router found no room. */
  routed: z.strictObject({ lc: count, fmaxMHz: z.number().positive() }).nullable(),
});
export type Placement = z.infer<typeof placementSchema>;

const contentKey = (content: unknown) => sha256(JSON.stringify(content)).slice(0, 16);
const versions = ({ yosys, nextpnr }: Programs) => [yosys.name, yosys.version, nextpnr.name, nextpnr.version];

/** Hash of the files that synthesis reads. */
export const designHash = ({ design, hardware }: Pick<Made, 'design' | 'hardware'>): string =>
  synthesisedHash(generated(design, hardware).tree);

/** Synthesis and packing of a design. `hash`: its `designHash`. */
export function synthesisUnit(made: Made, hash: string): Unit<Synthesis> {
  const { design, part, programs } = made;
  return {
    kind: 'synthesis',
    key: contentKey([1, hash, part.name, part.synthesis, part.route, versions(programs)]),
    doing: `synthesis of ${design.name} for ${part.name}`,
    schema: synthesisSchema,
    run: async () => {
      const { folder, netlists, cells: needed } = await netlistOf(made, hash);
      const instances = await cellsByInstance(folder, netlists.json, part, programs.nextpnr);
      const packed = Object.values(instances).map(({ lc }) => lc);
      const { yosys, nextpnr } = programs;
      return {
        lc: Math.round(sum(packed)),
        ...needed,
        shortages: shortages(needed, part),
        tools: { [yosys.name]: yosys.version, [nextpnr.name]: nextpnr.version },
      };
    },
  };
}

/** One placement and routing of a design that was synthesised. */
export function placementUnit(made: Made, hash: string, seed: number): Unit<Placement> {
  const { design, part, programs } = made;
  return {
    kind: 'placement',
    key: contentKey([1, hash, part.name, part.synthesis, part.route, part.targetMHz, versions(programs), seed]),
    doing: `placement of ${design.name} on ${part.name}, seed ${seed}`,
    schema: placementSchema,
    run: async () => {
      const { folder, netlists } = await netlistOf(made, hash);
      const { report, log } = await route(folder, netlists.json, part, seed, programs.nextpnr);
      const harness = FAMILIES[part.family].harness.logicCells(netlists.harness);
      if (report !== null) return { seed, routed: { lc: report.lc - harness, fmaxMHz: report.fmaxMHz } };
      if (usedLogic(log, FAMILIES[part.family].router.packed) <= part.resources.lut)
        throw new Error(`no placement of ${design.name}:\n${log.slice(-1500)}`);
      return { seed, routed: null };
    },
  };
}

const leftSchema = z.strictObject({
  yosys: z.string(),
  netlists: z.strictObject({
    verilog: z.string(),
    json: z.string(),
    harness: z.strictObject({ inputs: count, outputs: count }),
  }),
  cells: z.strictObject(cells),
});

/** The netlist of a design, which is made unless it lies there: a placement may be done where no synthesis was. */
export async function netlistOf(
  { design, hardware, part, programs: { yosys }, work }: Made,
  hash: string,
): Promise<{ folder: string; netlists: Netlists; cells: Resources }> {
  const folder = resolve(work, 'designs', hash.slice(0, 16));
  const unlock = lockFolder(folder);
  try {
    const file = join(folder, 'results', `explored-${part.name}.json`);
    const left = existsSync(file) ? leftSchema.safeParse(readJsonFile(file)) : undefined;
    if (left?.success && left.data.yosys === yosys.version && existsSync(join(folder, left.data.netlists.json)))
      return { folder, netlists: left.data.netlists, cells: left.data.cells };
    writeTree(folder, design.name, generated(design, hardware).tree, true);
    const { result, netlists } = await synthesiseFor(folder, design.name, topModule(design.name), part, yosys);
    const { lut, ff, bram, spram, dsp } = result;
    const found = { lut, ff, bram, spram, dsp };
    writeStaged(file, `${JSON.stringify({ yosys: yosys.version, netlists, cells: found })}\n`);
    return { folder, netlists, cells: found };
  } finally {
    unlock();
  }
}
