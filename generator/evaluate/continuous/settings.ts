import { z } from 'zod';
import { count, filled, positive, some } from '../../config/result-fields.js';
import { classesOf, type SignalSet } from '../../data/signal-set.js';
import { guardSchema } from '../../model/file-layout.js';
import { defaultGuard } from '../../model/guard.js';
import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { zodProblems } from '../../support/zod-problems.js';
import { lowestRateHz, NOISE_KINDS } from './noise/noises.js';

const seconds = z.number().min(0).max(3600);
const names = z.array(z.string().min(1));
const once = <T extends z.ZodType>(values: z.ZodArray<T>) =>
  values.min(1).refine((all) => new Set(all).size === all.length, { error: 'twice', params: { allowed: 'each once' } });

/** How a sliding monitor is scored, as it may be asked for; `null` in place of noise or guard: without. */
export const givenSchema = z
  .strictObject({
    hopSeconds: positive.default(1).describe('from the end of a window to that of the next'),
    scored: names
      .min(1)
      .optional()
      .describe('classes that can be known; time of others counts as time without a class'),
    quiet: names
      .optional()
      .describe('classes that are no alarm; if left out that of the first case of the rule in its start rhythm'),
    durations: z
      .strictObject({
        shortestReference: seconds.default(3).describe('s; shorter episodes of the annotations are not counted'),
        bridgedReference: seconds
          .optional()
          .describe('s without a class that do not end an episode of the annotations; a window if left out'),
        shortestAlarm: seconds.default(3).describe('s in which a class must be told without a break to raise an alarm'),
        bridgedAlarm: seconds.default(3).describe('s in which it is not told that do not end an alarm'),
      })
      .prefault({})
      .describe('what an episode is'),
    noise: z
      .strictObject({
        kinds: once(z.array(z.enum(NOISE_KINDS))).default([...NOISE_KINDS]),
        snrDb: once(z.array(z.number().min(-60).max(60)))
          .default([24, 12, 6])
          .describe('signal to noise, dB'),
        seed: z.int().min(0).default(1),
      })
      .nullable()
      .default(null)
      .describe('made-up noise, each kind at each ratio; none if left out'),
    guard: guardSchema
      .nullable()
      .optional()
      .describe('thresholds of windows that get no class; usual ones if left out'),
  })
  .describe('scoring of a sliding monitor on whole recordings');

export type GivenSettings = z.input<typeof givenSchema>;

/** The same with nothing left open, as a result keeps it. */
export const settingsSchema = z.strictObject({
  rateHz: positive,
  windowSamples: some,
  hopSamples: some,
  scored: z.array(filled).min(1),
  quiet: z.array(filled),
  /** s */
  durations: z.strictObject({
    shortestReference: seconds,
    bridgedReference: seconds,
    shortestAlarm: seconds,
    bridgedAlarm: seconds,
  }),
  noise: z
    .strictObject({ kinds: z.array(z.enum(NOISE_KINDS)).min(1), snrDb: z.array(z.number()).min(1), seed: count })
    .nullable(),
  guard: guardSchema.nullable(),
});

export type ContinuousSettings = z.infer<typeof settingsSchema>;

/** What is asked for, for recordings. Throws UserError with all that does not fit them. */
export function settingsFor(set: SignalSet, asked: GivenSettings): ContinuousSettings {
  const where = set.provenance.source;
  const parsed = givenSchema.safeParse(asked);
  if (!parsed.success) throw new UserError(zodProblems(where, parsed.error, asked, ['continuous']));
  const given = parsed.data;
  const [{ samples, rateHz, codeBits }] = set.inputs;
  if (rateHz === undefined || codeBits === undefined)
    throw new UserError({ where, field: 'input', message: 'a converter of unknown rate or width' });
  const { names: classes } = classesOf(set);
  const problems: Problem[] = [
    ...unknown(where, 'scored', given.scored ?? [], classes),
    ...unknown(where, 'quiet', given.quiet ?? [], classes),
    ...noNoise(where, given.noise?.kinds ?? [], rateHz),
  ];
  if (problems.length > 0) throw new UserError(problems);
  const { bridgedReference = samples / rateHz, ...durations } = given.durations;
  return {
    rateHz,
    windowSamples: samples,
    hopSamples: Math.max(1, Math.round(given.hopSeconds * rateHz)),
    scored: given.scored ?? [...classes],
    quiet: given.quiet ?? quietOf(set),
    durations: { ...durations, bridgedReference },
    noise: given.noise,
    guard: given.guard === undefined ? defaultGuard({ samples, sampleRateHz: rateHz, codeBits }) : given.guard,
  };
}

/** What nobody is to be called for: the rule's start rhythm with the beats that its first case names. */
function quietOf({ recorded }: SignalSet): string[] {
  const { start, cases } = recorded!.rule;
  const normal = cases.find(({ rhythm }) => rhythm === start);
  return normal === undefined ? [] : [normal.class];
}

function unknown(where: string, field: string, given: readonly string[], classes: readonly string[]): Problem[] {
  return given.flatMap((value, i) => {
    if (classes.includes(value)) return [];
    const fix = nearest(value, classes);
    return {
      where,
      field: `continuous.${field}[${i}]`,
      message: 'no class of the data set',
      value,
      allowed: classes.join(', '),
      ...(fix && { fix }),
    };
  });
}

function noNoise(where: string, kinds: readonly (typeof NOISE_KINDS)[number][], rateHz: number): Problem[] {
  return kinds.flatMap((kind, i) =>
    rateHz >= lowestRateHz(kind)
      ? []
      : {
          where,
          field: `continuous.noise.kinds[${i}]`,
          message: `no such noise at ${rateHz} Hz`,
          value: kind,
          allowed: NOISE_KINDS.filter((other) => rateHz >= lowestRateHz(other)).join(', '),
        },
  );
}
