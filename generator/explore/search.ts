import { join } from 'node:path';
import { printWeights } from '../arch/estimate/coefficients.js';
import type { Hardware } from '../arch/hardware.js';
import type { Design } from '../config/design.js';
import { type SignalSet, subset } from '../data/signal-set.js';
import { version } from '../emit/render.js';
import { sha256 } from '../emit/tree.js';
import { signalsFor } from '../simulate/design.js';
import type { SimulatorName } from '../simulate/simulators.js';
import { median } from '../synth/implement.js';
import type { Unit } from './cache.js';
import { type Exploration, inField, type Objective } from './config.js';
import type { Doer } from './doer.js';
import { energyModelled, estimatedEnergy } from './energy.js';
import { frontNumbers, survivors } from './front.js';
import { broken, type Known, marginsOf, valuesOf } from './judge.js';
import { modelsOf } from './models.js';
import { built, handPoint, type Model, type Point, pointsOf } from './points.js';
import { type Energy, energySimulator, energyUnit } from './power-unit.js';
import {
  competingDesigns,
  type EstimatedPoint,
  type ExplorationResult,
  type FoundDesign,
  type Times,
} from './result.js';
import type { Models, Sources } from './sources.js';
import {
  designHash,
  type Made,
  type Placement,
  type Programs,
  placementUnit,
  type Synthesis,
  synthesisUnit,
} from './synthesis.js';

/** What an exploration is done with. */
export interface Workplace extends Sources {
  programs: Programs;
  /** Where designs are generated; left out: beside the results. */
  designs?: string;
}

/** What an exploration found; models are those of the designs. */
export interface Explored {
  result: ExplorationResult;
  times: Times;
  models: readonly Model[];
  designs: readonly Design[];
}

type KeptModel = Models['kept'][number];

/** A design on its way through the rungs. */
interface Candidate {
  point: Point;
  model: KeptModel;
  known: Known;
  hand: string | null;
  found: boolean;
  made?: Made;
  hash?: string;
  synthesis?: Synthesis;
  placements?: Placement[];
  energy?: Energy;
}

/** Of what is packed and not placed, cells that the router may add. */
const PACKED_MARGIN = 0.01;

/**
 * Searches models, then hardware for each: all legal points by estimate, those that none beats by more than its error
 * synthesised and packed, of these again the best placed and routed. Equal files, data and tools give equal results.
 *
 * @throws UserError for what of the files does not fit; `Pending` of a doer that only lists
 */
