import { z } from 'zod';
import { ARCHITECTURE_NAMES } from '../arch/architectures.js';
import {
  claim,
  count,
  type Fault,
  filled,
  follows,
  generatorVersion,
  hash,
  positive,
  readResult,
  share,
  some,
  tools,
} from '../config/result-fields.js';
import { findPart, PART_NAMES } from '../devices/devices.js';
import { median } from '../synth/implement.js';
import { OBJECTIVES, type Objective } from './config.js';
import { frontNumbers } from './front.js';
import { chosenModels, type Known, valuesOf } from './judge.js';
import { synthesisSchema } from './synthesis.js';

const axes = z.strictObject({
  bytes: some.nullable(),
  structure: filled,
  activationBits: z.union([some, z.literal('auto')]),
  width: positive,
});

const modelSchema = z.strictObject({
  name: filled,
  /** SHA-256 of the model as it is printed. */
  hash,
  bytes: some,
  /** Of models that were trained. */
  trained: z
    .strictObject({
      axes,
      /** Each training, the short ones first; accuracy on the validation; `kept`: the model went on. */
      rungs: z
        .array(z.strictObject({ share: positive, accuracy: share, bytes: some, laneCycles: some, kept: z.boolean() }))
        .min(1),
      /** Accuracy on windows that nothing saw before all was chosen; null: the model was given up before. */
      scored: share.nullable(),
    })
    .nullable(),
});

/** A point that was estimated and nothing more. */
const pointSchema = z.strictObject({
  name: filled,
  cells: count,
  bram: count,
  spram: count,
  dsp: count,
  /** No fewer are between two windows. */
  cycles: some,
  /** Resources of which the part has too little, or limits that it breaks. */
  out: z.array(filled),
});

const designSchema = z.strictObject({
  name: filled,
  model: filled,
  architecture: z.enum(ARCHITECTURE_NAMES),
  folding: z.record(z.string(), z.unknown()),
  /** Name of the design as it was chosen by hand; null: the search found it alone. */
  hand: filled.nullable(),
  /** The search found it. */
  found: z.boolean(),
  /** SHA-256 of the files that synthesis reads. */
  tree: hash,
  cycles: some,
  estimate: z.strictObject({ lc: count, bram: count, spram: count, dsp: count, energyUj: positive.nullable() }),
  synthesis: synthesisSchema.omit({ tools: true }).nullable(),
  placed: z
    .strictObject({
      /** Medians of the seeds. */
      lc: some,
      fmaxMHz: positive,
      seeds: z.array(z.strictObject({ seed: some, lc: some, fmaxMHz: positive })).min(1),
    })
    .nullable(),
  /** Dynamic energy of a window; by cells alone, or by what windows make the netlist do. */
  energy: z.strictObject({ uj: positive, from: z.enum(['cells', 'netlist']) }).nullable(),
  /** Objectives in their order, less is better; of accuracy the wrong share. Null: it does not fit. */
  values: z.array(z.number().min(0)).nullable(),
  /** Limits that it breaks. */
  out: z.array(filled),
  /** No other design that the search found and placed is better in one objective and no worse in the others. */
  front: z.boolean(),
});

export const explorationSchema = z.strictObject({
  format: z.literal('bitbeat-exploration'),
  version: z.literal(1),
  name: filled,
  part: z.enum(PART_NAMES as [string, ...string[]]),
  objectives: z.array(z.enum(OBJECTIVES)).min(1),
  limits: z.record(z.string(), z.number()),
  margin: z.number().min(0),
  seeds: some,
  generator: generatorVersion,
  /** SHA-256 of the weights of the estimate for the part's family. */
  coefficients: hash,
  tools,
  /** How windows were split, and the rungs of trainings with all their epochs; null: nothing was trained. */
  training: z
    .strictObject({
      ...{ protocol: filled, folds: some, seed: count, train: some, validation: some, scored: some },
      rungs: z.array(z.strictObject({ share: positive, keep: some, epochs: some })).min(1),
    })
    .nullable(),
  /** Windows that energies are of; null: of none. */
  energyWindows: z.strictObject({ windows: some, source: filled }).nullable(),
  models: z.array(modelSchema).min(1),
  /** Points of the first rung: how many there were, and those that do not go on. */
  estimated: z.strictObject({ points: count, refused: count, rows: z.array(pointSchema) }),
  designs: z.array(designSchema),
});

export type ExplorationResult = z.infer<typeof explorationSchema>;
export type FoundDesign = ExplorationResult['designs'][number];
export type FoundModel = ExplorationResult['models'][number];
export type EstimatedPoint = ExplorationResult['estimated']['rows'][number];

