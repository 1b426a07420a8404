import { z } from 'zod';
import type { Problem } from '../../support/errors.js';
import type { Codes, Converter } from '../signal-set.js';
import { INVALID_SAMPLE } from './format212.js';
import type { WfdbSignalSpec } from './wfdb-signal-line.js';
import type { WfdbRecord, WfdbSignal } from './wfdb-signals.js';

/** Option of readers of records. */
export const codesOption = z
  .strictObject({
    offset: z
      .int()
      .optional()
      .describe("added to samples; left out: what makes the least one of the header's converter 0"),
    shift: z
      .int()
      .min(0)
      .max(24)
      .default(0)
      .describe('lowest bits that are left out, of samples of more than 16 bits or of a converter that fills them'),
  })
  .prefault({})
  .describe('how samples become codes: `(sample + offset) >> shift`');

export type CodesOption = z.infer<typeof codesOption>;
const AS_STORED: CodesOption = { shift: 0 };

/** Samples [from, to). */
export interface Span {
  from: number;
  to: number;
}

/** Unsigned codes of a signal. */
export interface Coded {
  /** `INVALID_SAMPLE` where there is no sample; of 16 bits, which leave no code for it, 0. */
  codes: Codes;
  /** Spans without a sample, in the order of time. */
  holes: Span[];
  /** The first code that the converter does not give. */
  beyond: { sample: number; code: number } | undefined;
}

/** What is added to samples: converters of n bits give n-bit codes about their zero (header(5)). */
const offsetOf = ({ adcBits, adcZero, adcZeroGiven }: WfdbSignalSpec, { offset }: CodesOption): number =>
  offset ?? (adcBits !== undefined && adcZeroGiven ? 2 ** (adcBits - 1) - adcZero : 0);

/** Of the codes of signals, as far as their headers tell. */
export function converterOf(
  { sampleRateHz }: Pick<WfdbRecord, 'sampleRateHz'>,
  signals: readonly WfdbSignalSpec[],
  given = AS_STORED,
): Converter & { rateHz: number } {
  const steps = 2 ** given.shift;
  const [first] = signals;
  const bits = given.offset === undefined ? first?.adcBits : undefined;
  return {
    // A frame may last a time whose inverse is rounded.
    rateHz: Number((sampleRateHz * (first?.samplesPerFrame ?? 1)).toPrecision(12)),
    codeBits: bits === undefined ? undefined : bits - given.shift,
    zero: signals.every(({ baselineGiven }) => baselineGiven)
      ? signals.map((signal) => Math.round((signal.baseline + offsetOf(signal, given)) / steps))
      : undefined,
    gain: signals.map(({ gain }) => gain / steps),
    units: signals.map(({ units }) => units),
  };
}

/**
 * The codes of a signal.
 *
 * @param codeBits 16 are held without a sign; undefined: not known
 * @param range least and largest code that is one; left out: what is held
 */
export function codesOf(
  signal: WfdbSignal,
  codeBits: number | undefined,
  given = AS_STORED,
  range = heldBy(codeBits),
): Coded {
  const { codes: samples, invalid } = signal;
  const offset = offsetOf(signal, given);
  const steps = 2 ** given.shift;
  const [least, most] = range;
  const codes = codeBits === 16 ? new Uint16Array(samples.length) : new Int16Array(samples.length);
  const hole = codeBits === 16 ? 0 : INVALID_SAMPLE;
  const holes: Span[] = [];
  let beyond: Coded['beyond'];
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]!;
    if (sample === invalid) {
      const last = holes.at(-1);
      if (last?.to === i) last.to++;
      else holes.push({ from: i, to: i + 1 });
      codes[i] = hole;
      continue;
    }
    const code = Math.floor((sample + offset) / steps);
    if (code < least || code > most) beyond ??= { sample: i, code };
    codes[i] = code;
  }
  return { codes, holes, beyond };
}

const heldBy = (codeBits: number | undefined): [number, number] =>
  codeBits === 16 ? [0, 2 ** 16 - 1] : [-(2 ** 15), 2 ** 15 - 1];

/** Least and largest code of a converter. */
export const rangeOf = (codeBits: number): [number, number] => [0, 2 ** codeBits - 1];

/** What is wrong with a code of `signal`, a number in the record. */
export function beyondProblem(
  where: string,
  signal: number,
  { sample, code }: NonNullable<Coded['beyond']>,
  codeBits: number,
): Problem {
  return {
    where,
    field: `signal[${signal}], sample ${sample}`,
    message: `no code of ${codeBits} bits`,
    value: code,
    allowed: `0 to ${2 ** codeBits - 1}`,
  };
}

/** What is wrong with signals as the channels of one input. */
export function unlikeSignals(record: WfdbRecord, signals: readonly number[], given = AS_STORED): Problem[] {
  const { source: where } = record;
  const first = record.signals[signals[0]!]!;
  const compare = (field: 'adcBits' | 'samplesPerFrame', message: string) =>
    signals.flatMap((s): Problem[] => {
      const value = record.signals[s]![field];
      if (value === first[field]) return [];
      return [{ where, field: `signal[${s}].${field}`, message, value: value ?? null, allowed: `${first[field]}` }];
    });
  return [
    ...(given.offset === undefined
      ? compare('adcBits', `codes of another width than those of signal ${signals[0]}`)
      : []),
    ...compare('samplesPerFrame', `another sampling rate than that of signal ${signals[0]}`),
  ];
}