export async function explore(exploration: Exploration, workplace: Workplace, doer: Doer): Promise<Explored> {
  const { config, part } = exploration;
  const units: (Times['units'][number] & { of: ('search' | 'hand')[] })[] = [];
  const models = await modelsOf(exploration, workplace, doer);
  units.push(...models.units.map((unit) => ({ ...unit, of: ['search' as const] })));

  const { candidates, refused } = estimated(exploration, models.kept);
  const hands = handDesigns(exploration, models.kept, candidates);
  const judged = (list: readonly Candidate[]) =>
    list.map(({ known }) => ({ values: valuesOf(config.objectives, known, part) }));
  const best = (list: readonly Candidate[], keep: number, margin: number) =>
    survivors(judged(list), keep, marginsOf(config.objectives, margin)).map((i) => list[i]!);

  const first = best(candidates.filter(possible(config)), config.synthesised, config.margin);
  for (const candidate of first) candidate.found = true;
  const track: Steps['track'] = async (list, unit, rung, byHand = false) => {
    const own = list.map(unit);
    const done = await doer.all(own, rung);
    return done.map(({ seconds, processorSeconds, result }, i) => {
      const { found, hand } = list[i]!;
      const of = [...(found && !byHand ? ['search' as const] : []), ...(hand !== null ? ['hand' as const] : [])];
      const { doing, kind, key } = own[i]!;
      units.push({ doing, kind, key, seconds, processorSeconds, of });
      return result;
    });
  };
  const steps: Steps = { workplace, exploration, validation: models.training?.split.validation, track };

  await synthesise(first, 'synthesis', steps);
  const fitting = first.filter(
    ({ synthesis, known }) =>
      synthesis!.shortages.length === 0 && broken(config.limits, known, PACKED_MARGIN).length === 0,
  );
  const second = best(fitting, config.placed, PACKED_MARGIN);
  await place(second, 'placement', steps);
  const third = second.filter(
    (one) => isRouted(one) && broken(config.limits, { ...one.known, energyUj: null }).length === 0,
  );
  // Of cells and cycles the energy is but an estimate; a limit of it is kept by what the netlist takes.
  const slack = config.objectives.map((name) => (name === 'energy' ? config.margin : 0));
  const near = survivors(judged(third), third.length, slack).map((i) => third[i]!);
  const priced = config.limits.energyUj === undefined ? near : third;
  await price(priced, 'energy', steps);
  const others = hands.filter(({ found }) => !found);
  await synthesise(others, 'synthesis of what was chosen by hand', steps);
  const handsThatFit = hands.filter(({ synthesis, placements }) => synthesis!.shortages.length === 0 && !placements);
  // What is placed for its own sake alone was not found.
  for (const candidate of handsThatFit) candidate.found = false;
  await place(handsThatFit, 'placement of what was chosen by hand', steps);
  const handsToPrice = hands.filter((one) => isRouted(one) && one.energy === undefined);
  await price(handsToPrice, 'energy of what was chosen by hand', steps, true);

  const reached = [...first, ...others];
  const designs = foundDesigns(exploration, reached);
  const windows = reached.find(({ energy }) => energy !== undefined)?.energy;
  const found = new Set(reached.map(({ point }) => point.name));
  const rows = candidates
    .filter(({ point }) => !found.has(point.name))
    .map((one) => rowOf(one, config.limits, config.margin));
  const tools = reached.find(({ synthesis }) => synthesis !== undefined)?.synthesis?.tools ?? {};
  const simulator = windows?.simulator.split(' ');
  return {
    result: {
      ...{ format: 'bitbeat-exploration', version: 1, name: config.name, part: part.name },
      ...{ objectives: config.objectives, limits: config.limits as Record<string, number> },
      ...{ margin: config.margin, seeds: config.seeds, generator: version() },
      coefficients: sha256(printWeights(part.family)),
      tools: { ...tools, ...(simulator && { [simulator[0]!.toLowerCase()]: simulator.slice(1).join(' ') }) },
      training: trainingFacts(exploration, models),
      energyWindows: windows === undefined ? null : { windows: windows.windows, source: windows.source },
      models: models.tried,
      estimated: { points: candidates.length, refused, rows },
      designs,
    },
    times: timesOf(units),
    models: models.kept,
    designs: reached.map(({ point }) => point.design),
  };
}

/** What fits the part and keeps the limits, as far as estimates can tell. */
const possible =
  ({ limits, margin }: Exploration['config']) =>
  ({ point, known }: Candidate) =>
    point.short.length === 0 && broken(limits, known, margin).length === 0;

/** How many points there are, and how many of them may go on. */
export function counted(exploration: Exploration, models: Models['kept']) {
  const { candidates, refused } = estimated(exploration, models);
  return { points: candidates.length, refused, possible: candidates.filter(possible(exploration.config)).length };
}

function trainingFacts({ config: { recipe } }: Exploration, { training }: Models): ExplorationResult['training'] {
  if (training === null || recipe === undefined) return null;
  const { protocol, folds, seed } = recipe;
  const { train, validation, scored } = training.split;
  const windows = { train: train.names.length, validation: validation.names.length, scored: scored.names.length };
  return { protocol, folds, seed, ...windows, rungs: training.rungs };
}

/** All points of all models, as they are estimated. */
function estimated({ config, part }: Exploration, models: readonly KeptModel[]) {
  let refused = 0;
  const candidates = models.flatMap((model) => {
    const own = pointsOf(model, part, config.hardware);
    refused += own.refused;
    return own.points.map((point) => candidateOf(point, model, part));
  });
  return { candidates, refused };
}

