import { join } from 'node:path';
import { z } from 'zod';
import { type Problem, UserError } from '../../support/errors.js';
import { joinSets, type SignalSet, signalSet } from '../signal-set.js';
import { INVALID_SAMPLE } from './format212.js';
import type { About, Reader } from './reader.js';
import { readWfdb, type WfdbRecord } from './wfdb-record.js';

const options = z.strictObject({
  records: z.array(z.string().min(1)).min(1).describe('names of the records, each a group of its own'),
  signals: z.array(z.int().min(0)).min(1).optional().describe('that become the channels; the first ones if left out'),
});

/** Records of WFDB format 212, cut into windows one after the other; windows without targets. */
export const wfdb: Reader<z.infer<typeof options>> = {
  options,
  *read(dir, { records, signals }, about) {
    const { samples, channels } = about.input;
    const chosen = signals ?? firstSignals(channels);
    const sets: SignalSet[] = [];
    const problems: Problem[] = [];
    for (const name of records) {
      try {
        const record = readWfdb(join(dir, name));
        const set = cutFragments(record, samples, chosen);
        problems.push(...differences(record, chosen, about));
        sets.push(set);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        problems.push(...error.problems);
      }
      yield sets.length / records.length;
    }
    if (problems.length > 0) throw new UserError(problems);
    return joinSets(dir, sets);
  },
};

export const firstSignals = (channels: number) => Array.from({ length: channels }, (_, i) => i);

/** What signals of a record say of themselves against what the data set's file says of all. */
export function differences(
  { source: where, sampleRateHz, signals }: WfdbRecord,
  chosen: readonly number[],
  { input }: About,
): Problem[] {
  const compare = (field: string, value: unknown, expected: unknown): Problem[] =>
    value === undefined || expected === undefined || `${value}` === `${expected}`
      ? []
      : [{ where, field, message: 'not what the data set says', value, allowed: `${expected}` }];
  const of = chosen.map((i) => signals[i]!);
  return [
    ...compare('rate', sampleRateHz, input.rateHz),
    ...of.flatMap(({ adcBits }) => compare('codeBits', adcBits, input.codeBits)),
    ...compare('signals', chosen.length, input.channels),
    ...compare(
      'zero',
      of.every(({ baselineGiven }) => baselineGiven) ? of.map(({ baseline }) => baseline) : undefined,
      input.zero,
    ),
    ...compare(
      'gain',
      of.map(({ gain }) => gain),
      input.gain,
    ),
    ...compare(
      'units',
      of.map(({ units }) => units),
      input.units,
    ),
  ];
}

/**
 * Cuts signals of a record into whole fragments of `samples` codes of each, one fragment after the other; a rest is left,
 * and so are windows in which one of the signals has an invalid sample, of which `notes` tells. Labels are -1. Window i
 * covers samples [i, i + 1) * `samples` of the record, for `annotationsIn`. Codes are taken as they are: whether a model
 * takes them is for `requireFit` to say.
 *
 * @param signals become the channels, in this order
 * @throws UserError for a signal that is not there, signals of codes of different widths, or a record without a whole window
 */
export function cutFragments(record: WfdbRecord, samples: number, signals: readonly number[]): SignalSet {
  const where = record.source;
  const max = record.signals.length - 1;
  const problems: Problem[] = signals
    .filter((signal) => record.signals[signal] === undefined)
    .map((value) => ({ where, field: 'signal', message: 'no such signal', value, allowed: `0 to ${max}` }));
  if (problems.length > 0) throw new UserError(problems);
  const chosen = signals.map((signal) => record.signals[signal]!);
  const [first] = chosen;
  const { adcBits: codeBits } = first!;
  chosen.forEach((other, i) => {
    if (other.adcBits !== codeBits)
      problems.push({
        where,
        field: `signal[${signals[i]}].adcBits`,
        message: `codes of another width than those of signal ${signals[0]}`,
        value: other.adcBits,
        allowed: `${codeBits}`,
      });
  });
  const count = Math.floor(first!.codes.length / samples);
  const windows = validWindows(chosen, samples);
  const invalid = chosen.map(({ codes }) => codes.reduce((n, code) => n + (code === INVALID_SAMPLE ? 1 : 0), 0));
  const which = `signals ${signals.join()}: invalid samples (${INVALID_SAMPLE}): ${invalid.join()} of ${first!.codes.length}`;
  if (count === 0)
    problems.push({ where, message: `${first!.codes.length} samples are too few for one fragment of ${samples}` });
  else if (windows.length === 0)
    problems.push({ where, message: `${which}; each of ${count} windows holds one`, allowed: 'a window without one' });
  if (problems.length > 0) throw new UserError(problems);
  const cut = windows.map((i) => ({
    codes: interleaved(
      chosen.map(({ codes }) => codes.subarray(i * samples, (i + 1) * samples)),
      samples,
    ),
    group: record.name,
    name: `${record.name} (${i})`,
  }));
  const converter = {
    rateHz: record.sampleRateHz,
    codeBits,
    zero: chosen.every(({ baselineGiven }) => baselineGiven) ? chosen.map(({ baseline }) => baseline) : undefined,
    gain: chosen.map(({ gain }) => gain),
    units: chosen.map(({ units }) => units),
  };
  const set = signalSet(record.source, { samples, channels: chosen.length, ...converter }, cut);
  const left = `${where}: ${which}; ${count - windows.length} of ${count} windows hold one and are left out`;
  const notes = invalid.some((n) => n > 0) ? [left] : [];
  return { ...set, windows, provenance: { ...set.provenance, notes } };
}

/** Indices of the whole windows in which no signal has an invalid sample. */
function validWindows(signals: readonly { codes: Int16Array }[], samples: number): number[] {
  const count = Math.floor(signals[0]!.codes.length / samples);
  return Array.from({ length: count }, (_, i) => i).filter(
    (i) => !signals.some(({ codes }) => codes.subarray(i * samples, (i + 1) * samples).includes(INVALID_SAMPLE)),
  );
}

/** Codes of several channels, sample by sample. */
export function interleaved(columns: readonly Int16Array[], samples: number): Int16Array {
  const codes = new Int16Array(samples * columns.length);
  for (let i = 0; i < codes.length; i++) codes[i] = columns[i % columns.length]![Math.floor(i / columns.length)]!;
  return codes;
}
