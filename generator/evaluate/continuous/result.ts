import { z } from 'zod';
import { count, filled } from '../../config/result-fields.js';
import { dataSchema, recipeSchema } from '../cross-evaluation.js';
import { PROTOCOL_NAMES } from '../protocol.js';
import type { NoiseKind } from './noise/noises.js';
import type { ContinuousSettings } from './settings.js';

/** Whose networks were scored, and how these came about; of the first seed of a cross-validation. */
export const madeSchema = z.strictObject({
  recipe: recipeSchema,
  protocol: z.strictObject({ kind: z.enum(PROTOCOL_NAMES), folds: z.int().min(2), seed: count }),
  data: dataSchema,
  backend: filled,
});

/** Shares, 0 to 1, by episodes or by time; null: 0 / 0. */
export interface Rates {
  sensitivity: number | null;
  positivePredictivity: number | null;
}

export interface ClassResult {
  name: string;
  /** What a monitor calls for. */
  alarm: boolean;
  /** Of the annotations, that count; `detected`: those with an alarm. */
  episodes: { count: number; detected: number };
  /** `right`: over such an episode; `unjudged`: wholly in time without a class, or over an episode too short to count. */
  alarms: { right: number; false: number; unjudged: number };
  byEpisode: Rates;
  /** Hops: of the class; in alarms of it, with any class; both. */
  duration: { referenceHops: number; alarmHops: number; sharedHops: number } & Rates;
  /** s, to the millisecond; of detected episodes whose beginning was seen and that no alarm was raised before; null: of none. */
  delay: { episodes: number; median: number; percentile90: number } | null;
}

/** One condition: with a noise or none, with the guard or without. */
export interface ConditionResult {
  noise: { kind: NoiseKind; snrDb: number } | null;
  guard: boolean;
  /** `known`: with a class by the rule; `flagged`: held back by the guard. */
  hops: { all: number; known: number; flagged: number; knownFlagged: number };
  /** Share of hops that have a class and are not held back; null: of none. */
  right: { hops: number; share: number | null; standardError: number | null };
  /** Of classes that are an alarm; an hour: of time with a class. */
  falseAlarms: { count: number; perHour: number | null; unjudged: number };
  /** All episodes and alarms of classes that are an alarm, together. */
  byEpisode: { episodes: number; detected: number; alarms: number; right: number } & Rates;
  perClass: ClassResult[];
  /** Patients, which are what a standard error counts. */
  groups: { name: string; scored: number; right: number }[];
}

/** What a sliding monitor was worth on whole recordings. */
export interface ContinuousResult {
  made: z.infer<typeof madeSchema> | null;
  settings: ContinuousSettings;
  recordings: { names: string[]; folds: number; spans: number; hours: number };
  classes: string[];
  /** The first one is as it was recorded, without guard. */
  conditions: ConditionResult[];
}
