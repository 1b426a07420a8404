import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { ARCHITECTURE_NAMES } from '../arch/architectures.js';
import { designName } from '../config/design-name.js';
import { findPart, PART_NAMES, type Part } from '../devices/devices.js';
import { PROTOCOL_NAMES } from '../evaluate/protocol.js';
import { structureSchema } from '../quantise/recipe/quantise-config.js';
import { type Problem, UserError } from '../support/errors.js';
import { readJson } from '../support/read-json.js';
import { sourceFile } from '../support/roots.js';
import { MAX_PLACEMENTS } from '../synth/implement.js';
import { energyModelled } from './energy.js';

/** What designs are judged by; less is better in all but accuracy. */
export const OBJECTIVES = ['cells', 'share', 'cycles', 'seconds', 'energy', 'bytes', 'accuracy'] as const;
export type Objective = (typeof OBJECTIVES)[number];

const path = z.string().min(1);
const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

const network = z.strictObject({
  campaign: path.describe('file of a campaign (configs/campaigns), relative to this file'),
  name: z.string().min(1).describe('of a network there; its folder lies in that of --folder'),
  bits: z.int().min(2).max(8).default(8).describe('of its activations'),
  windows: z.int().min(0).default(4000).describe('windows that it learns from, repeated'),
});

const trained = z.strictObject({
  file: path.describe('recipe (configs/recipes/*.quantise.json), relative to this file'),
  change: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('laid over the recipe: objects field by field, null takes a field away (RFC 7396)'),
  bytes: z.array(z.int().min(1)).min(1).optional().describe("budgets; left out: the recipe's"),
  structures: z.array(structureSchema).min(1).optional().describe("which weights share alphas; left out: the recipe's"),
  activationBits: z
    .array(z.union([z.int().min(2).max(8), z.literal('auto')]))
    .min(1)
    .optional()
    .describe("bits of activations; left out: the recipe's"),
  widths: z
    .array(z.number().positive().max(4))
    .min(1)
    .default([1])
    .describe("channels of every layer but the last, as a multiple of the network's"),
  protocol: z.enum(PROTOCOL_NAMES).default('fragment').describe('how windows are split: what stays on one side'),
  folds: z
    .int()
    .min(2)
    .max(100)
    .default(5)
    .describe(
      'the first of so many parts is scored in the end and not seen before; of the rest the first of so many is the validation, which models are chosen by',
    ),
  seed: seed.default(1).describe('of the split and of all trainings'),
  rungs: z
    .array(
      z.strictObject({
        share: z.number().positive().max(1).describe("of the epochs of the recipe's training and phases"),
        keep: z.int().min(1).describe('models that go on'),
      }),
    )
    .min(1)
    .describe('trainings, the short ones first; each keeps the most accurate model and those that no other beats'),
});

const limits = z
  .strictObject({
    cells: z.int().min(1).describe('most logic cells'),
    cycles: z.int().min(1).describe('most cycles from one window to the next'),
    windowsPerSecond: z
      .number()
      .positive()
      .describe(
        'at least so many at the clock that is reached; before placement at the clock that the router is asked for',
      ),
    bytes: z.int().min(1).describe('most bytes stored by the model'),
    energyUj: z.number().positive().describe('most modelled energy of a window, in uJ'),
    accuracy: z.number().min(0).max(1).describe('least share of right windows'),
  })
  .partial();

const lanes = z.int().min(1).max(64);

const hardware = z
  .strictObject({
    architectures: z
      .array(z.enum(ARCHITECTURE_NAMES as [string, ...string[]]))
      .min(1)
      .default([...ARCHITECTURE_NAMES]),
    lanes: z.array(lanes).min(1).optional().describe('of `folded`; left out: all'),
    tapsPerLookup: z
      .array(z.union([z.literal(1), z.literal(2), z.literal(4)]))
      .min(1)
      .default([1, 2, 4])
      .describe('of `folded`'),
    spram: z.boolean().default(true).describe('of `folded`: all ways to use single-port RAMs, where the part has some'),
    tapsPerCycle: z
      .array(z.union([z.literal(1), z.literal('kernel')]))
      .min(1)
      .default([1, 'kernel'])
      .describe('of `stream`: taps of an input channel that a lane takes in a cycle'),
    cyclesPerLayer: z
      .strictObject({ least: z.int().min(1), most: z.int().min(1) })
      .partial()
      .optional()
      .describe('of `stream`: cycles of a window in its slowest layer'),
  })
  .prefault({});

const hand = z
  .looseObject({
    name: z.string().min(1).describe('that it is told by'),
    architecture: z.string().describe('`stream` or `folded`'),
  })
  .describe("as in a design's own file, but for its model");