const kinds = z.strictObject({
  training: positive.or(z.literal(0)),
  synthesis: positive.or(z.literal(0)),
  placement: positive.or(z.literal(0)),
  energy: positive.or(z.literal(0)),
});

/** Seconds of the units of a search and of what was chosen by hand, where each was done. */
export const timesSchema = z.strictObject({
  /** What the sums are of: of processors where it is known of all units. */
  clock: z.enum(['processor', 'wall']).default('wall'),
  search: kinds,
  hand: kinds,
  units: z.array(
    z.strictObject({
      ...{ doing: filled, kind: filled, key: filled, seconds: z.number().min(0) },
      processorSeconds: z.number().min(0).nullable().default(null),
    }),
  ),
});
export type Times = z.infer<typeof timesSchema>;

/**
 * Medians that are not those of the seeds, values that do not follow from what was measured, fronts that do not from the values, and
 * models that a rung kept or gave up against what it measured.
 */
export function explorationFaults(result: ExplorationResult): Fault[] {
  return [...rungFaults(result), ...designFaults(result)];
}

function rungFaults({ models, training }: ExplorationResult): Fault[] {
  return (training?.rungs ?? []).flatMap(({ keep }, r) => {
    const entered = [...models.entries()].filter(([, { trained }]) => r === 0 || trained?.rungs[r - 1]?.kept === true);
    const rows = entered.map(([, { trained }]) => trained?.rungs[r]);
    const measured = rows.filter((row) => row !== undefined);
    if (measured.length < rows.length)
      return [
        { field: 'training', message: `rung ${r + 1} lacks models`, value: measured.length, allowed: `${rows.length}` },
      ];
    const best = chosenModels(measured, keep);
    return entered.flatMap(([m], i) =>
      claim(
        measured[i]!.kept === best.has(i),
        `models[${m}].trained.rungs[${r}].kept`,
        'not what follows from what the rung measured',
        measured[i]!.kept,
        `${best.has(i)}`,
      ),
    );
  });
}

/**
 * Designs that a front is of: found, placed, within the limits. Where energies of netlists are modelled those of the others, which
 * were beaten before, are not compared with them.
 */
export const competingDesigns = (designs: readonly FoundDesign[], ofNetlists: boolean): FoundDesign[] =>
  designs.filter(
    ({ found, values, out, energy }) =>
      found && values !== null && out.length === 0 && (!ofNetlists || energy?.from === 'netlist'),
  );

function designFaults(result: ExplorationResult): Fault[] {
  const { designs, objectives } = result;
  const placed = competingDesigns(designs, result.energyWindows !== null);
  const fronts = frontNumbers(placed.map(({ values }) => ({ values: values! })));
  return designs.flatMap((design, i) => {
    const { name, values, front, placed: routed } = design;
    const at = placed.indexOf(design);
    const expected = at >= 0 && fronts[at] === 0;
    return [
      ...claim(
        designs.findIndex((other) => other.name === name) === i,
        'name',
        'a second design of this name',
        name,
        'each once',
      ),
      ...claim(
        values === null || (values.length === objectives.length && routed !== null),
        'values',
        'not of a design that was placed',
        values,
        `${objectives.length} numbers`,
      ),
      ...measuredFaults(design, result),
      ...claim(front === expected, 'front', 'not what follows from the values', front, `${expected}`),
    ].map((fault) => ({ ...fault, field: `designs[${i}].${fault.field}` }));
  });
}

function measuredFaults(
  { model: name, placed, synthesis, energy, values, cycles }: FoundDesign,
  { objectives, models, part }: ExplorationResult,
): Fault[] {
  if (placed === null) return [];
  const { lc, fmaxMHz, seeds } = placed;
  const medians = [
    ...follows('placed.lc', lc, median(seeds.map((seed) => seed.lc)), 'the seeds'),
    ...follows('placed.fmaxMHz', fmaxMHz, median(seeds.map((seed) => seed.fmaxMHz)), 'the seeds'),
  ];
  const model = models.find((one) => one.name === name);
  if (model === undefined || synthesis === null || values === null) return medians;
  const known: Known = {
    ...{ lc, clockMHz: fmaxMHz, ff: synthesis.ff, bram: synthesis.bram, spram: synthesis.spram, dsp: synthesis.dsp },
    ...{ cycles, energyUj: energy?.uj ?? null, bytes: model.bytes },
    accuracy: model.trained?.rungs.at(-1)?.accuracy ?? null,
  };
  const expected = valuesOf(objectives as Objective[], known, findPart(part, 'part'));
  return [
    ...medians,
    ...values.flatMap((value, i) => follows(`values[${i}]`, value, expected[i] ?? null, 'what was measured')),
  ];
}

/** Throws UserError with every fault. */
export const readExplored = (file: string): ExplorationResult => readResult(file, explorationSchema, explorationFaults);
