import { join } from 'node:path';
import { z } from 'zod';
import { gatedHardware } from '../arch/gated.js';
import {
  claim,
  type Fault,
  filled,
  follows,
  generatorVersion,
  hash,
  positive,
  readFolder,
  readKept,
  some,
  tools,
} from '../config/result-fields.js';
import { type Problem, UserError } from '../support/errors.js';
import { keptFile } from '../support/roots.js';
import { ASIC_LIBRARIES } from '../synth/power/asic.js';
import { type PowerResult, pricingHash } from '../synth/power/power.js';
import { currentDesigns, staleMark, UNKNOWN } from './freshness.js';
import { comparedFaults, comparedSchema } from './netlist-results.js';

export const POWER_RESULTS = keptFile('docs/results/power');
const TARGETS = ['up5k', ...ASIC_LIBRARIES.map(({ name }) => name)];

const amount = z.number().min(0);

const byClock = (value: z.ZodType<number>) => z.strictObject({ slow: value, fast: value, core: value });

const resultSchema = z.strictObject({
  design: filled,
  target: z.enum(TARGETS as [string, ...string[]]),
  modelled: z.literal(true),
  generator: generatorVersion,
  tree: hash,
  pricing: filled,
  source: filled,
  fragments: some,
  clockMHz: positive,
  fmaxMHz: positive,
  volts: positive,
  celsius: z.number().min(-273.15),
  secondsPerFragment: positive,
  size: z.record(z.string(), amount),
  memories: z.array(
    z.strictObject({
      ...{ name: filled, kind: filled, words: some, width: some },
      ...{ reads: amount, writes: amount, readPj: amount, writePj: amount, energyUj: amount },
    }),
  ),
  staticUw: z.record(z.string(), amount),
  counts: z.record(z.string(), amount),
  parts: z.array(z.strictObject({ name: filled, energyUj: amount })).min(1),
  fragmentsUj: z.array(positive).min(1),
  cyclesPerFragment: positive,
  energyPerFragmentUj: positive,
  averageUw: z.strictObject({ clockStopped: positive, clockRunning: positive }),
  gated: z
    .strictObject({ intakeHz: positive, intakeUw: positive, edges: byClock(positive), edgePj: byClock(amount) })
    .optional(),
  scores: comparedSchema,
  class: comparedSchema.nullable(),
  tools,
}) satisfies z.ZodType<PowerResult>;

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Of a netlist that computed the network at a clock that it reaches, with sums that are those of their parts. */
export function powerFaults(r: PowerResult): Fault[] {
  const dynamic = sum(r.parts.map(({ energyUj }) => energyUj));
  const still = sum(Object.values(r.staticUw));
  const { clockStopped, clockRunning } = r.averageUw;
  const memories = r.parts.find(({ name }) => name === 'memories');
  return [
    ...comparedFaults(r),
    ...claim(r.clockMHz <= r.fmaxMHz, 'clockMHz', 'not reached', r.clockMHz, `at most ${r.fmaxMHz}`),
    ...follows('fragmentsUj.length', r.fragmentsUj.length, r.fragments, 'the fragments'),
    ...follows('parts', dynamic, sum(r.fragmentsUj) / r.fragmentsUj.length, 'the mean of fragmentsUj'),
    ...follows(
      'energyPerFragmentUj',
      r.energyPerFragmentUj,
      dynamic + (still * r.cyclesPerFragment) / (r.clockMHz * 1e6),
      'parts and staticUw',
    ),
    ...follows('averageUw.clockStopped', clockStopped, dynamic / r.secondsPerFragment + still, 'parts and staticUw'),
    ...claim(
      clockRunning >= clockStopped,
      'averageUw.clockRunning',
      'below that with the clock stopped',
      clockRunning,
      `at least ${clockStopped}`,
    ),
    ...(memories === undefined
      ? []
      : follows(
          'memories',
          sum(r.memories.map(({ energyUj }) => energyUj)),
          memories.energyUj,
          'what parts says of memories',
        )),
    ...gatedFaults(r),
    ...r.memories.flatMap(({ reads, writes, readPj, writePj, energyUj }, i) =>
      follows(
        `memories[${i}].energyUj`,
        energyUj,
        (reads * readPj + writes * writePj) * 1e-6,
        'its accesses and their prices',
      ),
    ),
  ];
}

/** Of clocks that stand: the core's has the edges of a fragment, and no clock has more than it would running on. */
function gatedFaults({ gated, cyclesPerFragment, secondsPerFragment, clockMHz }: PowerResult): Fault[] {
  if (gated === undefined) return [];
  const { edges, intakeHz } = gated;
  const most = clockMHz * 1e6 * secondsPerFragment;
  return [
    ...follows('cyclesPerFragment', cyclesPerFragment, edges.core, "the core's edges"),
    ...follows('gated.edges.slow', edges.slow, intakeHz * secondsPerFragment, 'intakeHz and secondsPerFragment'),
    ...claim(edges.core <= edges.fast, 'gated.edges.core', 'more than before the gate', edges.core, `${edges.fast}`),
    ...claim(edges.fast <= most, 'gated.edges.fast', 'more than there are', edges.fast, `at most ${most}`),
  ];
}

/** All results in a folder, by target and design. Throws UserError with all that is wrong in any of them. */
export function readPower(folder: string): PowerResult[] {
  const name = {
    field: 'design',
    of: 'design and target',
    name: ({ design, target }: PowerResult) => `${design}-${target}`,
  };
  return readFolder(folder, (path) => readKept(path, resultSchema, name, powerFaults));
}

/** The mark of a result of these very files that would be priced otherwise now. */
export const PRICED = 'stale: priced otherwise now';

/** A result with its `staleMark`, or `PRICED`. */
export type ReportedPower = PowerResult & { stale?: string | null };

/**
 * Results beside their designs as they are now. Throws UserError with all that is malformed, inconsistent, or of these very
 * files and yet not what they do.
 */
export function reportedPower(folder: string): ReportedPower[] {
  const problems: Problem[] = [];
  const now = currentDesigns(folder);
  const reported = readPower(folder).map((result) => {
    const built = now(result.design);
    if (built === null) return { ...result, stale: UNKNOWN };
    const { design, hardware, hash: tree } = built;
    const stale = staleMark(result, tree) ?? (result.pricing === pricingHash() ? null : PRICED);
    const { input, classes } = hardware.model;
    const monitor = design.monitor?.gated === undefined ? null : gatedHardware(hardware, design.monitor, design.name);
    const seconds = (monitor?.hopSamples ?? input.samples) / input.sampleRateHz;
    if (stale === null)
      problems.push(
        ...[
          ...follows('scores.values', result.scores.values, result.fragments * classes.length, 'the design'),
          ...follows('secondsPerFragment', result.secondsPerFragment, seconds, 'the design'),
        ].map((fault) => ({ where: join(folder, `${result.design}-${result.target}.json`), ...fault })),
      );
    return { ...result, stale };
  });
  if (problems.length > 0) throw new UserError(problems);
  if (reported.length > 0) return reported;
  throw new UserError({ where: folder, message: 'no results yet', fix: 'npx bitbeat power --design <name|file>' });
}
