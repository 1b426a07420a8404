import { groupBy } from './group-by.js';
import type { Recorded, Recording } from './recording.js';
import { classesOf, type LeftOut, type SignalSet, windowCodes } from './signal-set.js';
import { summariseTargets, type TargetSummary } from './target-summary.js';

/** ADC codes over all fragments; sd is the population's standard deviation. */
export interface CodeSummary {
  min: number;
  max: number;
  mean: number;
  sd: number;
}

/** Windows of a recording by class, in the order of classes, and those that were left out by reason; none of 0. */
export interface RecordingSummary extends Pick<Recording, 'lead' | 'group' | 'scored'> {
  record: string;
  windows: number;
  classes: { name: string; windows: number }[];
  leftOut: { why: string; windows: number }[];
}

export interface DataSummary {
  source: string;
  fragments: number;
  /** Samples of each fragment, of each channel. */
  samples: number;
  channels: number;
  /** Classes in order; groups (patients, machines, ...) sorted. Empty: the fragments have none. */
  classes: { name: string; fragments: number; groups: string[] }[];
  /** Targets that are no classes. */
  targets?: TargetSummary;
  /** Number of groups in all. */
  groups: number;
  /** Names of the fragments of each group of byte-identical ones. */
  duplicates: string[][];
  /** Of each channel. */
  codes: CodeSummary[];
  /** Of windows that are cut from annotated recordings; `leftOut`: records, leads and annotations. */
  recordings?: { rows: RecordingSummary[]; leftOut: LeftOut[] } | undefined;
}

const NO_CLASSES = { names: [], labels: [] };

/** What a user wants to know of a set before trusting a figure made from it. */
export function summarise(set: SignalSet): DataSummary {
  const [{ samples, channels }] = set.inputs;
  const targets = summariseTargets(set);
  const { names: classes, labels } = set.targets === null || targets !== null ? NO_CLASSES : classesOf(set);
  const all = [...set.names.keys()];
  const copies = [...groupBy(all, (i) => set.hashes[i]!).values()].filter((group) => group.length > 1);
  return {
    source: set.provenance.source,
    fragments: all.length,
    samples,
    channels,
    classes: classes.map((name, label) => {
      const own = all.filter((i) => labels[i] === label);
      return { name, fragments: own.length, groups: [...new Set(own.map((i) => set.groups[i]!))].sort() };
    }),
    ...(targets !== null && { targets }),
    groups: new Set(set.groups).size,
    duplicates: copies.map((group) => group.map((i) => set.names[i]!)),
    codes: Array.from({ length: channels }, (_, channel) => ofChannel(set, channel)),
    ...(set.recorded && { recordings: recordingsOf(set, set.recorded) }),
  };
}

function recordingsOf(set: SignalSet, { recordings, of }: Recorded): DataSummary['recordings'] {
  const { names, labels } = classesOf(set);
  const { leftOut = [] } = set.provenance;
  const counts = recordings.map(() => new Array<number>(names.length).fill(0));
  of.forEach((recording, i) => {
    counts[recording]![labels[i]!]!++;
  });
  const rows = recordings.map(({ name: record, lead, group, scored }, r): RecordingSummary => {
    const classes = names.map((name, label) => ({ name, windows: counts[r]![label]! }));
    const own = leftOut.filter((one) => one.what === 'window' && one.recording === record && one.lead === lead);
    return {
      record,
      lead,
      group,
      scored,
      windows: classes.reduce((sum, { windows }) => sum + windows, 0),
      classes: classes.filter(({ windows }) => windows > 0),
      leftOut: own.map(({ why, count: windows }) => ({ why, windows })),
    };
  });
  return { rows, leftOut: leftOut.filter(({ what }) => what !== 'window') };
}

function ofChannel(set: SignalSet, channel: number): CodeSummary {
  const counts = histogram(set, channel);
  const found = [...counts.keys()].filter((i) => counts[i]! > 0).map((i) => i - MAX_NEGATIVE);
  // Sums of whole numbers below 2^53 are exact: 2^11 squared for up to 2^31 samples.
  const sumOf = (value: (code: number) => number) =>
    found.reduce((total, code) => total + value(code) * counts[code + MAX_NEGATIVE]!, 0);
  const [sum, squares, n] = [sumOf((code) => code), sumOf((code) => code * code), sumOf(() => 1)];
  const mean = sum / n;
  return { min: found[0] ?? 0, max: found.at(-1) ?? 0, mean, sd: Math.sqrt(Math.max(0, squares / n - mean * mean)) };
}

const MAX_NEGATIVE = 2 ** 15;

/** How often every code of 16 bits, signed or not, occurs in a channel of the windows; [code + 2^15]. One pass, as sets may hold 10^9 codes. */
function histogram(set: SignalSet, channel: number): Float64Array {
  const counts = new Float64Array(3 * MAX_NEGATIVE);
  const [{ channels }] = set.inputs;
  for (let w = 0; w < set.names.length; w++) {
    const codes = windowCodes(set, w);
    for (let i = channel; i < codes.length; i += channels) counts[codes[i]! + MAX_NEGATIVE]!++;
  }
  return counts;
}
