import { join } from 'node:path';
import { type EdfFile, parseEdf, rateOf } from '../readers/edf-file.js';
import { readBytes } from '../readers/read-bytes.js';
import { type Draft, type Listing, ofKind } from './draft.js';

/** s of a window where nothing says its length. */
const SECONDS = 10;
/** Recordings that are looked into, and texts of annotations that are told. */
const [LOOKED, NAMED] = [200, 10];

/** Recordings in EDF or BDF. */
export async function understandEdf(listing: Listing): Promise<Draft | null> {
  const files = ofKind(listing, 'edf', 'bdf');
  if (files.length === 0) return null;
  const looked = files.slice(0, LOOKED).map((file) => whatIsIn(parseEdf(readBytes(join(listing.dir, file)), file)));
  const [first] = looked as [(typeof looked)[number]];
  if (first.labels.length === 0) return null;
  const { rateHz, labels, left } = first;
  const unlike = looked.filter((other) => other.labels.join() !== labels.join()).length;
  const spans = looked.flatMap((one) => one.spans);
  const classes = [...new Set(spans.map(({ text }) => text))].sort();
  const texts = [...new Set(looked.flatMap((one) => one.texts))];
  const seconds = spans.reduce((least, { duration }) => Math.min(least, duration!), SECONDS);
  const shortest = Math.min(...looked.map(({ longest }) => longest));
  const samples = Math.max(1, Math.min(shortest, Math.round(seconds * rateHz)));
  return {
    reader: 'edf',
    options: {
      ...(files.some((file) => file.includes('/')) && { files }),
      ...(unlike === 0 && { signals: labels }),
    },
    classes,
    samples,
    channels: labels.length,
    rateHz,
    ...(unlike === 0 && { units: first.units }),
    assumed: [
      `windows last ${Number((samples / rateHz).toPrecision(4))} s`,
      ...(unlike > 0
        ? [`${unlike} recordings have other signals than ${labels.join(', ')}: the first ones of each are taken`]
        : []),
      ...(left.length > 0 ? [`signals of other rates are not read: ${left.join(', ')}`] : []),
      ...(classes.length > 0 ? ['annotations with a duration are classes'] : []),
      ...(classes.length === 0 && texts.length > 0
        ? [
            `annotations are not read (${texts.slice(0, NAMED).join(', ')}); classes and options.annotations.before make windows around them`,
          ]
        : []),
    ],
  };
}

function whatIsIn(recording: EdfFile) {
  const there = recording.signals.filter(({ annotations }) => !annotations);
  const signals = there.filter(({ samples }) => samples === there[0]!.samples);
  const [first] = signals;
  return {
    labels: signals.map(({ label }) => label),
    units: signals.map(({ unit }) => unit || '1'),
    left: there.filter((one) => !signals.includes(one)).map(({ label }) => label),
    rateHz: first === undefined ? 0 : rateOf(recording, first),
    longest: recording.segments.reduce((most, { records }) => Math.max(most, records * (first?.samples ?? 0)), 0),
    spans: recording.annotations.filter(({ duration }) => duration !== null && duration > 0),
    texts: [...new Set(recording.annotations.map(({ text }) => text))],
  };
}
