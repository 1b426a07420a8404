import { join } from 'node:path';
import { z } from 'zod';
import { type Problem, UserError } from '../../support/errors.js';
import { type Codes, joinSets, type SignalSet, signalSet } from '../signal-set.js';
import type { About, Reader } from './reader.js';
import {
  beyondProblem,
  type Coded,
  type CodesOption,
  codesOf,
  codesOption,
  converterOf,
  rangeOf,
  unlikeSignals,
} from './wfdb-codes.js';
import { readWfdb } from './wfdb-record.js';
import type { WfdbRecord } from './wfdb-signals.js';

const options = z.strictObject({
  records: z.array(z.string().min(1)).min(1).describe('names of the records, each a group of its own'),
  signals: z.array(z.int().min(0)).min(1).optional().describe('that become the channels; the first ones if left out'),
  codes: codesOption,
});

/** WFDB records, cut into windows one after the other; windows without targets. */
export const wfdb: Reader<z.infer<typeof options>> = {
  options,
  *read(dir, { records, signals, codes }, about) {
    const { samples, channels } = about.input;
    const chosen = signals ?? firstSignals(channels);
    const sets: SignalSet[] = [];
    const problems: Problem[] = [];
    for (const name of records) {
      try {
        const record = readWfdb(join(dir, name));
        const unlike = [...missingSignals(record, chosen)];
        if (unlike.length === 0) unlike.push(...differences(record, chosen, about, codes));
        if (unlike.length > 0) throw new UserError(unlike);
        sets.push(cutFragments(record, samples, chosen, codes, about.input.codeBits));
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
  record: WfdbRecord,
  chosen: readonly number[],
  { input }: About,
  given?: CodesOption,
): Problem[] {
  const { source: where } = record;
  const compare = (field: string, value: unknown, expected: unknown, fix?: string): Problem[] =>
    value === undefined || expected === undefined || `${value}` === `${expected}`
      ? []
      : [
          {
            where,
            field,
            message: 'not what the data set says',
            value,
            allowed: `${expected}`,
            ...(fix !== undefined && { fix }),
          },
        ];
  const of = chosen.map((i) => record.signals[i]!);
  const { rateHz, zero, gain, units } = converterOf(record, of, given);
  return [
    ...compare('rate', rateHz, input.rateHz),
    ...of.flatMap((signal) => {
      const { codeBits } = converterOf(record, [signal], given);
      const wider = (codeBits ?? 0) - input.codeBits;
      const fix = wider > 0 ? `options.codes.shift: ${wider + (given?.shift ?? 0)}` : undefined;
      return compare('codeBits', codeBits, input.codeBits, fix);
    }),
    ...compare('signals', chosen.length, input.channels),
    ...compare('zero', zero, input.zero),
    ...compare('gain', gain, input.gain),
    ...compare('units', units, input.units),
  ];
}

function missingSignals({ source: where, signals }: WfdbRecord, chosen: readonly number[]): Problem[] {
  const allowed = `0 to ${signals.length - 1}`;
  return chosen
    .filter((signal) => signals[signal] === undefined)
    .map((value) => ({ where, field: 'signal', message: 'no such signal', value, allowed }));
}

/**
 * Cuts signals of a record into whole fragments of `samples` codes of each, one fragment after the other; a rest is left,
 * and so are windows in which one of the signals has an invalid sample, of which `notes` tells. Labels are -1. Window i
 * covers samples [i, i + 1) * `samples` of the record, for `annotationsIn`.
 *
 * @param signals become the channels, in this order
 * @param codeBits that a data set says; left out: those of the header, and whether a model takes the codes is for `requireFit` to say
 * @throws UserError for a signal that is not there, signals of different rates or of codes of different widths, codes beyond those of
 *   the data set or wider than 16 bits, or a record without a whole window
 */
export function cutFragments(
  record: WfdbRecord,
  samples: number,
  signals: readonly number[],
  given?: CodesOption,
  codeBits?: number,
): SignalSet {
  const where = record.source;
  const problems = missingSignals(record, signals);
  if (problems.length > 0) throw new UserError(problems);
  problems.push(...unlikeSignals(record, signals, given));
  const chosen = signals.map((signal) => record.signals[signal]!);
  const converter = converterOf(record, chosen, given);
  const bits = codeBits ?? converter.codeBits;
  problems.push(...tooWide(where, bits));
  if (problems.length > 0) throw new UserError(problems);
  const coded = chosen.map((signal) =>
    codesOf(signal, bits, given, codeBits === undefined ? undefined : rangeOf(codeBits)),
  );
  coded.forEach(({ beyond }, i) => {
    if (beyond === undefined) return;
    const fix = beyond.code < 0 ? { fix: 'a data set file with options.codes.offset' } : {};
    problems.push({ ...beyondProblem(where, signals[i]!, beyond, bits ?? 15), ...fix });
  });
  const { length } = coded[0]!.codes;
  const count = Math.floor(length / samples);
  const windows = wholeWindows(coded, samples);
  const invalid = coded.map(({ holes }) => holes.reduce((sum, { from, to }) => sum + to - from, 0));
  const marks = [...new Set(chosen.map((signal) => signal.invalid))].join();
  const which = `signals ${signals.join()}: invalid samples (${marks}): ${invalid.join()} of ${length}`;
  if (count === 0) problems.push({ where, message: `${length} samples are too few for one fragment of ${samples}` });
  else if (windows.length === 0)
    problems.push({ where, message: `${which}; each of ${count} windows holds one`, allowed: 'a window without one' });
  if (problems.length > 0) throw new UserError(problems);
  const cut = windows.map((i) => ({
    codes: interleaved(
      coded.map(({ codes }) => codes.subarray(i * samples, (i + 1) * samples)),
      samples,
    ),
    group: record.name,
    name: `${record.name} (${i})`,
  }));
  const set = signalSet(record.source, { samples, channels: chosen.length, ...converter, codeBits: bits }, cut);
  const left = `${where}: ${which}; ${count - windows.length} of ${count} windows hold one and are left out`;
  const notes = invalid.some((n) => n > 0) ? [left] : [];
  return { ...set, windows, provenance: { ...set.provenance, notes } };
}

function tooWide(where: string, bits: number | undefined): Problem[] {
  if (bits === undefined || (bits >= 1 && bits <= 16)) return [];
  const fix = bits > 16 ? { fix: `a data set file with options.codes.shift: ${bits - 16}` } : {};
  return [{ where, field: 'codeBits', message: 'no width of codes', value: bits, allowed: '1 to 16', ...fix }];
}

/** Indices of the whole windows in which no signal has an invalid sample. */
function wholeWindows(signals: readonly Coded[], samples: number): number[] {
  const holed = new Set<number>();
  for (const { holes } of signals)
    for (const { from, to } of holes) for (let i = Math.floor(from / samples); i * samples < to; i++) holed.add(i);
  const count = Math.floor(signals[0]!.codes.length / samples);
  return Array.from({ length: count }, (_, i) => i).filter((i) => !holed.has(i));
}

/** Codes of several channels, sample by sample. */
export function interleaved(columns: readonly Codes[], samples: number): Codes {
  const length = samples * columns.length;
  const codes = columns[0] instanceof Uint16Array ? new Uint16Array(length) : new Int16Array(length);
  for (let i = 0; i < codes.length; i++) codes[i] = columns[i % columns.length]![Math.floor(i / columns.length)]!;
  return codes;
}
