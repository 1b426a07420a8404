import { type Budget, budgetOf, type Design, type GivenDesign, type LutBudget } from '../config/design.js';
import { RESOURCE_WORDS, type Resources } from '../devices/device.js';
import { PART, PART_NAMES, type PartFabric } from '../devices/devices.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { type Problem, UserError } from '../support/errors.js';
import type { Candidate, SizedHardware } from './architecture.js';
import { ARCHITECTURE_NAMES, architectureOf, foldingText } from './architectures.js';
import { buildHardware } from './build.js';
import { type Estimate, estimate, estimateLayers } from './estimate/estimate.js';

/**
 * A design with its folding, chosen if a budget stands in its place. Throws UserError that tells by how much no folding
 * keeps the budget, and what would fit.
 */
export function foldDesign(given: GivenDesign, model: IntegerNetwork, where: string): Design {
  const budget = budgetOf(given);
  if (budget === null) return given as Design;
  const candidates = architectureOf(given).candidates(given, model, budget, where);
  const found = choose(candidates, budget);
  if (found !== null) return found.design;
  const other = otherArchitecture(given, model, budget, where);
  const misses = 'luts' in budget ? lutProblems(candidates, budget) : [rateProblem(candidates, budget)];
  throw new UserError(
    misses.map(({ fix, ...miss }) => {
      const options = [fix, other].filter((option) => option !== null);
      return { where, ...miss, ...(options.length === 0 ? {} : { fix: options.join(', or ') }) };
    }),
  );
}

/** The fastest that keeps resources, or the one of fewest lanes that keeps a rate. */
function choose(candidates: readonly Candidate[], budget: Budget): Candidate | null {
  if ('luts' in budget) {
    const fits = (hardware: SizedHardware) => excess(hardware, budget).length === 0;
    const fastest = [...candidates].sort((a, b) => a.minCycles - b.minCycles);
    return fastest.find((c) => fits(c.bare) && fits(c.hardware)) ?? null;
  }
  const cycles = cyclesOf(budget);
  return candidates.find((c) => c.minCycles <= cycles && c.intervalCycles() <= cycles) ?? null;
}

const cyclesOf = ({ fragmentsPerSecond, clockMHz }: { fragmentsPerSecond: number; clockMHz: number }) =>
  (clockMHz * 1e6) / fragmentsPerSecond;

/** The first item of the least value; null: there is none. */
function min<T>(items: readonly T[], value: (item: T) => number): T | null {
  return items.reduce<T | null>((best, item) => (best === null || value(item) < value(best) ? item : best), null);
}

/** The part that logic cells are estimated for when none is given; its blocks are then no limit. */
const ANY_PART = 'up5k';

interface Excess {
  resource: keyof Resources;
  needed: number;
  allowed: number;
}

/** What a budget allows, and what it is estimated on. */
function limits({ luts, part }: LutBudget): { fabric: PartFabric; max: Partial<Resources> } {
  const fabric: PartFabric = PART[part ?? ANY_PART];
  const { lut, bram, spram, dsp } = fabric.resources;
  return { fabric, max: part === undefined ? { lut: luts } : { lut: Math.min(luts, lut), bram, spram, dsp } };
}

/** Logic cells and blocks by estimate. */
function needs(hardware: SizedHardware, fabric: PartFabric): Partial<Resources> {
  const { lc, bram, spram, dsp }: Estimate = estimate(hardware, fabric);
  if (lc === null) throw new Error(`no weights for ${hardware.architecture} on ${fabric.family}`);
  return { lut: lc, bram, spram, dsp };
}

function excess(hardware: SizedHardware, budget: LutBudget): Excess[] {
  const { fabric, max } = limits(budget);
  const needed = needs(hardware, fabric);
  return (Object.keys(max) as (keyof Resources)[]).flatMap((resource) => {
    const [need, allowed] = [needed[resource] ?? 0, max[resource]!];
    return need > allowed ? [{ resource, needed: need, allowed }] : [];
  });
}

/** Of any part, so that its logic cells are named by what they hold. */
const wordsOf = (resource: keyof Resources) => RESOURCE_WORDS[resource] + (resource === 'lut' ? ' (LUT4)' : '');

type Miss = Omit<Problem, 'where' | 'fix'> & { fix: string | null };

