import { join } from 'node:path';
import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { listFiles } from './class-folder-files.js';
import { type EdfFile, edfValues, parseEdf, rateOf } from './edf-file.js';
import type { EdfSignal } from './edf-header.js';
import { type EdfOptions, edfOptions } from './edf-options.js';
import {
  type Cut,
  type EdfLeft,
  type EdfWindow,
  windowsAround,
  windowsOfSegments,
  windowsWithin,
} from './edf-windows.js';
import { readBytes } from './read-bytes.js';
import type { About, Reader } from './reader.js';
import { RealWindows } from './real-windows.js';

/** Texts of annotations that a message names. */
const NAMED = 20;

/**
 * Recordings in EDF, EDF+ (with gaps or without), BDF and BDF+, cut into windows that never lie over a gap. With classes, these
 * come from annotations; each recording is a group.
 */
export const edf: Reader<EdfOptions> = {
  options: edfOptions,
  *read(dir, given, about) {
    const windows = new RealWindows(dir, about);
    const files = given.files ?? recordingsIn(dir);
    const told = new Told();
    for (const [i, file] of files.entries()) {
      const where = join(dir, file);
      try {
        const recording = parseEdf(readBytes(where), where);
        const signals = signalsOf(recording, where, given, about);
        addWindows(windows, { file, where }, recording, signals, given, told);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        windows.refuse(...error.problems);
      }
      yield (i + 1) / files.length;
    }
    told.tell(windows, dir, given);
    return windows.done();
  },
};

/** All recordings of a folder, sorted. Throws UserError when there is none. */
export function recordingsIn(dir: string): string[] {
  return listFiles(dir, 'edf', 'bdf');
}

/** What is to be known of all recordings. */
class Told {
  readonly left: EdfLeft = { outside: 0, instant: 0, several: 0, samples: 0 };
  readonly signals = new Map<string, number>();
  readonly texts = new Map<string, number>();
  labelled = 0;

  tell(windows: RealWindows, where: string, { signals, annotations }: EdfOptions): void {
    const { left, texts } = this;
    const { classes } = windows.about;
    const found = [...texts].sort(([, a], [, b]) => b - a);
    const shown = found
      .slice(0, NAMED)
      .map(([text, n]) => `${text} (${n})`)
      .join(', ');
    if (signals === undefined)
      windows.note(`signals taken: ${[...this.signals].map(([labels, n]) => `${labels} (${n} files)`).join(', ')}`);
    if (classes.length === 0 && found.length > 0)
      windows.note(
        `annotations are not read, as the data set names no classes: windows without targets; there are ${shown}`,
      );
    if (classes.length > 0 && this.labelled === 0) {
      const message = 'no annotation names a class';
      windows.refuse({ where, field: 'annotations', message, value: shown, fix: 'options.annotations.classes' });
    }
    if (left.outside > 0)
      windows.note(`${left.outside} windows around annotations would lie beyond the recording or over a gap`);
    if (left.instant > 0 && annotations.before === undefined)
      windows.note(
        `${left.instant} annotations of classes have no duration; options.annotations.before cuts windows around them`,
      );
    if (left.several > 0) windows.note(`${left.several} s with annotations of several classes are left out`);
    if (left.samples > 0)
      windows.note(`${left.samples} samples at the ends of recordings fill no window and are left out`);
  }
}

/** The signals that become the channels. Throws UserError when they are not what the data set says. */
function signalsOf(file: EdfFile, where: string, { signals: names }: EdfOptions, { input }: About): EdfSignal[] {
  const { channels, rateHz, units } = input;
  const there = file.signals.filter(({ annotations }) => !annotations);
  const labels = there.map(({ label }) => label);
  const chosen =
    names === undefined
      ? there.slice(0, channels)
      : names.flatMap((name) => there.find(({ label }) => label === name) ?? []);
  const allowed = labels.join(', ') || 'no signal is there';
  const absent = (names ?? []).filter((name) => !labels.includes(name));
  const problems = absent.map((value): Problem => {
    const fix = nearest(value, labels);
    return { where, field: 'signals', message: 'no such signal', value, allowed, ...(fix && { fix }) };
  });
  if (absent.length === 0 && chosen.length !== channels)
    problems.push({
      where,
      field: 'channels',
      message: 'not what the data set says',
      value: chosen.length,
      allowed: `${channels}`,
    });
  for (const [c, signal] of chosen.entries()) {
    const rate = rateOf(file, signal);
    const place = { where, message: 'not what the data set says' };
    if (!(Math.abs(rate / rateHz - 1) < 1e-6))
      problems.push({
        ...place,
        field: `rate of ${signal.label}`,
        value: Number.isFinite(rate) ? rate : null,
        allowed: `${rateHz}`,
      });
    const unit = units?.[c];
    if (unit !== undefined && unit !== signal.unit)
      problems.push({ ...place, field: `unit of ${signal.label}`, value: signal.unit, allowed: unit });
  }
  if (problems.length > 0) throw new UserError(problems);
  return chosen;
}

function addWindows(
  windows: RealWindows,
  { file, where }: { file: string; where: string },
  recording: EdfFile,
  signals: EdfSignal[],
  given: EdfOptions,
  told: Told,
): void {
  const { samples, rateHz } = windows.about.input;
  const count = (of: Map<string, number>, key: string) => of.set(key, (of.get(key) ?? 0) + 1);
  count(told.signals, signals.map(({ label }) => label).join('+'));
  for (const { text } of recording.annotations)
    if (told.texts.size < 1000 || told.texts.has(text)) count(told.texts, text);
  const cut = { samples, step: given.step ?? samples, rateHz };
  for (const [i, { segment, from, label }] of windowsIn(
    recording,
    signals[0]!.samples,
    cut,
    given,
    windows.about,
    told,
  ).entries()) {
    if (label !== null) told.labelled++;
    windows.add({
      part: file,
      where,
      name: `${file} (${i})`,
      group: file,
      label,
      values: edfValues(recording, signals, segment, from, samples),
      order: 'samples',
    });
  }
}

function windowsIn(
  { segments, annotations }: EdfFile,
  each: number,
  cut: Cut,
  { annotations: { classes, before } }: EdfOptions,
  about: About,
  { left }: Told,
): EdfWindow[] {
  if (about.classes.length === 0) return windowsOfSegments(segments, each, cut, left);
  const named = new Map(classes === undefined ? about.classes.map((name) => [name, name]) : Object.entries(classes));
  const classOf = (text: string) => named.get(text);
  return before === undefined
    ? windowsWithin(annotations, classOf, segments, each, cut, left)
    : windowsAround(annotations, classOf, segments, each, { ...cut, before }, left);
}