/** `configs/explore/*.json`: what is searched for a part, by what, and how much of it is made. */
export const exploreSchema = z
  .strictObject({
    name: designName.describe('of the exploration: of its folder and its results'),
    part: z.enum(PART_NAMES).describe('that designs are made for'),
    model: path.optional().describe('integer model, relative to this file'),
    network: network.optional().describe('in its place: a network of another framework, by its campaign'),
    recipe: trained.optional().describe('in its place: models that are trained'),
    hardware,
    objectives: z
      .array(z.enum(OBJECTIVES))
      .min(1)
      .default(['cells', 'cycles'])
      .describe(
        '`cells`: logic cells; `share`: of the part, the resource that it has least of; `cycles` of a window, or `seconds` at the clock reached; `energy`, modelled; `bytes` and `accuracy` of the model',
      ),
    limits: limits.default({}).describe('what a design must keep beside fitting the part'),
    margin: z
      .number()
      .min(0)
      .max(1)
      .default(0.065)
      .describe('by which estimates may be off (docs/sweep.md): what is beaten by less goes on'),
    synthesised: z.int().min(1).default(12).describe('designs that are synthesised'),
    placed: z.int().min(1).default(6).describe('of these, designs that are placed and routed'),
    seeds: z.int().min(1).max(MAX_PLACEMENTS).default(3).describe('placements of each'),
    energyWindows: z
      .int()
      .min(0)
      .max(1000)
      .default(0)
      .describe(
        'windows whose energy is modelled on the netlist of each design that was placed and that no other beats; 0: by its cells alone',
      ),
    compare: z
      .array(hand)
      .default([])
      .describe('designs chosen by hand, placed likewise, which are shown beside those found'),
  })
  .superRefine((given, context) => {
    const refuse = (at: PropertyKey[], message: string, allowed: string, fix: string) =>
      context.addIssue({ code: 'custom', path: at, message, params: { allowed, fix } });
    const {
      model,
      network: foreign,
      recipe,
      objectives,
      placed,
      synthesised,
      part,
      energyWindows,
      limits: own,
    } = given;
    const sources = Object.entries({ model, network: foreign, recipe }).filter(([, value]) => value !== undefined);
    if (sources.length !== 1)
      refuse(
        sources.length === 0 ? ['model'] : [sources[1]![0]],
        sources.length === 0 ? 'nothing is said to be explored' : 'a second source of models',
        'one of model, network, recipe',
        sources.length === 0 ? 'model' : 'leave it out',
      );
    objectives.forEach((name, i) => {
      if (objectives.indexOf(name) < i) refuse(['objectives', i], 'twice', 'each once', 'leave it out');
      if (['accuracy', 'bytes'].includes(name) && recipe === undefined)
        refuse(['objectives', i], 'the same for all designs of one model', 'with `recipe`', 'leave it out');
      if (name === 'energy' && !energyModelled(part))
        refuse(['objectives', i], `no model of the energy of ${part}`, 'of part up5k', 'leave it out');
    });
    if (own.accuracy !== undefined && recipe === undefined)
      refuse(
        ['limits', 'accuracy'],
        'nothing is trained whose accuracy were measured',
        'with `recipe`',
        'leave it out',
      );
    if ((own.energyUj !== undefined || energyWindows > 0) && !energyModelled(part))
      refuse(
        own.energyUj === undefined ? ['energyWindows'] : ['limits', 'energyUj'],
        `no model of the energy of ${part}`,
        'of part up5k',
        'leave it out',
      );
    if (placed > synthesised)
      refuse(['placed'], 'more than are synthesised', `at most ${synthesised}`, `${synthesised}`);
    const names = given.compare.map(({ name }) => name);
    names.forEach((name, i) => {
      if (names.indexOf(name) < i) refuse(['compare', i, 'name'], 'taken already', 'each once', `${name}-2`);
    });
    recipe?.rungs.forEach(({ share, keep }, i, rungs) => {
      const before = rungs[i - 1];
      if (before === undefined) return;
      if (share <= before.share)
        refuse(['recipe', 'rungs', i, 'share'], 'no longer than the rung before', `above ${before.share}`, '1');
      if (keep > before.keep)
        refuse(['recipe', 'rungs', i, 'keep'], 'more than reach it', `at most ${before.keep}`, `${before.keep}`);
    });
  });

export type ExploreConfig = z.infer<typeof exploreSchema>;
export type TrainedConfig = NonNullable<ExploreConfig['recipe']>;

/** An exploration's file with what it names. */
export interface Exploration {
  file: string;
  config: ExploreConfig;
  part: Part;
}

/** Reads an exploration. Throws UserError with every problem found. */
export function readExploration(file: string): Exploration {
  const config = readJson(file, exploreSchema);
  return { file, config, part: findPart(config.part, file, 'part') };
}

/** A path of the file as one from the present folder. */
export const fromFile = ({ file }: Pick<Exploration, 'file'>, named: string) =>
  resolve(sourceFile(join(dirname(file), named)));

/** The same problems, told of a field of the exploration's file. */
export function inField<T>(file: string, field: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      error.problems.map(
        (p): Problem => ({ ...p, where: file, field: p.field === undefined ? field : `${field}.${p.field}` }),
      ),
    );
  }
}
