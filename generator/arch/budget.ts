import { type Budget, budgetOf, type Design, type GivenDesign, type LutBudget } from '../config/design.js';
import { portsOf } from '../config/ports.js';
import { RESOURCE_WORDS, type Resources } from '../devices/device.js';
import { PART, PART_NAMES, type PartFabric } from '../devices/devices.js';
import type { IntegerModel } from '../model/integer-model.js';
import { type Problem, UserError } from '../support/errors.js';
import { buildHardware } from './architecture.js';
import { type Estimate, estimate, estimateLayers } from './estimate/estimate.js';
import { foldedHardware } from './folded/folded.js';
import { MOST_LANES } from './folded/refuse.js';
import type { Sized } from './memories.js';
import { layerSizings } from './sizing.js';
import { laneChoices } from './stream/lanes.js';
import { layerHardware } from './stream/layer.js';
import { streamHardware } from './stream/stream.js';

/** One way to fold a design. */
interface Candidate {
  design: Design;
  hardware: Sized;
  /** No fewer cycles lie between two fragments. */
  leastCycles: number;
  intervalCycles: () => number;
}

/**
 * A design with its folding, chosen if a budget stands in its place. Throws UserError that tells by how much no folding
 * keeps the budget, and what would fit.
 */
export function foldDesign(given: GivenDesign, model: IntegerModel, where: string): Design {
  const budget = budgetOf(given);
  if (budget === null) return given as Design;
  const candidates = candidatesOf(given, model, budget, where);
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

/** How a folding is printed: `lanes 8 4 1`, `8 lanes, 4 taps a lookup`. */
export function foldingText(hardware: Sized): string {
  if (hardware.architecture === 'stream') return `lanes ${hardware.layers.map(({ lanes }) => lanes).join(' ')}`;
  const { lanes, tapsPerLookup, spram } = hardware.folding;
  const taps = tapsPerLookup === 1 ? '1 tap' : `${tapsPerLookup} taps`;
  const rams = spram === undefined ? '' : `, single-port RAMs for ${spram.tables * 16} table bits and the activations`;
  return `${lanes} lane${lanes === 1 ? '' : 's'}, ${taps} a lookup${rams}`;
}

/** The fastest that keeps resources, or the one of fewest lanes that keeps a rate. */
function choose(candidates: readonly Candidate[], budget: Budget): Candidate | null {
  if ('luts' in budget) {
    const fitting = candidates.filter(({ hardware }) => excess(hardware, budget).length === 0);
    return least(fitting, ({ leastCycles }) => leastCycles);
  }
  const cycles = cyclesOf(budget);
  return candidates.find((c) => c.leastCycles <= cycles && c.intervalCycles() <= cycles) ?? null;
}

const cyclesOf = ({ fragmentsPerSecond, clockMHz }: { fragmentsPerSecond: number; clockMHz: number }) =>
  (clockMHz * 1e6) / fragmentsPerSecond;

/** The first item of the least value; null: there is none. */
function least<T>(items: readonly T[], value: (item: T) => number): T | null {
  return items.reduce<T | null>((best, item) => (best === null || value(item) < value(best) ? item : best), null);
}

/** Every way to fold a design that is worth a thought, those of fewer lanes first. */
function candidatesOf(given: GivenDesign, model: IntegerModel, budget: Budget, where: string): Candidate[] {
  return given.architecture === 'stream'
    ? streamCandidates(given, model, where)
    : foldedCandidates(given, model, budget, where);
}

/** The least lanes for every number of cycles that some layer can take. */
function streamCandidates(
  given: GivenDesign & { architecture: 'stream' },
  model: IntegerModel,
  where: string,
): Candidate[] {
  const layers = layerSizings(model);
  const choices = laneChoices(layers);
  const { registered } = portsOf(given);
  const bound = Math.max(...choices.map((list) => Math.min(...list.map(({ cycles }) => cycles))));
  const targets = [...new Set(choices.flat().map(({ cycles }) => cycles))].filter((cycles) => cycles >= bound);
  const all = targets
    .sort((a, b) => b - a)
    .map((cycles) => choices.map((list) => list.find((choice) => choice.cycles <= cycles)!));
  const different = all.filter((chosen, i) => chosen.some((choice, layer) => choice !== all[i - 1]?.[layer]));
  return different.map((chosen) => {
    const lanes = chosen.map((choice) => choice.lanes);
    return {
      design: { ...given, folding: { lanes } },
      hardware: { architecture: 'stream', model, layers: layerHardware(layers, lanes), parity: given.parity },
      leastCycles: Math.max(...chosen.map(({ cycles }) => cycles)),
      intervalCycles: () => streamHardware(given.name, model, { lanes }, where, registered).intervalCycles,
    };
  });
}

const FOLDED_LANES = Array.from({ length: Math.log2(MOST_LANES) + 1 }, (_, e) => 2 ** e);
const TAPS_PER_LOOKUP = [1, 2, 4] as const;

function foldedCandidates(
  given: GivenDesign & { architecture: 'folded' },
  model: IntegerModel,
  budget: Budget,
  where: string,
): Candidate[] {
  const { hopSamples, spram } = given.folding;
  const { spram: rams } = 'luts' in budget && budget.part !== undefined ? PART[budget.part].resources : { spram: 0 };
  const memories =
    spram !== undefined ? [spram] : [undefined, ...(rams > 0 ? [{ activations: true, tables: rams - 1 }] : [])];
  const refused: UserError[] = [];
  const found = FOLDED_LANES.flatMap((lanes) =>
    TAPS_PER_LOOKUP.flatMap((tapsPerLookup) =>
      memories.flatMap((own): Candidate[] => {
        const folding = {
          ...{ lanes, tapsPerLookup },
          ...(hopSamples === undefined ? {} : { hopSamples }),
          ...(own === undefined ? {} : { spram: own }),
        };
        try {
          const hardware = foldedHardware(given.name, model, folding, where, portsOf(given).registered);
          const { intervalCycles } = hardware;
          const design = { ...given, folding };
          return [{ design, hardware, leastCycles: intervalCycles, intervalCycles: () => intervalCycles }];
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          refused.push(error);
          return [];
        }
      }),
    ),
  );
  if (found.length === 0) throw refused[0]!;
  return found;
}

/** The part that logic cells are estimated for when none is given; its blocks are then no limit. */
const ANY_PART = 'up5k';

interface Excess {
  resource: keyof Resources;
  needed: number;
  allowed: number;
}

/** What a budget allows, and what it is estimated on. */
function limits({ luts, part }: LutBudget): { fabric: PartFabric; most: Partial<Resources> } {
  const fabric: PartFabric = PART[part ?? ANY_PART];
  const { lut, bram, spram, dsp } = fabric.resources;
  return { fabric, most: part === undefined ? { lut: luts } : { lut: Math.min(luts, lut), bram, spram, dsp } };
}

/** Logic cells and blocks by estimate. */
function needs(hardware: Sized, fabric: PartFabric): Partial<Resources> {
  const { lc, bram, spram, dsp }: Estimate = estimate(hardware, fabric);
  if (lc === null) throw new Error(`no weights for ${hardware.architecture} on ${fabric.family}`);
  return { lut: lc, bram, spram, dsp };
}

function excess(hardware: Sized, budget: LutBudget): Excess[] {
  const { fabric, most } = limits(budget);
  const needed = needs(hardware, fabric);
  return (Object.keys(most) as (keyof Resources)[]).flatMap((resource) => {
    const [need, allowed] = [needed[resource] ?? 0, most[resource]!];
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
  const { hardware } = least(candidates, (c) => worst(excess(c.hardware, budget)))!;
  const text = foldingText(hardware);
  return excess(hardware, budget).map(({ resource, needed, allowed }): Miss => {
    const most = mostIn(hardware, resource, limits(budget).fabric);
    const message = `the nearest folding (${text}) is estimated at ${needed} ${wordsOf(resource)}, ${needed - allowed} too many${most}`;
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
function mostIn(hardware: Sized, resource: keyof Resources, fabric: PartFabric): string {
  if (resource === 'spram' || resource === 'ff') return '';
  const ofLayers = estimateLayers(hardware, fabric).map(({ layer, estimate: { lc, bram, dsp } }) => {
    return { layer, count: { lut: lc ?? 0, bram, dsp }[resource] };
  });
  const largest = least(ofLayers, ({ count }) => -count);
  return largest === null ? '' : `, ${largest.count} of them in layer ${largest.layer}`;
}

function rateProblem(
  candidates: readonly Candidate[],
  { fragmentsPerSecond, clockMHz }: { fragmentsPerSecond: number; clockMHz: number },
): Miss {
  const fastest = least(candidates, (c) => c.leastCycles)!;
  const cycles = fastest.intervalCycles();
  // Rounded so that what is told is kept.
  const largest = Math.floor(cyclesOf({ fragmentsPerSecond: cycles, clockMHz }) * 1000) / 1000;
  const clock = Math.ceil((cycles * fragmentsPerSecond) / 1000) / 1000;
  const slowest = least<{ name: string; cycles: number }>(
    fastest.hardware.architecture === 'folded'
      ? fastest.hardware.layers
      : fastest.hardware.layers.map((l) => ({ name: l.name, cycles: l.tiles * l.tileCycles })),
    (layer) => -layer.cycles,
  )!;
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

/** How the other architecture keeps the budget; null: it does not. */
function otherArchitecture(given: GivenDesign, model: IntegerModel, budget: Budget, where: string): string | null {
  const part = ('luts' in budget ? budget.part : undefined) ?? ANY_PART;
  const own = 'luts' in budget ? { ...budget, part } : budget;
  const common = { ...given, folding: own };
  const other: GivenDesign =
    given.architecture === 'stream' ? { ...common, architecture: 'folded' } : { ...common, architecture: 'stream' };
  try {
    const found = choose(candidatesOf(other, model, own, where), own);
    if (found === null) return null;
    buildHardware(found.design, model, where);
    const { lut } = needs(found.hardware, PART[part]);
    return `"architecture": "${other.architecture}" (${foldingText(found.hardware)}: ${lut} logic cells of ${part})`;
  } catch (error) {
    // It cannot take this model at all.
    if (error instanceof UserError) return null;
    throw error;
  }
}
