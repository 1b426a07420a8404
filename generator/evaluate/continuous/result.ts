import { z } from 'zod';
import { count, filled, positive, share, some } from '../../config/result-fields.js';
import { dataSchema, recipeSchema } from '../cross-evaluation.js';
import { PROTOCOL_NAMES } from '../protocol.js';
import { NOISE_KINDS } from './noise/noises.js';
import { settingsSchema } from './settings.js';

/** What a sliding monitor was worth on whole recordings. */
export const CONTINUOUS_FORMAT = 'bitbeat-continuous';
export const CONTINUOUS_VERSION = 1;

/** By episodes and by time; null: 0 / 0. */
const rates = {
  sensitivity: share.nullable(),
  positivePredictivity: share.nullable(),
};

const byClass = z.strictObject({
  name: filled,
  /** What a monitor calls for. */
  alarm: z.boolean(),
  /** Of the annotations, that count; `detected`: those with an alarm. */
  episodes: z.strictObject({ count, detected: count }),
  /** `right`: over such an episode; `unjudged`: wholly in time without a class, or over an episode too short to count. */
  alarms: z.strictObject({ right: count, false: count, unjudged: count }),
  byEpisode: z.strictObject(rates),
  /** Hops: of the class; in alarms of it, with any class; both. */
  duration: z.strictObject({ referenceHops: count, alarmHops: count, sharedHops: count, ...rates }),
  /** s; of detected episodes whose beginning was seen and that no alarm was raised before; null: of none. */
  delay: z.strictObject({ episodes: some, median: z.number().min(0), percentile90: z.number().min(0) }).nullable(),
});

/** One condition: with a noise or none, with the guard or without. */
const conditionSchema = z.strictObject({
  noise: z.strictObject({ kind: z.enum(NOISE_KINDS), snrDb: z.number() }).nullable(),
  guard: z.boolean(),
  /** `known`: with a class by the rule; `flagged`: held back by the guard. */
  hops: z.strictObject({ all: some, known: count, flagged: count, knownFlagged: count }),
  /** Share of hops that have a class and are not held back. */
  right: z.strictObject({ hops: count, share: share.nullable(), standardError: z.number().min(0).nullable() }),
  /** Of classes that are an alarm; an hour: of time with a class. */
  falseAlarms: z.strictObject({ count, perHour: z.number().min(0).nullable(), unjudged: count }),
  /** All episodes and alarms of classes that are an alarm, together. */
  byEpisode: z.strictObject({ episodes: count, detected: count, alarms: count, right: count, ...rates }),
  perClass: z.array(byClass).min(1),
  /** Patients, which are what a standard error counts. */
  groups: z.array(z.strictObject({ name: filled, scored: count, right: count })).min(1),
});

/** Whose networks were scored, and how these came about; of the first seed of a cross-validation. */
export const madeSchema = z.strictObject({
  recipe: recipeSchema,
  protocol: z.strictObject({ kind: z.enum(PROTOCOL_NAMES), folds: z.int().min(2), seed: count }),
  data: dataSchema,
  backend: filled,
});

export const continuousSchema = z.strictObject({
  format: z.literal(CONTINUOUS_FORMAT),
  version: z.literal(CONTINUOUS_VERSION),
  made: madeSchema.nullable(),
  settings: settingsSchema,
  recordings: z.strictObject({ names: z.array(filled).min(1), folds: some, spans: some, hours: positive }),
  classes: z.array(filled).min(1),
  /** The first one is as it was recorded, without guard. */
  conditions: z.array(conditionSchema).min(1),
});

export type ClassResult = z.infer<typeof byClass>;
export type ConditionResult = z.infer<typeof conditionSchema>;
export type ContinuousResult = z.infer<typeof continuousSchema>;