/** What is wrong with the folding that comes nearest to the budget. */
function lutProblems(candidates: readonly Candidate[], budget: LutBudget): Miss[] {
  const { luts, part } = budget;
  const worst = (list: readonly Excess[]) => Math.max(...list.map(({ needed, allowed }) => needed / allowed));
  const { hardware } = min(candidates, ({ bare }) => worst(excess(bare, budget)))!;
  const text = foldingText(hardware);
  return excess(hardware, budget).map(({ resource, needed, allowed }): Miss => {
    const max = mostIn(hardware, resource, limits(budget).fabric);
    const message = `the nearest folding (${text}) is estimated at ${needed} ${wordsOf(resource)}, ${needed - allowed} too many${max}`;
    if (resource === 'lut' && needed <= (part === undefined ? needed : PART[part].resources.lut))
      return { field: 'folding.luts', message, value: luts, allowed: `at least ${needed}`, fix: `${needed}` };
    const others = PART_NAMES.filter((name) => choose(candidates, { luts, part: name }) !== null);
    return {
      field: 'folding.part',
      message,
      value: part,
      allowed: others.length === 0 ? `none with ${luts} logic cells` : others.join(', '),
      fix: others[0] ?? null,
    };
  });
}

/** The layer that takes most of a resource, where layers have engines of their own. */
function mostIn(hardware: SizedHardware, resource: keyof Resources, fabric: PartFabric): string {
  if (resource === 'spram' || resource === 'ff') return '';
  const ofLayers = estimateLayers(hardware, fabric).map(({ layer, estimate: { lc, bram, dsp } }) => {
    return { layer, count: { lut: lc ?? 0, bram, dsp }[resource] };
  });
  const largest = min(ofLayers, ({ count }) => -count);
  return largest === null ? '' : `, ${largest.count} of them in layer ${largest.layer}`;
}

function rateProblem(
  candidates: readonly Candidate[],
  { fragmentsPerSecond, clockMHz }: { fragmentsPerSecond: number; clockMHz: number },
): Miss {
  const fastest = min(candidates, (c) => c.minCycles)!;
  const cycles = fastest.intervalCycles();
  // Rounded so that what is told is kept.
  const largest = Math.floor(cyclesOf({ fragmentsPerSecond: cycles, clockMHz }) * 1000) / 1000;
  const clock = Math.ceil((cycles * fragmentsPerSecond) / 1000) / 1000;
  const slowest = min(fastest.hardware.layers, (layer) => -layer.cycles)!;
  return {
    field: 'folding.fragmentsPerSecond',
    message:
      `at ${clockMHz} MHz the fastest folding (${foldingText(fastest.hardware)}) keeps ${largest}, ` +
      `${Number((fragmentsPerSecond - largest).toFixed(3))} too few: layer ${slowest.name} takes ${slowest.cycles} of ${cycles} cycles`,
    value: fragmentsPerSecond,
    allowed: `at most ${largest}`,
    fix: `${largest}, or "clockMHz": ${clock}`,
  };
}

/** How another architecture keeps the budget; null: none does. */
function otherArchitecture(given: GivenDesign, model: IntegerNetwork, budget: Budget, where: string): string | null {
  const part = ('luts' in budget ? budget.part : undefined) ?? ANY_PART;
  const folding = 'luts' in budget ? { ...budget, part } : budget;
  for (const architecture of ARCHITECTURE_NAMES) {
    if (architecture === given.architecture) continue;
    // A budget is a folding of every architecture.
    const other = { ...given, architecture, folding } as GivenDesign;
    const found = keptBy(other, model, folding, where);
    if (found === null) continue;
    const { lut } = needs(found, PART[part]);
    const text = foldingText(found);
    return `"architecture": "${architecture}" (${text}: ${lut} logic cells of ${part})`;
  }
  return null;
}

/** What keeps a budget; null: nothing does, or the architecture cannot take this model at all. */
function keptBy(given: GivenDesign, model: IntegerNetwork, budget: Budget, where: string): SizedHardware | null {
  try {
    const candidates = architectureOf(given).candidates(given, model, budget, where);
    const found = choose(candidates, budget);
    if (found === null) return null;
    buildHardware(found.design, model, where);
    return found.hardware;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
