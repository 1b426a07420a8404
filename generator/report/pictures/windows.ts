import { basename } from 'node:path';
import { sampleOf } from '../../data/recorded.js';
import { type Codes, type SignalSet, windowCodes } from '../../data/signal-set.js';
import { ofSeveral } from '../../network/task.js';
import { printable } from '../../support/printable.js';
import { PALETTE, type PictureSpec } from './render.js';

const COLUMNS = 2;
/** Of each window, in pixels. */
const WIDTH = 440;
const HEIGHT = 96;

/** The unit stands at the last number of the axis. */
const LAST_IN_SECONDS = "datum.index === 1 ? datum.label + ' s' : datum.label";

/** A window to be shown: what it shows, and which of the set it is. */
export interface Shown {
  title: string;
  window: number;
}

/** Windows without classes that are shown. */
const SPREAD = 6;

/** Of each class that has windows the one in the middle of them, in the order of classes; without classes some, spread evenly over the set. */
export function shownWindows({ targets, per, names }: SignalSet): Shown[] {
  const all = [...names.keys()];
  if (targets?.kind !== 'classes' || per !== 'window') {
    const count = Math.min(SPREAD, all.length);
    const spread = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * all.length) / count));
    return spread.map((window) => ({ title: per === 'window' ? targetsIn(targets, window) : '', window }));
  }
  return targets.names.flatMap((title, label) => {
    const own = all.filter((i) => targets.labels[i] === label);
    return own.length === 0 ? [] : [{ title, window: middle(own) }];
  });
}

/** What holds of a window, in words: labels, or values with their units. */
function targetsIn(targets: SignalSet['targets'], window: number): string {
  if (targets === null || targets.kind === 'classes') return '';
  if (ofSeveral(targets))
    return targets.outputs
      .map(({ name, targets: own }) =>
        own.kind === 'classes' ? `${name} ${own.names[own.labels[window]!]}` : targetsIn(own, window),
      )
      .join('; ');
  const { names } = targets;
  const from = window * names.length;
  if (targets.kind === 'labels') return names.filter((_, i) => targets.bits[from + i] === 1).join(', ') || 'no label';
  const { values, units = [] } = targets;
  return names.map((name, i) => [name, Number(values[from + i]!.toPrecision(4)), units[i]].join(' ').trim()).join(', ');
}

const middle = (indices: readonly number[]) => indices[Math.floor(indices.length / 2)]!;

/** Windows of all classes, or some, in their units over its time, each with a scale of its own; channels lie over each other. */
export function windowsPicture(set: SignalSet): PictureSpec {
  const [{ samples, channels, rateHz }] = set.inputs;
  const shown = shownWindows(set);
  const drawn = Math.min(channels, PALETTE.length);
  const classes = set.targets?.kind === 'classes' && set.per === 'window' ? set.targets.names : [];
  const labelled = classes.length > 0;
  const absent = classes.filter((name) => !shown.some(({ title }) => title === name));
  const labels = channelLabels(set, drawn);
  const x = {
    field: 't',
    type: 'quantitative',
    scale: { domain: [0, samples / (rateHz ?? 1)], nice: false },
    axis: {
      tickCount: 10,
      ...(rateHz === undefined ? { title: 'sample' } : { title: null, labelExpr: LAST_IN_SECONDS }),
    },
  };
  const y = {
    field: 'v',
    type: 'quantitative',
    scale: { zero: false, nice: true },
    axis: { title: unitsOf(set, drawn), tickCount: 4 },
  };
  const color = {
    field: 'channel',
    type: 'nominal',
    scale: { domain: labels, range: PALETTE.slice(0, drawn) },
    legend: channels === 1 ? null : { title: null, orient: 'top', symbolType: 'stroke' },
  };
  return {
    title: {
      text: printable(`${basename(set.provenance.source)}: ${titleOf(labelled, shown.length)}`),
      subtitle: [
        ...(labelled ? ['The one in the middle of its class; each has a scale of its own.'] : []),
        ...(set.recorded === undefined ? [] : ['Letters: beats as they are annotated.']),
        ...(drawn < channels ? [`Channels 0 to ${drawn - 1} of ${channels}.`] : []),
        ...(absent.length > 0 ? [`Without a window: ${absent.join(', ')}.`] : []),
      ],
    },
    columns: COLUMNS,
    spacing: { row: 14, column: 28 },
    concat: shown.map(({ title, window }) => ({
      title: {
        text: printable(title),
        subtitle: printable(set.names[window]!),
        frame: 'group',
        offset: 6,
        subtitlePadding: 2,
        subtitleColor: '#555555',
      },
      width: WIDTH,
      height: HEIGHT,
      layer: [
        {
          data: {
            values: labels.flatMap((channel, c) => pointsOf(set, window, c).map((point) => ({ channel, ...point }))),
          },
          mark: { type: 'line', strokeWidth: 1, interpolate: 'linear' },
          encoding: { x, y, color },
        },
        {
          data: { values: beatsOf(set, window) },
          mark: { type: 'text', fontSize: 10, color: '#555555', baseline: 'bottom' },
          encoding: { x, y: { value: -2 }, text: { field: 'symbol', type: 'nominal' } },
        },
      ],
    })),
    resolve: { scale: { x: 'shared', y: 'independent', color: 'shared' }, axis: { x: 'independent' } },
  } as PictureSpec;
}

