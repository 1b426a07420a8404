import { basename } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import { INVALID_SAMPLE } from '../../data/readers/format212.js';
import { recordedOf } from '../../data/recorded.js';
import { classesOf, type SignalSet } from '../../data/signal-set.js';
import { interpreting } from '../../evaluate/continuous/classifiers.js';
import {
  alarmEpisodes,
  type Episode,
  hopRules,
  judgeAlarm,
  referenceEpisodes,
} from '../../evaluate/continuous/episodes.js';
import { settingsFor } from '../../evaluate/continuous/settings.js';
import { codesOf, guarded, NO_CLASS, segmentsOf, windowsIn } from '../../evaluate/continuous/sliding.js';
import { UserError } from '../../support/errors.js';
import { closest } from '../../support/nearest.js';
import type { PageData } from '../data.js';
import { packed } from '../packed.js';

/** A whole recording with the classes as they came, against its annotations. */
export interface RecordingFacts {
  data: NonNullable<PageData['recording']>;
  name: string;
  source: string;
  hops: { all: number; known: number; right: number; heldBack: number };
  /** Alarms in time without that class, with what was annotated there. */
  falseAlarms: { class: string; from: number; to: number; annotated: string }[];
  rules: { hopSeconds: number; shortestAlarm: number; bridgedAlarm: number };
}

/** Columns of the drawn signal. */
const COLUMNS = 40_000;

/**
 * Slides the integer network over one recording of `set`, a window each second, with the guard on.
 *
 * @throws UserError for data without recordings, and for a name that none has
 */
export function recordingFacts({ model }: Hardware, set: SignalSet, name: string): RecordingFacts {
  const { recordings } = recordedOf(set);
  const recording = recordings.findIndex((one) => one.name === name);
  if (recording < 0) {
    const names = recordings.map((one) => one.name);
    throw new UserError({
      where: '--recording',
      message: 'no such recording',
      value: name,
      allowed: names.join(', '),
      ...(closest(name, names) === undefined ? {} : { fix: closest(name, names)! }),
    });
  }
  const settings = settingsFor(set, {});
  const codes = codesOf(set, recording);
  const { channels, codeBits } = set.inputs[0];
  const length = codes.length / channels;
  const classes = classesOf(set).names;
  const seconds = (sample: number) => sample / settings.rateHz;
  const rules = hopRules(settings.durations, settings);
  const classify = interpreting(model);

  const truths: Strip[] = [];
  const told: Strip[] = [];
  const alarms: (Strip & { annotated: string })[] = [];
  const hops = { all: 0, known: 0, right: 0, heldBack: 0 };
  for (const segment of segmentsOf(set, [{ recording, from: 0, to: length }], settings)) {
    const windows = windowsIn(segment, codes, channels, settings);
    const plain = Int16Array.from(classify(windows));
    const predicted =
      settings.guard === null
        ? plain
        : guarded(plain, windows, { channels, codeBits: codeBits!, guard: settings.guard });
    // A window's class holds for the hop that ends with it.
    const at = (hop: number) => seconds(segment.from + settings.windowSamples + (hop - 1) * settings.hopSamples);
    const strips = ({ truth }: { truth: ArrayLike<number> }) =>
      runs(truth).map((run) => ({ ...run, from: at(run.first), to: at(run.last + 1) }));
    truths.push(...strips(segment));
    told.push(...strips({ truth: predicted }));
    for (let hop = 0; hop < predicted.length; hop++) {
      hops.all++;
      if (predicted[hop] === NO_CLASS && plain[hop] !== NO_CLASS) hops.heldBack++;
      if (segment.truth[hop] === NO_CLASS || predicted[hop] === NO_CLASS) continue;
      hops.known++;
      if (segment.truth[hop] === predicted[hop]) hops.right++;
    }
    for (const name of settings.scored.filter((one) => !settings.quiet.includes(one))) {
      const label = classes.indexOf(name);
      const episodes = referenceEpisodes(segment.truth, label, rules);
      for (const alarm of alarmEpisodes(predicted, label, rules))
        if (judgeAlarm(segment.truth, alarm, episodes) === 'false')
          alarms.push({
            label,
            from: at(alarm.first),
            to: at(alarm.last + 1),
            annotated: commonest(segment.truth, alarm, classes),
          });
    }
  }
  const used = classes.filter((_, label) => [...truths, ...told].some((strip) => strip.label === label));
  const of = (strips: readonly Strip[], name: string) => strips.filter(({ label }) => classes[label] === name);
  const tenths = (strips: readonly Strip[]) => ({
    starts: packed(strips.map(({ from }) => Math.round(10 * from))),
    lengths: packed(strips.map(({ from, to }) => Math.round(10 * to) - Math.round(10 * from))),
  });
  return {
    data: {
      timeline: {
        unit: 'tenth of a second',
        from: 0,
        to: Math.ceil(10 * seconds(length)),
        rows: used.map((label) => ({
          label,
          kinds: [
            { style: 'hatched', label: 'annotated', ...tenths(of(truths, label)) },
            { style: 'solid', label: 'told', ...tenths(of(told, label)) },
            { style: 'mark', label: 'false alarm', ...tenths(of(alarms, label)) },
          ],
        })),
        bands: [],
      },
      signal: {
        columns: Math.min(COLUMNS, length),
        extremes: packed(extremes(codes, channels, length)),
        from: 0,
        to: Math.ceil(10 * seconds(length)),
      },
    },
    name,
    source: basename(set.provenance.source),
    hops,
    falseAlarms: alarms
      .map(({ label, from, to, annotated }) => ({ class: classes[label]!, from, to, annotated }))
      .sort((a, b) => a.from - b.from),
    rules: {
      hopSeconds: settings.hopSamples / settings.rateHz,
      shortestAlarm: settings.durations.shortestAlarm,
      bridgedAlarm: settings.durations.bridgedAlarm,
    },
  };
}

interface Strip {
  label: number;
  from: number;
  to: number;
}

/** Rows of hops of one class. */
function runs(labels: ArrayLike<number>): (Episode & { label: number })[] {
  const all: (Episode & { label: number })[] = [];
  for (let hop = 0; hop < labels.length; hop++) {
    const label = labels[hop]!;
    const last = all.at(-1);
    if (last?.label === label && last.last === hop - 1) last.last = hop;
    else if (label !== NO_CLASS) all.push({ label, first: hop, last: hop });
  }
  return all;
}

/** What is annotated for most of an alarm's time; an alarm that can be judged has such a time. */
function commonest(truth: Int16Array, { first, last }: Episode, classes: readonly string[]): string {
  const counts = new Map<number, number>();
  for (const label of truth.subarray(first, last + 1))
    if (label !== NO_CLASS) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [label] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
  return classes[label]!;
}

/** Least and largest code of the first channel in each column; of one without a valid sample 1 and 0. */
function extremes(codes: ArrayLike<number>, channels: number, length: number): Int32Array {
  const columns = Math.min(COLUMNS, length);
  const found = new Int32Array(2 * columns);
  for (let column = 0; column < columns; column++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = Math.floor((column * length) / columns); i < Math.floor(((column + 1) * length) / columns); i++) {
      const code = codes[i * channels]!;
      if (code === INVALID_SAMPLE) continue;
      low = Math.min(low, code);
      high = Math.max(high, code);
    }
    found.set(low <= high ? [low, high] : [1, 0], 2 * column);
  }
  return found;
}
