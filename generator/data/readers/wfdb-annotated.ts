import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { codesPerWindow } from '../../network/input.js';
import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { type Marks, marksOf } from '../labelling/marks.js';
import { classByRule, ruleProblems, ruleSchema } from '../labelling/rule.js';
import { hashCodes, type LeftOut, type Recorded, type Recording, type SignalSet } from '../signal-set.js';
import { INVALID_SAMPLE } from './format212.js';
import { capped } from './problems.js';
import type { About, Reader } from './reader.js';
import { differences, interleaved } from './wfdb.js';
import { readAnnotations, readWfdb, type WfdbRecord } from './wfdb-record.js';

const text = z.string().min(1);
const policy = (what: string) => z.enum(['refuse', 'leave-out']).default('refuse').describe(what);
const seconds = z.number().describe('seconds from the beginning, or below 0 from the end');

const options = z.strictObject({
  records: z.array(text).min(1).optional().describe('names of the records; all of the folder if left out'),
  leads: z
    .array(z.array(text).min(1))
    .min(1)
    .describe(
      'names of the leads that become the channels; several lists: windows of each, of which the first is scored',
    ),
  step: z
    .int()
    .min(1)
    .optional()
    .describe('samples from the start of a window to that of the next; a window if left out'),
  time: z
    .array(z.strictObject({ from: seconds, to: seconds }))
    .min(1)
    .optional()
    .describe('parts in which windows lie whole; all of the recording if left out'),
  annotator: text.default('atr').describe('extension of the files of annotations'),
  rule: ruleSchema,
  unfit: z
    .strictObject({
      lead: policy('without a lead of the first of `leads`'),
      annotations: policy('without annotations'),
      converter: policy('another rate, width, gain, zero or unit than the data set says'),
      damaged: policy('cut off, without its signals, or other than its checksums'),
    })
    .prefault({})
    .describe('what to do with records that are such'),
});

type Options = z.infer<typeof options>;
type Unfit = keyof Options['unfit'];

/**
 * Windows of annotated records of WFDB format 212, whose annotations give them their classes by a rule. Windows share the
 * samples of their recording. Those with an invalid sample and those without a class are left out and counted.
 */
export const wfdbAnnotated: Reader<Options> = {
  options,
  recognises: (folder) => headersIn(folder).length > 0,
  *read(dir, given, about) {
    const collector = new Collector(dir, given, about);
    const records = given.records ?? headersIn(dir);
    if (records.length === 0)
      throw new UserError({ where: dir, message: 'no record', allowed: 'headers of WFDB records, <name>.hea' });
    for (const [i, name] of records.entries()) {
      collector.add(name);
      yield (i + 1) / records.length;
    }
    return collector.done();
  },
};

/** Names of the records in a folder, sorted; none if it cannot be read. */
function headersIn(folder: string): string[] {
  try {
    const headers = readdirSync(folder).filter((file) => /\.hea$/i.test(file));
    return headers.map((file) => file.slice(0, -4)).sort();
  } catch {
    return [];
  }
}

/** A set in the making, record by record. */
class Collector {
  readonly #signals: Int16Array[] = [];
  readonly #recordings: Recording[] = [];
  readonly #starts: number[] = [];
  readonly #labels: number[] = [];
  readonly #of: number[] = [];
  readonly #names: string[] = [];
  readonly #hashes: string[] = [];
  readonly #fingerprints: Recorded['fingerprints'][number][] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #problems: Problem[] = [];
  /** Codes of all signals so far. */
  #length = 0;
  /** Samples of the longest span without an invalid one. */
  #longest = 0;

  constructor(
    readonly dir: string,
    readonly given: Options,
    readonly about: About,
  ) {}

  add(name: string): void {
    const record = this.#attempt(name, 'damaged', () => readWfdb(join(this.dir, name)));
    if (record === undefined) return;
    const annotations = this.#attempt(name, 'annotations', () => this.#annotationsOf(record));
    if (annotations === undefined) return;
    const behind = annotations.filter(({ sample }) => sample < 0 || sample >= record.samples).length;
    if (behind > 0) this.#leaveOut(name, `${behind} annotations behind the end`);
    const marks = marksOf(
      annotations.filter(({ sample }) => sample >= 0 && sample < record.samples),
      this.given.rule.start,
    );
    this.#fingerprint(record);
    this.given.leads.forEach((leads, view) => {
      const signals = leads.map((lead) => record.signals.findIndex(({ description }) => description === lead));
      if (signals.includes(-1)) {
        if (view === 0) this.#unfit(name, 'lead', [this.#noLead(record, leads)]);
        return;
      }
      const unlike = differences(record, signals, this.about);
      if (unlike.length > 0) this.#unfit(name, 'converter', unlike);
      else this.#addLeads(record, { lead: leads.join('+'), scored: view === 0 }, signals, marks);
    });
  }

