import { z } from 'zod';
import { count, filled, some } from '../../config/result-fields.js';
import { hoursOf, totalsOf, withRates } from './condition.js';
import { NOISE_KINDS } from './noise/noises.js';
import { type ClassResult, type ConditionResult, type ContinuousResult, madeSchema } from './result.js';
import { settingsSchema } from './settings.js';

/** What `bitbeat evaluate --continuous` leaves: counts alone. All other figures follow from them, and are computed when the file is read. */
export const CONTINUOUS_FORMAT = 'bitbeat-continuous';
/** 1, which held those figures too and named each group and class in every condition, is not read. */
export const CONTINUOUS_VERSION = 2;

const counts = z.array(count);
const seconds = z.array(z.number().min(0).nullable());

/** A value of each class of `settings.scored`, in its order; see `ClassResult`. */
const byClass = z.strictObject({
  ...{ episodes: counts, detected: counts, rightAlarms: counts, falseAlarms: counts, unjudgedAlarms: counts },
  /** Hops. */
  ...{ referenceHops: counts, alarmHops: counts, sharedHops: counts },
  /** How many episodes have a delay; s, to the millisecond, null: none has. */
  ...{ delays: counts, medianDelay: seconds, percentile90Delay: seconds },
});

const condition = z.strictObject({
  noise: z.strictObject({ kind: z.enum(NOISE_KINDS), snrDb: z.number() }).nullable(),
  guard: z.boolean(),
  hops: z.strictObject({ all: some, known: count, flagged: count, knownFlagged: count }),
  perClass: byClass,
  /** A value of each of `recordings.groups`. */
  groups: z.strictObject({ scored: counts, right: counts }),
});

export const continuousSchema = z.strictObject({
  format: z.literal(CONTINUOUS_FORMAT),
  version: z.literal(CONTINUOUS_VERSION),
  made: madeSchema.nullable(),
  settings: settingsSchema,
  recordings: z.strictObject({
    names: z.array(filled).min(1),
    groups: z.array(filled).min(1),
    folds: some,
    spans: some,
  }),
  classes: z.array(filled).min(1),
  conditions: z.array(condition).min(1),
});

export type ContinuousFile = z.infer<typeof continuousSchema>;
export type ConditionFile = ContinuousFile['conditions'][number];

/** A result as its file holds it. */
export function continuousFile({ made, settings, recordings, classes, conditions }: ContinuousResult): ContinuousFile {
  const { names, folds, spans } = recordings;
  const groups = conditions[0]!.groups.map(({ name }) => name);
  return {
    ...{ format: CONTINUOUS_FORMAT, version: CONTINUOUS_VERSION, made, settings },
    recordings: { names, groups, folds, spans },
    classes,
    conditions: conditions.map(({ noise, guard, hops, perClass, groups }) => {
      const column = <T>(of: (one: ClassResult) => T) => perClass.map(of);
      return {
        ...{ noise, guard, hops },
        perClass: {
          episodes: column(({ episodes }) => episodes.count),
          detected: column(({ episodes }) => episodes.detected),
          rightAlarms: column(({ alarms }) => alarms.right),
          falseAlarms: column(({ alarms }) => alarms.false),
          unjudgedAlarms: column(({ alarms }) => alarms.unjudged),
          referenceHops: column(({ duration }) => duration.referenceHops),
          alarmHops: column(({ duration }) => duration.alarmHops),
          sharedHops: column(({ duration }) => duration.sharedHops),
          delays: column(({ delay }) => delay?.episodes ?? 0),
          medianDelay: column(({ delay }) => delay?.median ?? null),
          percentile90Delay: column(({ delay }) => delay?.percentile90 ?? null),
        },
        groups: { scored: groups.map(({ scored }) => scored), right: groups.map(({ right }) => right) },
      };
    }),
  };
}

/** What a file says, with all that follows from its counts; of a file without faults. */
export function continuousResult({
  made,
  settings,
  recordings,
  classes,
  conditions,
}: ContinuousFile): ContinuousResult {
  const { groups, ...of } = recordings;
  return {
    made,
    settings,
    recordings: { ...of, hours: hoursOf(conditions[0]!.hops.all, settings) },
    classes,
    conditions: conditions.map((one): ConditionResult => {
      const counted = {
        hops: one.hops,
        perClass: settings.scored.map((name, c) => classResult(name, !settings.quiet.includes(name), one.perClass, c)),
        groups: groups.map((name, g) => ({ name, scored: one.groups.scored[g]!, right: one.groups.right[g]! })),
      };
      return { noise: one.noise, guard: one.guard, ...counted, ...totalsOf(counted, settings) };
    }),
  };
}

function classResult(name: string, alarm: boolean, of: ConditionFile['perClass'], c: number): ClassResult {
  const median = of.medianDelay[c]!;
  return withRates({
    name,
    alarm,
    episodes: { count: of.episodes[c]!, detected: of.detected[c]! },
    alarms: { right: of.rightAlarms[c]!, false: of.falseAlarms[c]!, unjudged: of.unjudgedAlarms[c]! },
    duration: { referenceHops: of.referenceHops[c]!, alarmHops: of.alarmHops[c]!, sharedHops: of.sharedHops[c]! },
    delay: median === null ? null : { episodes: of.delays[c]!, median, percentile90: of.percentile90Delay[c]! },
  });
}