/** What is shown, in words. */
const titleOf = (labelled: boolean, count: number) =>
  labelled ? 'one window of each class' : count === 1 ? 'a window' : `${count} windows`;

/** Of a channel: of each pixel's samples the lowest and the highest, in their order, which draw as all of them do. */
function pointsOf(set: SignalSet, window: number, channel: number): { t: number; v: number }[] {
  const [{ samples, channels, rateHz = 1 }] = set.inputs;
  const codes = windowCodes(set, window);
  const value = converted(set, channel);
  return extremes(codes, channel, channels, samples).map((sample) => ({
    t: sample / rateHz,
    v: value(codes[sample * channels + channel]!),
  }));
}

/** Samples to draw, ascending. */
function extremes(codes: Codes, channel: number, channels: number, samples: number): number[] {
  const kept: number[] = [];
  const columns = Math.min(samples, WIDTH);
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * samples) / columns);
    const to = Math.floor(((column + 1) * samples) / columns);
    let [low, high] = [from, from];
    for (let i = from; i < to; i++) {
      const code = codes[i * channels + channel]!;
      if (code < codes[low * channels + channel]!) low = i;
      if (code > codes[high * channels + channel]!) high = i;
    }
    kept.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  return kept;
}

/** Beats of a window that is cut from an annotated recording. */
function beatsOf(set: SignalSet, window: number): { t: number; symbol: string }[] {
  const { inputs, recorded } = set;
  if (recorded === undefined) return [];
  const [{ samples, rateHz = 1 }] = inputs;
  const from = sampleOf(set, window);
  const { beats } = recorded.recordings[recorded.of[window]!]!.marks;
  return beats.samples.flatMap((sample, i) =>
    sample >= from && sample < from + samples ? [{ t: (sample - from) / rateHz, symbol: beats.symbols[i]! }] : [],
  );
}

/** From codes to units; codes where the data set does not say how. */
function converted({ inputs: [{ zero, gain }] }: SignalSet, channel: number): (code: number) => number {
  if (zero === undefined || gain === undefined) return (code) => code;
  return (code) => (code - zero[channel]!) / gain[channel]!;
}

/** Names of channels, with their units where these differ. */
function channelLabels({ inputs: [{ units }] }: SignalSet, channels: number): string[] {
  const differ = new Set(units?.slice(0, channels)).size > 1;
  return Array.from({ length: channels }, (_, c) => (differ ? `channel ${c}, ${units![c]}` : `channel ${c}`));
}

/** Title of the axis of values. */
function unitsOf({ inputs: [{ zero, gain, units }] }: SignalSet, channels: number): string {
  if (zero === undefined || gain === undefined) return 'ADC code';
  return [...new Set(units?.slice(0, channels))].join(', ') || 'units';
}
