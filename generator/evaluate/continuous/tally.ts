import type { Marks } from '../../data/labelling/marks.js';
import { alarmEpisodes, type Episode, type HopRules, judgeAlarm, overlap, referenceEpisodes } from './episodes.js';
import { onsetOf } from './onset.js';
import { NO_CLASS, type Segment } from './sliding.js';

/** Counts of one class over segments; durations in hops. */
export interface ClassCounts {
  /** Episodes of the annotations that count, and those of them with an alarm. */
  episodes: number;
  detected: number;
  /** Alarms that overlap such an episode; those that overlap none; and those that cannot be judged. */
  rightAlarms: number;
  falseAlarms: number;
  unjudgedAlarms: number;
  /** Hops of the class, hops with any class in alarms of it, and hops that are both. */
  referenceHops: number;
  alarmHops: number;
  sharedHops: number;
  /** s from the beginning of an episode to the alarm, of episodes whose beginning was seen, without an alarm that was on before. */
  delays: number[];
}

/** Where an alarm is counted. */
const ALARMS = { right: 'rightAlarms', false: 'falseAlarms', unjudged: 'unjudgedAlarms' } as const;

/** Hops of a patient that have a class and are not held back, and those that are right. */
export interface GroupCounts {
  scored: number;
  right: number;
}

/** What stays the same over all segments. */
export interface TallyRules extends HopRules {
  /** Samples a second. */
  rateHz: number;
  windowSamples: number;
  hopSamples: number;
  /** Rhythms of each class; see `rhythmsOf`. */
  rhythms: readonly ReadonlySet<string>[];
}

/** Counts over segments of many recordings. */
export class Tally {
  readonly classes: ClassCounts[];
  readonly groups = new Map<string, GroupCounts>();
  hops = 0;
  /** Hops with a class. */
  known = 0;
  /** Hops that the guard held back, and those of them with a class. */
  flagged = 0;
  knownFlagged = 0;

  constructor(readonly rules: TallyRules) {
    this.classes = rules.rhythms.map(() => ({
      ...{ episodes: 0, detected: 0, rightAlarms: 0, falseAlarms: 0, unjudgedAlarms: 0 },
      ...{ referenceHops: 0, alarmHops: 0, sharedHops: 0, delays: [] },
    }));
  }

  /** @param predicted class of each hop; `NO_CLASS` where the guard held it back */
  add(segment: Segment, predicted: ArrayLike<number>, { marks, group }: { marks: Marks; group: string }): void {
    this.#addHops(segment.truth, predicted, group);
    for (const label of this.classes.keys()) this.#addEpisodes(segment, predicted, marks, label);
  }

  #addHops(truth: Int16Array, predicted: ArrayLike<number>, group: string): void {
    const own = this.groups.get(group) ?? { scored: 0, right: 0 };
    this.groups.set(group, own);
    this.hops += truth.length;
    for (let hop = 0; hop < truth.length; hop++) {
      const known = truth[hop] !== NO_CLASS;
      const held = predicted[hop] === NO_CLASS;
      if (known) this.known++;
      if (held) this.flagged++;
      if (known && held) this.knownFlagged++;
      if (known && !held) {
        own.scored++;
        if (predicted[hop] === truth[hop]) own.right++;
      }
    }
  }

  #addEpisodes(segment: Segment, predicted: ArrayLike<number>, marks: Marks, label: number): void {
    const { truth } = segment;
    const counts = this.classes[label]!;
    const episodes = referenceEpisodes(truth, label, this.rules);
    const { counted, short } = episodes;
    const alarms = alarmEpisodes(predicted, label, this.rules);
    counts.episodes += counted.length;
    for (const alarm of alarms) counts[ALARMS[judgeAlarm(truth, alarm, episodes)]]++;
    const all = [...counted, ...short].sort((a, b) => a.first - b.first);
    const own = this.rules.rhythms[label]!;
    for (const episode of counted) {
      const alarm = alarms.find((one) => overlap(one, episode));
      if (alarm === undefined) continue;
      counts.detected++;
      const onset = onsetOf(segment, episode, all[all.indexOf(episode) - 1], marks, own, this.rules);
      const raised = this.#raised(segment, alarm);
      if (onset !== undefined && raised >= onset) counts.delays.push((raised - onset) / this.rules.rateHz);
    }
    this.#addDurations(truth, alarms, label, counts);
  }

  /** Behind the last sample of the window in which an alarm is raised. */
  #raised({ from }: Segment, { first }: Episode): number {
    const { shortestAlarm, windowSamples, hopSamples } = this.rules;
    return from + (first + shortestAlarm - 1) * hopSamples + windowSamples;
  }

  #addDurations(truth: Int16Array, alarms: readonly Episode[], label: number, counts: ClassCounts): void {
    for (const one of truth) if (one === label) counts.referenceHops++;
    for (const { first, last } of alarms)
      for (let hop = first; hop <= last; hop++) {
        if (truth[hop] !== NO_CLASS) counts.alarmHops++;
        if (truth[hop] === label) counts.sharedHops++;
      }
  }
}