function candidateOf(point: Point, model: KeptModel, part: Exploration['part']): Candidate {
  const { lc, ff, bram, spram, dsp } = point.estimate;
  const cells = { lc: lc!, ff: ff ?? 0, bram, spram, dsp };
  const known = {
    ...{ ...cells, cycles: point.cycles, clockMHz: part.targetMHz },
    energyUj: energyModelled(part.name) ? estimatedEnergy({ ...cells, cycles: point.cycles }) : null,
    ...{ bytes: model.bytes, accuracy: model.accuracy },
  };
  return { point, model, known, hand: null, found: false };
}

/** Designs that were chosen by hand; one that is among the candidates is that candidate. */
function handDesigns({ config, file, part }: Exploration, [model]: readonly KeptModel[], candidates: Candidate[]) {
  return config.compare.map((given, i) => {
    const name = String(given.name);
    const point = inField(file, `compare[${i}]`, () => handPoint(given, model!, part, file));
    const same = candidates.find((one) => one.point.name === point.name);
    const own = same ?? candidateOf(point, model!, part);
    own.hand = own.hand === null ? name : `${own.hand}, ${name}`;
    return own;
  });
}

interface Steps {
  workplace: Workplace;
  exploration: Exploration;
  /** Of models that were trained. */
  validation: SignalSet | undefined;
  /** Of energies, once the first are modelled. */
  simulator?: SimulatorName;
  /** Has units done; `byHand`: they are done for comparison alone. */
  track<T>(list: readonly Candidate[], unit: (of: Candidate) => Unit<T>, rung: string, byHand?: boolean): Promise<T[]>;
}

/** Generates designs with their true cycles, synthesises and packs them. */
async function synthesise(list: readonly Candidate[], rung: string, { workplace, exploration, track }: Steps) {
  const { part } = exploration;
  const work = workplace.designs ?? join(workplace.cache, 'work');
  for (const candidate of list) {
    const { point, model } = candidate;
    const hardware = built(point, model);
    candidate.made = { design: point.design, hardware, part, programs: workplace.programs, work };
    candidate.hash = designHash(candidate.made);
  }
  const results = await track(list, ({ made, hash }) => synthesisUnit(made!, hash!), rung);
  results.forEach((synthesis, i) => {
    const candidate = list[i]!;
    const { lc, ff, bram, spram, dsp } = synthesis;
    const cells = { lc, ff, bram, spram, dsp };
    const cycles = candidate.made!.hardware.intervalCycles;
    candidate.synthesis = synthesis;
    const energyUj = energyModelled(part.name) ? estimatedEnergy({ ...cells, cycles }) : null;
    candidate.known = { ...candidate.known, ...cells, cycles, energyUj };
  });
}

/** Places and routes designs, each with all seeds. */
async function place(list: readonly Candidate[], rung: string, { exploration, track }: Steps) {
  const { config } = exploration;
  const seeds = Array.from({ length: config.seeds }, (_, i) => i + 1);
  const each = list.flatMap((candidate) => seeds.map((seed) => ({ ...candidate, seed })));
  const placements = await track(
    each,
    (of) => placementUnit(of.made!, of.hash!, (of as (typeof each)[number]).seed),
    rung,
  );
  list.forEach((candidate, i) => {
    const own = placements.slice(i * seeds.length, (i + 1) * seeds.length);
    candidate.placements = own;
    const routed = own.map((one) => one.routed).filter((one) => one !== null);
    if (routed.length < own.length) return;
    const [lc, clockMHz] = [median(routed.map((one) => one.lc)), median(routed.map((one) => one.fmaxMHz))];
    const known = { ...candidate.known, lc, clockMHz };
    candidate.known = { ...known, energyUj: known.energyUj === null ? null : estimatedEnergy(known) };
  });
}