  done(): SignalSet {
    const { dir, about, given } = this;
    const rhythms = this.#recordings.flatMap(({ marks }) => marks.rhythms.names);
    this.#problems.unshift(...ruleProblems(given.rule, about.where, about.classes, rhythms));
    if (this.#problems.length > 0) throw new UserError(capped(dir, this.#problems));
    if (this.#starts.length === 0) throw new UserError(this.#noWindow());
    const codes = new Int16Array(this.#length);
    let at = 0;
    for (const signal of this.#signals) {
      codes.set(signal, at);
      at += signal.length;
    }
    const empty = about.classes.filter((_, label) => !this.#labels.includes(label));
    return {
      inputs: [{ ...about.input, codes, starts: this.#starts }],
      targets: { kind: 'classes', names: about.classes, labels: this.#labels },
      per: 'window',
      groups: this.#of.map((i) => this.#recordings[i]!.group),
      names: this.#names,
      hashes: this.#hashes,
      recorded: { recordings: this.#recordings, of: this.#of, rule: given.rule, fingerprints: this.#fingerprints },
      provenance: {
        source: dir,
        notes: [...this.#notes(), ...empty.map((name) => `${dir}: class ${name}: no window`)],
        leftOut: this.#leftOut,
      },
    };
  }

  /** A line a reason. */
  #notes(): string[] {
    const reasons = [...new Set(this.#leftOut.map(({ why }) => why))];
    return reasons.map((why) => {
      const own = this.#leftOut.filter((one) => one.why === why);
      const windows = own.reduce((sum, one) => sum + one.windows, 0);
      return `${this.dir}: left out, ${why}: ${windows > 0 ? `${windows} windows` : own.map(({ recording }) => recording).join(' ')}`;
    });
  }

  #addLeads(
    record: WfdbRecord,
    { lead, scored }: Pick<Recording, 'lead' | 'scored'>,
    signals: readonly number[],
    marks: Marks,
  ): void {
    const { given, about } = this;
    const { samples, channels, codeBits } = about.input;
    const columns = signals.map((signal) => record.signals[signal]!.codes);
    const beyond = columns.map((codes) =>
      codes.findIndex((code) => code !== INVALID_SAMPLE && (code < 0 || code >= 2 ** codeBits)),
    );
    const wrong = beyond.findIndex((at) => at >= 0);
    if (wrong >= 0) {
      const at = beyond[wrong]!;
      const field = `signal[${signals[wrong]}], sample ${at}`;
      const code = { where: record.source, field, message: `no code of ${codeBits} bits`, value: columns[wrong]![at] };
      this.#unfit(record.name, 'damaged', [{ ...code, allowed: `0 to ${2 ** codeBits - 1}` }]);
      return;
    }
    const firstName = `${record.name}/${lead}/0`;
    const group = about.groups === null ? record.name : about.groups.of(firstName);
    if (group === undefined) {
      const { what, form } = about.groups!;
      this.#problems.push({
        where: record.source,
        message: `the name does not say the ${what}`,
        value: firstName,
        allowed: form,
      });
      return;
    }
    const invalid = invalidBefore(columns, record.samples);
    const codes = interleaved(columns, record.samples);
    const recording = { name: record.name, lead, group, start: this.#length, samples: record.samples, scored, marks };
    const index = this.#recordings.push(recording) - 1;
    this.#signals.push(codes);
    this.#length += codes.length;
    this.#longest = Math.max(this.#longest, longestSpan(invalid));
    let [holed, classless] = [0, 0];
    const parts = partsOf(given.time, record.samples, about.input.rateHz);
    for (let from = 0; from + samples <= record.samples; from += given.step ?? samples) {
      if (!parts.some((part) => from >= part.from && from + samples <= part.to)) continue;
      if (invalid[from + samples]! > invalid[from]!) {
        holed++;
        continue;
      }
      const name = classByRule(given.rule, marks, from, from + samples);
      const label = name === undefined ? -1 : about.classes.indexOf(name);
      if (label < 0) {
        classless++;
        continue;
      }
      this.#starts.push(recording.start + from * channels);
      this.#labels.push(label);
      this.#of.push(index);
      this.#names.push(`${record.name}/${lead}/${from}`);
      this.#hashes.push(hashCodes(codes.subarray(from * channels, from * channels + codesPerWindow(about.input))));
    }
    if (holed > 0) this.#leaveOut(record.name, `invalid samples (${INVALID_SAMPLE})`, holed);
    if (classless > 0) this.#leaveOut(record.name, 'no class by the rule', classless);
  }

  #fingerprint({ name, signals }: WfdbRecord): void {
    const { samples } = this.about.input;
    for (const { codes } of signals)
      for (let sample = 0; sample + samples <= codes.length; sample += samples)
        this.#fingerprints.push({ hash: hashCodes(codes.subarray(sample, sample + samples)), record: name, sample });
  }

  #annotationsOf(record: WfdbRecord) {
    const annotations = readAnnotations(record, this.given.annotator);
    if (annotations.length > 0) return annotations;
    throw new UserError({
      where: record.source,
      message: 'no annotations',
      value: `${record.name}.${this.given.annotator}`,
      allowed: 'a file of annotations beside the header',
    });
  }

  #noLead({ source, signals }: WfdbRecord, leads: readonly string[]): Problem {
    const found = signals.map(({ description }) => description);
    const missing = leads.find((lead) => !found.includes(lead))!;
    const fix = nearest(missing, found);
    return {
      where: source,
      field: 'lead',
      message: 'not in this record',
      value: missing,
      allowed: found.join(', '),
      ...(fix && { fix }),
    };
  }

  /** What reading gives; undefined when that is a fault of the record, which is refused or left out. */
  #attempt<T>(name: string, kind: Unfit, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#unfit(name, kind, error.problems);
      return undefined;
    }
  }

  #unfit(name: string, kind: Unfit, problems: readonly Problem[]): void {
    if (this.given.unfit[kind] === 'leave-out') this.#leaveOut(name, `${UNFIT[kind]}: ${brief(problems[0]!)}`);
    else {
      const fix = `options.unfit.${kind} "leave-out"`;
      this.#problems.push(...problems.map((problem) => ({ fix, ...problem })));
    }
  }

  #leaveOut(recording: string, why: string, windows = 0): void {
    this.#leftOut.push({ recording, why, windows });
  }

  #noWindow(): Problem {
    const { samples } = this.about.input;
    const short = this.#longest < samples;
    return {
      where: this.dir,
      ...(short && { field: 'input.samples' }),
      message: short ? 'a window is longer than any span without invalid samples' : 'no window has a class',
      value: short ? samples : [...new Set(this.#leftOut.map(({ why }) => why))].join(', '),
      allowed: short ? `1 to ${this.#longest}` : 'a rule that holds in some window',
      ...(short && this.#longest > 0 && { fix: `${this.#longest}` }),
    };
  }
}

const UNFIT: Record<Unfit, string> = {
  lead: 'a lead is missing',
  annotations: 'no annotations',
  converter: 'another converter',
  damaged: 'damaged',
};

const brief = ({ field, message, value }: Problem) =>
  [field, message, value === undefined ? undefined : String(value)].filter((part) => part !== undefined).join(' ');

/** Samples with an invalid one in any signal, among the first n; [n], n from 0. */
function invalidBefore(columns: readonly Int16Array[], samples: number): Int32Array {
  const before = new Int32Array(samples + 1);
  for (let i = 0; i < samples; i++)
    before[i + 1] = before[i]! + (columns.some((codes) => codes[i] === INVALID_SAMPLE) ? 1 : 0);
  return before;
}

function longestSpan(before: Int32Array): number {
  let [longest, span] = [0, 0];
  for (let i = 1; i < before.length; i++) {
    span = before[i] === before[i - 1] ? span + 1 : 0;
    longest = Math.max(longest, span);
  }
  return longest;
}

/** Parts of a recording in samples. */
function partsOf(time: Options['time'], samples: number, rateHz: number): { from: number; to: number }[] {
  if (time === undefined) return [{ from: 0, to: samples }];
  const sample = (at: number) => Math.round(at * rateHz) + (at < 0 ? samples : 0);
  return time.map(({ from, to }) => ({ from: Math.max(0, sample(from)), to: Math.min(samples, sample(to)) }));
}
