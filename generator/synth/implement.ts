import { architectureOf } from '../arch/architectures.js';
import type { CopiesHardware } from '../arch/copies.js';
import type { Hardware } from '../arch/hardware.js';
import type { Resources } from '../devices/device.js';
import { FAMILIES, findPart, type Part } from '../devices/devices.js';
import { asPart, misfitError, type Shortage, shortages } from '../devices/fit.js';
import type { Program } from '../devices/programs.js';
import type { UserError } from '../support/errors.js';
import type { Tell } from '../support/progress.js';
import { type CriticalPath, cellsByInstance, type InstanceCells, route, usedLogic } from './nextpnr.js';
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
  /** As nextpnr packs them: LUT4 with flip-flop (iCE40), LUT4 (ECP5, Nexus), LUT4 or ALU (Gowin). Median of the seeds, as fmax. */
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
  programs: SynthesisPrograms;
  /** Placements that run at once. */
  processes: number;
  progress: Tell;
  /** Placements that were made somewhere else, by their seeds. */
  placed?: ReadonlyMap<number, Placement> | undefined;
}

export interface SynthesisPrograms {
  yosys: Program;
  nextpnr: Program;
}

/** What all placements of a design on a part have in common. */
export interface Synthesised extends Omit<Misfit, 'shortages'> {
  harnessLc: number;
}

/** One placement: cells and clock, or by how much the packed design is too large. */
export type Routed = Omit<SeedResult, 'seed'> | { needed: number; available: number };

/** A placement with all that is known of its design; `routed` is null where it was not begun: it cannot fit. */
export interface Placement {
  synthesised: Synthesised;
  routed: Routed | null;
}

/** Synthesises, places and routes the generated design in `folder`, once a seed. */
export async function implement(
  folder: string,
  design: string,
  top: string,
  part: Part,
  { seeds, programs, processes, progress, placed = new Map() }: ImplementSettings,
): Promise<Implementation | Misfit> {
  const numbers = Array.from({ length: seeds }, (_, i) => i + 1);
  const whole = numbers.every((seed) => placed.has(seed));
  if (!whole) progress(`yosys: ${design} for ${part.name}`);
  const { synthesised, netlist } = whole
    ? { ...placed.get(1)!, netlist: '' }
    : await synthesisedFor(folder, design, top, part, programs);
  const missing = shortages(synthesised, part);
  if (missing.length > 0) return misfit(synthesised, missing);
  const routings = await inParallel(numbers, processes, async (seed) => {
    const found = placed.get(seed)?.routed;
    if (found) return found;
    progress(
      `nextpnr: ${design} on ${part.name}, seed ${seed} of ${seeds}`,
      seeds > 1 ? (seed - 1) / seeds : undefined,
    );
    return routedFor(folder, netlist, synthesised, part, seed, programs.nextpnr);
  });
  const results: SeedResult[] = [];
  for (const [i, routed] of routings.entries()) {
    if ('needed' in routed) return misfit(synthesised, [{ resource: 'lut', ...routed }]);
    results.push({ seed: numbers[i]!, ...routed });
  }
  const { instances, harnessLc, ...common } = synthesised;
  return {
    ...common,
    lc: median(results.map((r) => r.lc)),
    fmaxMHz: median(results.map((r) => r.fmaxMHz)),
    seeds: results,
    harnessLc,
    instances,
  };
}

/** One placement alone. */
export async function place(
  folder: string,
  design: string,
  top: string,
  part: Part,
  seed: number,
  programs: SynthesisPrograms,
): Promise<Placement> {
  const { synthesised, netlist } = await synthesisedFor(folder, design, top, part, programs);
  if (shortages(synthesised, part).length > 0) return { synthesised, routed: null };
  return { synthesised, routed: await routedFor(folder, netlist, synthesised, part, seed, programs.nextpnr) };
}

const misfit = ({ harnessLc: _, instances, ...common }: Synthesised, missing: Shortage[]): Misfit => ({
  ...common,
  shortages: missing,
  instances,
});

async function synthesisedFor(
  folder: string,
  design: string,
  top: string,
  part: Part,
  { yosys, nextpnr }: SynthesisPrograms,
): Promise<{ synthesised: Synthesised; netlist: string }> {
  const { result, netlists } = await synthesiseFor(folder, design, top, part, yosys);
  const { lut, ff, bram, spram, dsp, tree } = result;
  const { inputs, outputs } = netlists.harness;
  const synthesised = {
    design,
    tree,
    part: part.name,
    ...{ lut, ff, bram, spram, dsp },
    tools: { [yosys.name]: yosys.version, [nextpnr.name]: nextpnr.version },
    harnessLc: FAMILIES[part.family].harness.logicCells({ inputs, outputs }),
    instances: await cellsByInstance(folder, netlists.json, part, nextpnr),
  };
  return { synthesised, netlist: netlists.json };
}

async function routedFor(
  folder: string,
  netlist: string,
  { harnessLc }: Synthesised,
  part: Part,
  seed: number,
  nextpnr: Program,
): Promise<Routed> {
  const { report, log } = await route(folder, netlist, part, seed, nextpnr);
  if (report !== null) {
    const { lc, fmaxMHz, criticalPath } = report;
    return { lc: lc - harnessLc, fmaxMHz, criticalPath };
  }
  const [used, available] = [usedLogic(log, FAMILIES[part.family].router.packed), part.resources.lut];
  if (used <= available) throw new Error(`${nextpnr.name} found no placement:\n${log.slice(-1500)}`);
  return { needed: used - harnessLc, available };
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

/**
 * Figures that follow from cycles and clock; the contract of `bitbeat synth --part`. Of several copies: cycles are those from
 * a window of a copy to its next, and the clock that keeps up is that of a signal at each.
 */
export function performance(
  { fmaxMHz, lc }: { fmaxMHz: number; lc: number },
  hardware: Hardware,
  wrapper: CopiesHardware | null = null,
) {
  const { input } = hardware.model;
  const { copies, intervalCycles } = wrapper ?? { copies: 1, intervalCycles: hardware.intervalCycles };
  return {
    cyclesPerFragment: intervalCycles,
    /** The clock that keeps up with the signal. */
    realTimeMHz: (intervalCycles * input.sampleRateHz) / input.samples / 1e6,
    fragmentsPerSecond: (copies * fmaxMHz * 1e6) / intervalCycles,
    lcCycles: lcCycles(lc, intervalCycles, copies),
  };
}

/** Area times time of a window, up to a whole number. */
export const lcCycles = (lc: number, cycles: number, copies = 1): number => Math.ceil((lc * cycles) / copies);

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
