import { architectureOf } from '../arch/architectures.js';
import type { Hardware } from '../arch/hardware.js';
import type { Resources } from '../devices/device.js';
import { FAMILIES, findPart, type Part } from '../devices/devices.js';
import { asPart, misfitError, type Shortage, shortages } from '../devices/fit.js';
import type { Program } from '../devices/programs.js';
import type { UserError } from '../support/errors.js';
import type { Tell } from '../support/progress.js';
import { type CriticalPath, cellsByInstance, type InstanceCells, readUtilisation, route } from './nextpnr.js';
import { synthesiseFor } from './yosys.js';

/** Most placements of one design: more say nothing further. */
export const MAX_PLACEMENTS = 1000;

export interface SeedResult {
  seed: number;
  lc: number;
  fmaxMHz: number;
  criticalPath: CriticalPath | null;
}

/** A design placed and routed for a part; the harness is not in the counts. */
export interface Implementation extends Resources {
  design: string;
  tree: string;
  part: string;
  /** Logic cells as nextpnr packs them: LUT4 with flip-flop (iCE40), LUT4 (ECP5). Median of the seeds, as fmax. */
  lc: number;
  fmaxMHz: number;
  seeds: SeedResult[];
  /** Logic cells of the harness that stands for what is around the design. */
  harnessLc: number;
  /** Cells of each instance in the top module, before routing. */
  instances: Record<string, InstanceCells>;
  tools: Record<string, string>;
}

/** A design that the part cannot hold. */
export interface Misfit extends Resources {
  design: string;
  tree: string;
  part: string;
  shortages: Shortage[];
  /** Cells of each instance in the top module, packed for the part but not placed. */
  instances: Record<string, InstanceCells>;
  tools: Record<string, string>;
}

export interface ImplementSettings {
  seeds: number;
  programs: { yosys: Program; nextpnr: Program };
  /** Placements that run at once. */
  processes: number;
  progress: Tell;
}

/** Synthesises, places and routes the generated design in `folder`, once a seed. */
export async function implement(
  folder: string,
  design: string,
  top: string,
  part: Part,
  { seeds, programs, processes, progress }: ImplementSettings,
): Promise<Implementation | Misfit> {
  const { yosys, nextpnr } = programs;
  progress(`yosys: ${design} for ${part.name}`);
  const { result, netlists } = await synthesiseFor(folder, design, top, part, yosys);
  const { lut, ff, bram, spram, dsp, tree } = result;
  const common = {
    design,
    tree,
    part: part.name,
    ...{ lut, ff, bram, spram, dsp },
    tools: { [yosys.name]: yosys.version, [nextpnr.name]: nextpnr.version },
  };
  const instances = await cellsByInstance(folder, netlists.json, part, nextpnr);
  const missing = shortages(common, part);
  if (missing.length > 0) return { ...common, shortages: missing, instances };

  const { inputs, outputs } = netlists.harness;
  const harnessLc = FAMILIES[part.family].harness.logicCells({ inputs, outputs });
  const { packed } = FAMILIES[part.family].router;
  const numbers = Array.from({ length: seeds }, (_, i) => i + 1);
  const routings = await inParallel(numbers, processes, async (seed) => {
    progress(
      `nextpnr: ${design} on ${part.name}, seed ${seed} of ${seeds}`,
      seeds > 1 ? (seed - 1) / seeds : undefined,
    );
    return { seed, ...(await route(folder, netlists.json, part, seed, nextpnr)) };
  });
  const results: SeedResult[] = [];
  for (const { seed, report, log } of routings) {
    if (report === null) {
      const { used, available } = readUtilisation(log)[packed.lc[0]] ?? { used: 0, available: 0 };
      if (used <= available) throw new Error(`${nextpnr.name} found no placement:\n${log.slice(-1500)}`);
      return { ...common, shortages: [{ resource: 'lut', needed: used - harnessLc, available }], instances };
    }
    const { lc, fmaxMHz, criticalPath } = report;
    results.push({ seed, lc: lc - harnessLc, fmaxMHz, criticalPath });
  }
  return {
    ...common,
    lc: median(results.map((r) => r.lc)),
    fmaxMHz: median(results.map((r) => r.fmaxMHz)),
    seeds: results,
    harnessLc,
    instances,
  };
}

/** The middle one; the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1]!;
}

/** `work` on all items, at most `processes` at once; results in the items' order. The first failure stops the rest. */
async function inParallel<T, R>(items: readonly T[], processes: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < items.length && !failed) {
      const at = next++;
      try {
        results[at] = await work(items[at]!);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, items.length) }, worker));
  return results;
}

/** Figures that follow from cycles and clock; the contract of `bitbeat synth --part`. */
export function performance({ fmaxMHz, lc }: { fmaxMHz: number; lc: number }, hardware: Hardware) {
  const { intervalCycles, model } = hardware;
  return {
    cyclesPerFragment: intervalCycles,
    /** The clock that keeps up with the signal. */
    realTimeMHz: (intervalCycles * model.input.sampleRateHz) / model.input.samples / 1e6,
    fragmentsPerSecond: (fmaxMHz * 1e6) / intervalCycles,
    lcCycles: lc * intervalCycles,
  };
}

/** What of a design itself takes fewer cells. */
export function lessCells(hardware: Pick<Hardware, 'architecture'>): string[] {
  const { smaller } = architectureOf(hardware);
  return smaller === null ? [] : [`"architecture": "${smaller}"`];
}

/** A design that its part does not hold, as the user's mistake. */
export function partMisfit(misfit: Misfit, hardware: Hardware, where: string): UserError {
  const part = findPart(misfit.part, where);
  return misfitError(misfit.shortages, misfit, asPart(part), lessCells(hardware), where);
}
