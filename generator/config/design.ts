import { dirname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { PART_NAMES, type PartName } from '../devices/devices.js';
import { UserError } from '../support/errors.js';
import { readJsonFile } from '../support/read-json.js';
import { zodProblems } from '../support/zod-problems.js';
import { CLOCK_GATES } from './clock-gates.js';
import { copyright, designName, vendor } from './design-name.js';
import { RESET_STYLES } from './ports.js';

/** Nothing is padded behind such a signal, and every step is worked on once. */
const continuing = z
  .literal(true)
  .optional()
  .describe('a signal without an end in the place of windows; `stream`, of a network with scores of each step');
const taps = z.union([z.literal(1), z.literal('kernel')]);
/** Lanes of each layer that has any; they take a tap a cycle, or all taps of an input channel: of all layers, or of each. */
const lanesOfLayers = z.strictObject({
  lanes: z.array(z.number()).describe('output positions at once, of each layer that has lanes'),
  tapsPerCycle: z
    .union([z.literal('kernel'), z.array(taps)])
    .optional()
    .describe('taps of an input channel that a lane takes in a cycle: of all layers, or of each; left out: 1'),
  outputLanes: z
    .array(z.number())
    .optional()
    .describe('output channels at once, of each layer that has lanes; left out: 1'),
  continuing,
});
/** Most cycles a fragment may take in any one layer; the least lanes that keep it are chosen. */
const layerCycles = z.strictObject({
  cyclesPerLayer: z
    .int()
    .min(1)
    .describe('most cycles a fragment may take in any one layer; the least lanes that keep it are chosen'),
  continuing,
});

/**
 * Most logic cells (LUT4s as the router packs them) that the whole design may take by its estimate; the fastest design that
 * keeps them is chosen. With a part the design keeps its block RAMs, single-port RAMs and DSP blocks too. Without one only
 * logic cells of an iCE40UP5K are counted, which would tell little of `folded`: it is mostly memories and DSP blocks.
 */
const luts = z
  .int()
  .min(1)
  .describe('most logic cells of the whole design, by its estimate; the fastest folding that keeps them is chosen');
const part = z.enum(PART_NAMES).describe('part whose block RAMs, single-port RAMs and DSP blocks are kept too');
/** Fragments a second that the design must keep at a clock; the least lanes that do are chosen. */
const rateBudget = {
  fragmentsPerSecond: z.number().positive().describe('rate to keep at the clock; the least lanes that do are chosen'),
  clockMHz: z.number().positive().describe('of that rate'),
};

/** What alpha multiplies in the `folded` engine; once a pass takes less energy where multipliers are made of gates. */
const MULTIPLY = ['lookup', 'pass'] as const;
export type Multiply = (typeof MULTIPLY)[number];

const foldedOptions = {
  hopSamples: z
    .int()
    .min(1)
    .optional()
    .describe('fragments are windows of one signal, each so many samples after the one before'),
  spram: z
    .strictObject({
      activations: z.boolean().describe('activations lie in one'),
      tables: z.number().int().nonnegative().describe('how many the low bits of the tables lie in'),
    })
    .optional()
    .describe('single-port RAMs of the iCE40UP5K to use'),
  multiply: z
    .enum(MULTIPLY)
    .optional()
    .describe("what alpha multiplies: each sum that is looked up, or a pass' sum; left out: lookup"),
};

const foldedLanes = z.strictObject({
  lanes: z.number().describe('output positions computed at once'),
  tapsPerLookup: z.union([z.literal(1), z.literal(2), z.literal(4)]).describe('taps whose signed sum is one lookup'),
  ...foldedOptions,
});

/** Two clocks in the place of one: see `GatedConfig`. */
const gated = z.strictObject({
  intakeHz: z.number().positive().optional().describe('clock that always runs, of the samples; left out: 32768'),
  gate: z
    .enum(CLOCK_GATES)
    .optional()
    .describe("what stops the core's clock between windows; left out: a latch and an AND"),
  wakeMicroseconds: z
    .number()
    .min(0)
    .optional()
    .describe("from the request of the core's clock to its first edge, at most; left out: 100"),
});

/** A wrapper for a continuing signal: see `MonitorConfig`. */
const monitor = z
  .strictObject({
    hopSeconds: z.number().positive().optional().describe('from one window to the next; not beside hopSamples'),
    hopSamples: z
      .int()
      .min(1)
      .optional()
      .describe('from one window to the next; left out with hopSeconds: folding.hopSamples, or a second'),
    clockHz: z.number().positive().optional().describe('clock of the circuit; left out: the slowest that can do it'),
    timeoutSamples: z.number().min(2).optional().describe('sample periods without a sample that count as a gap'),
    gated: gated.optional().describe('a slow clock for samples, and a core whose clock stands between windows'),
  })
  .refine(({ hopSeconds, hopSamples }) => hopSeconds === undefined || hopSamples === undefined, {
    message: 'either hopSeconds or hopSamples',
  });

/** The top's ports: a flip-flop behind every output, and what the reset is; see `Ports`. */
const ports = z.strictObject({
  registered: z.boolean().optional().describe('a flip-flop behind every output'),
  reset: z.enum(RESET_STYLES).optional().describe('what the reset is; left out: sync-low'),
});

/** Copies of a core behind one port. */
export const COPIES = { least: 2, most: 16 } as const;

const common = {
  name: designName.describe('part of all file and module names'),
  copyright: copyright.optional().describe('a line at the head of all that is generated for this network alone'),
  vendor: vendor.optional().describe('first part of the name of its FuseSoC package; left out: local'),
  model: z.string().min(1).describe("integer model, or a folder of one; a path relative to the design's file"),
  monitor: monitor.optional().describe('a wrapper for a continuing signal'),
  copies: z
    .int()
    .min(COPIES.least)
    .max(COPIES.most)
    .optional()
    .describe('a wrapper of so many cores, each with a signal of its own, whose scores leave at one port'),
  parity: z.boolean().optional().describe('a parity bit for each word of the weight and program memories'),
  ports: ports.optional().describe('what the ports of the top are like'),
};

const stream = z.strictObject({
  ...common,
  architecture: z.literal('stream').describe('one engine a layer'),
  folding: z.union([lanesOfLayers, layerCycles]),
});
const folded = z.strictObject({
  ...common,
  architecture: z.literal('folded').describe('one engine for all layers'),
  folding: foldedLanes,
});

/** A design's file. */
export const designSchema = z.discriminatedUnion('architecture', [
  stream.extend({
    folding: z.union([
      lanesOfLayers,
      layerCycles,
      z.strictObject({ luts, part: part.optional() }),
      z.strictObject(rateBudget),
    ]),
  }),
  folded.extend({
    folding: z.union([
      foldedLanes,
      z.strictObject({ luts, part, ...foldedOptions }),
      z.strictObject({ ...rateBudget, ...foldedOptions }),
    ]),
  }),
]);

/** A design: which model on which architecture, how folded. */
export type Design = (z.infer<typeof stream> | z.infer<typeof folded>) & Origin;
/** A design as it is given: in place of a folding there may be a budget to choose it by (see `foldDesign`). */
export type GivenDesign = z.infer<typeof designSchema> & Origin;

/** Key of how a design was given. A symbol, as that is no part of the design: no file that a design is written into has it. */
export const REFERENCE = Symbol('reference');

interface Origin {
  /** What `--design` takes to find it again (`designReference`). */
  [REFERENCE]?: string | undefined;
}

/** What `--design` takes to find a design again; in its own generated folder unless it was given by name. */
export const referenceOf = (design: Origin) => design[REFERENCE] ?? 'design.json';

/** See `luts` and `rateBudget`. */
export type LutBudget = { luts: number; part?: PartName | undefined };
export type RateBudget = { fragmentsPerSecond: number; clockMHz: number };
export type Budget = LutBudget | RateBudget;

/** The budget that a design's folding is to be chosen by; null: the folding is given. */
export function budgetOf({ folding }: GivenDesign): Budget | null {
  return 'luts' in folding || 'fragmentsPerSecond' in folding ? folding : null;
}

/** Reads a design's file; `model` comes back as a path from the present folder. Throws UserError. */
export function readDesign(file: string): GivenDesign {
  return parseDesign(readJsonFile(file), file);
}

/** The same for a design that stands in the file `file`, or would. */
export function parseDesign(given: unknown, file: string): GivenDesign {
  const parsed = designSchema.safeParse(given);
  if (!parsed.success) throw new UserError(zodProblems(file, parsed.error, given));
  const design = parsed.data;
  const { model } = design;
  return { ...design, model: isAbsolute(model) ? model : join(dirname(file), model) };
}

/** Where a design is generated unless the user says otherwise. */
export function designFolder(name: string): string {
  return resolve('build', name);
}