/** Models what windows make the netlists of placed designs do, if that is asked for. */
async function price(list: readonly Candidate[], rung: string, steps: Steps, byHand = false) {
  const { config } = steps.exploration;
  if (config.energyWindows === 0 || list.length === 0) return;
  const simulator =
    steps.simulator ??
    energySimulator(
      list.map(({ known }) => known),
      config.energyWindows,
    );
  steps.simulator = simulator;
  const energies = await steps.track(
    list,
    ({ made, hash, synthesis, known }) => {
      const set = energyWindows(made!.hardware, config.energyWindows, steps.validation);
      return energyUnit(made!, hash!, { synthesis: synthesis!, fmaxMHz: known.clockMHz, set, simulator });
    },
    rung,
    byHand,
  );
  energies.forEach((energy, i) => {
    const candidate = list[i]!;
    candidate.energy = energy;
    candidate.known = { ...candidate.known, energyUj: energy.dynamicUj };
  });
}

/** Windows that energies are of: of a model that was trained, some of its validation, as what is scored is not to choose. */
function energyWindows(hardware: Hardware, count: number, validation: SignalSet | undefined): SignalSet {
  if (validation === undefined) return signalsFor({ hardware }, { fragments: count }).set;
  return subset(validation, [...validation.names.keys()].slice(0, count));
}

const isRouted = ({ placements }: Candidate) => placements?.every(({ routed }) => routed !== null) === true;

function foundDesigns({ config, part }: Exploration, list: readonly Candidate[]): FoundDesign[] {
  const designs = list.map((one): FoundDesign => {
    const { point, model, known, hand, found, hash, synthesis, placements, energy } = one;
    const { lc, bram, spram, dsp } = point.estimate;
    const cells = { lc: lc!, bram, spram, dsp };
    const { tools: _, ...synthesised } = synthesis!;
    const seeds = isRouted(one) ? placements!.map(({ seed, routed }) => ({ seed, ...routed! })) : null;
    return {
      ...{ name: point.name, model: model.name, architecture: point.design.architecture },
      folding: point.design.folding as Record<string, unknown>,
      ...{ hand, found, tree: hash!, cycles: known.cycles },
      estimate: {
        ...cells,
        energyUj: energyModelled(part.name) ? estimatedEnergy({ ...cells, cycles: known.cycles }) : null,
      },
      synthesis: synthesised,
      placed: seeds && { lc: known.lc, fmaxMHz: known.clockMHz, seeds },
      energy: known.energyUj === null ? null : { uj: known.energyUj, from: energy === undefined ? 'cells' : 'netlist' },
      values: seeds && valuesOf(config.objectives as Objective[], known, part),
      out: broken(config.limits, known, seeds === null ? PACKED_MARGIN : 0),
      front: false,
    };
  });
  const competing = competingDesigns(designs, config.energyWindows > 0);
  const fronts = frontNumbers(competing.map(({ values }) => ({ values: values! })));
  competing.forEach((design, i) => {
    design.front = fronts[i] === 0;
  });
  return designs;
}

function rowOf({ point, known }: Candidate, limits: Exploration['config']['limits'], margin: number): EstimatedPoint {
  const { lc, bram, spram, dsp } = point.estimate;
  const out = [...point.short.map(({ resource }) => resource as string), ...broken(limits, known, margin)];
  return { name: point.name, cells: lc!, bram, spram, dsp, cycles: point.cycles, out };
}

/** Seconds by what they were for; a unit of both counts in both. */
function timesOf(units: readonly (Times['units'][number] & { of: ('search' | 'hand')[] })[]): Times {
  const clock = units.every(({ processorSeconds }) => processorSeconds !== null) ? 'processor' : 'wall';
  const sum = (of: 'search' | 'hand') => {
    const total = { training: 0, synthesis: 0, placement: 0, energy: 0 };
    for (const { kind, seconds, processorSeconds, of: both } of units)
      if (both.includes(of)) total[kind as keyof typeof total] += clock === 'wall' ? seconds : processorSeconds!;
    return total;
  };
  return { clock, search: sum('search'), hand: sum('hand'), units: units.map(({ of: _, ...unit }) => unit) };
}
