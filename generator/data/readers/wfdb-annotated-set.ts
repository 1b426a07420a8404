import { codesPerWindow } from '../../network/input.js';
import { type Problem, UserError } from '../../support/errors.js';
import type { Marks } from '../labelling/marks.js';
import { classByRule, ruleProblems } from '../labelling/rule.js';
import type { Recorded, Recording } from '../recording.js';
import { type Codes, hashCodes, joined, type SignalSet } from '../signal-set.js';
import { capped } from './problems.js';
import type { About } from './reader.js';
import { differences, interleaved } from './wfdb.js';
import { partsOf, validSpans, windowsIn, within } from './wfdb-annotated-cut.js';
import { Faults } from './wfdb-annotated-faults.js';
import type { AnnotatedOptions } from './wfdb-annotated-options.js';
import { AnnotatedRecords } from './wfdb-annotated-records.js';
import { aboutOwnZero } from './wfdb-annotated-zero.js';
import { beyondProblem, codesOf, converterOf, rangeOf, unlikeSignals } from './wfdb-codes.js';
import type { WfdbRecord, WfdbSignal } from './wfdb-signals.js';

/** A set of annotated recordings in the making, record by record. */
export class RecordedCollector {
  readonly #faults: Faults;
  readonly #records: AnnotatedRecords;
  readonly #signals: Codes[] = [];
  readonly #recordings: Recording[] = [];
  readonly #starts: number[] = [];
  readonly #labels: number[] = [];
  readonly #of: number[] = [];
  readonly #names: string[] = [];
  readonly #hashes: string[] = [];
  readonly #fingerprints: Recorded['fingerprints'][number][] = [];
  /** Codes of all signals so far. */
  #length = 0;
  /** Samples of the longest span, in the time that is asked for, without an invalid one. */
  #longest = 0;

  constructor(
    readonly dir: string,
    readonly given: AnnotatedOptions,
    readonly about: About,
  ) {
    this.#faults = new Faults(given.unfit);
    this.#records = new AnnotatedRecords(given, about, this.#faults);
  }

  /** Windows of the record of a header. */
  add(header: string): void {
    const opened = this.#records.open(header);
    if (opened === undefined) return;
    const { record, marks } = opened;
    this.#fingerprint(record);
    this.given.leads.forEach((leads, list) => {
      const signals = this.#records.signalsOf(record, leads, list === 0);
      if (signals === undefined) return;
      const { codes } = this.given;
      const unlike = [...unlikeSignals(record, signals, codes), ...differences(record, signals, this.about, codes)];
      if (unlike.length > 0) this.#faults.add(record.name, 'converter', unlike);
      else this.#addLeads(record, { lead: leads.join('+'), scored: list === 0 }, signals, marks);
    });
  }

  /** @throws UserError with all that is wrong with the rule and the records, or when there is no window */
  done(): SignalSet {
    const { dir, about, given } = this;
    const { classes, where, input } = about;
    // Without the one at the start, which is the rule's own word.
    const rhythms = this.#recordings.flatMap(({ marks: { rhythms: of } }) =>
      of.names.filter((_, i) => Number.isFinite(of.samples[i])),
    );
    const problems = [
      ...this.#records.strangeLeads(),
      ...ruleProblems(given.rule, where, classes, rhythms),
      ...this.#faults.problems,
    ];
    if (problems.length > 0) throw new UserError(capped(dir, problems));
    if (this.#starts.length === 0) throw new UserError(this.#noWindow());
    const found = new Set(this.#labels);
    const empty = classes.filter((_, label) => !found.has(label));
    return {
      inputs: [{ ...input, codes: joined(this.#signals), starts: this.#starts }],
      targets: { kind: 'classes', names: classes, labels: this.#labels },
      per: 'window',
      groups: this.#of.map((i) => this.#recordings[i]!.group),
      names: this.#names,
      hashes: this.#hashes,
      recorded: { recordings: this.#recordings, of: this.#of, rule: given.rule, fingerprints: this.#fingerprints },
      provenance: {
        source: dir,
        notes: [...this.#faults.notes(dir), ...empty.map((name) => `${dir}: class ${name}: no window`)],
        leftOut: this.#faults.leftOut,
      },
    };
  }

  #addLeads(
    record: WfdbRecord,
    { lead, scored }: Pick<Recording, 'lead' | 'scored'>,
    signals: readonly number[],
    marksOf: (samplesPerFrame: number) => Marks,
  ): void {
    const { given, about } = this;
    const { samples, channels, codeBits, rateHz } = about.input;
    const { name, source: where } = record;
    const chosen = signals.map((signal) => record.signals[signal]!);
    const coded = chosen.map((signal) => codesOf(signal, codeBits, given.codes, rangeOf(codeBits)));
    const { length } = coded[0]!.codes;
    const marks = marksOf(chosen[0]!.samplesPerFrame);
    const wrong = coded.findIndex(({ beyond }) => beyond !== undefined);
    if (wrong >= 0) {
      this.#faults.add(name, 'damaged', [beyondProblem(where, signals[wrong]!, coded[wrong]!.beyond!, codeBits)]);
      return;
    }
    if (codeBits === 16 && coded.some(({ holes }) => holes.length > 0)) {
      const message = 'samples are missing, for which codes of 16 bits leave no mark';
      const fix = `input.codeBits: 15 with options.codes.shift: ${given.codes.shift + 1}`;
      this.#faults.add(name, 'converter', [{ where, field: `lead ${lead}`, message, fix }]);
      return;
    }
    const valid = validSpans(coded, length);
    const group = this.#groupOf(record, lead);
    if (group === undefined) return;
    const { zero } = given;
    const columns = coded.map((signal) =>
      zero === undefined ? signal.codes : aboutOwnZero(signal, Math.round(zero.seconds * rateHz), zero.code, codeBits),
    );
    const codes = channels === 1 ? columns[0]! : interleaved(columns, length);
    const start = this.#length;
    const index = this.#recordings.push({ name, lead, group, start, samples: length, scored, marks }) - 1;
    this.#signals.push(codes);
    this.#length += codes.length;
    const parts = partsOf(given.time, length, rateHz);
    for (const { from, to } of within(valid, parts)) this.#longest = Math.max(this.#longest, to - from);
    const { whole, holed } = windowsIn(parts, valid, { samples, step: given.step ?? samples, length });
    let classless = 0;
    for (const from of whole) {
      const label = this.#labelOf(marks, from);
      if (label < 0) {
        classless++;
        continue;
      }
      const at = from * channels;
      this.#starts.push(start + at);
      this.#labels.push(label);
      this.#of.push(index);
      this.#names.push(`${name}/${lead}/${from}`);
      this.#hashes.push(hashCodes(codes.subarray(at, at + codesPerWindow(about.input))));
    }
    this.#faults.leaveOut({ recording: name, lead, what: 'window', count: holed, why: 'invalid samples' });
    this.#faults.leaveOut({ recording: name, lead, what: 'window', count: classless, why: 'no class' });
  }

  /** Class of the window from a sample on; -1: none. */
  #labelOf(marks: Marks, from: number): number {
    const name = classByRule(this.given.rule, marks, from, from + this.about.input.samples);
    return name === undefined ? -1 : this.about.classes.indexOf(name);
  }

  /** undefined: the name does not say it, which is a problem. */
  #groupOf({ name, source: where }: WfdbRecord, lead: string): string | undefined {
    const { groups } = this.about;
    if (groups === null) return name;
    const window = `${name}/${lead}/0`;
    const group = groups.of(window);
    if (group === undefined) {
      const { what, form: allowed } = groups;
      this.#faults.problems.push({ where, message: `the name does not say the ${what}`, value: window, allowed });
    }
    return group;
  }

  #fingerprint(record: WfdbRecord): void {
    const { samples } = this.about.input;
    for (const signal of record.signals) {
      const { codes } = this.#ownCodes(record, signal);
      for (let sample = 0; sample + samples <= codes.length; sample += samples) {
        const hash = hashCodes(codes.subarray(sample, sample + samples));
        this.#fingerprints.push({ hash, record: record.name, sample });
      }
    }
  }

  /** Codes of a signal, of whatever width it is. */
  #ownCodes(record: WfdbRecord, signal: WfdbSignal) {
    const { codes } = this.given;
    return codesOf(signal, converterOf(record, [signal], codes).codeBits, codes);
  }

  #noWindow(): Problem {
    const where = this.dir;
    const { samples } = this.about.input;
    const reasons = [...new Set(this.#faults.leftOut.map(({ why }) => why))].join(', ');
    if (this.#recordings.length === 0)
      return { where, message: 'every record is left out', value: reasons, allowed: 'a record that fits the data set' };
    if (this.#longest >= samples)
      return { where, message: 'no window has a class', value: reasons, allowed: 'a rule that holds in some window' };
    return {
      where,
      field: 'input.samples',
      message: 'a window is longer than any span without invalid samples',
      value: samples,
      allowed: this.#longest === 0 ? 'a signal in the time that is read' : `1 to ${this.#longest}`,
      ...(this.#longest > 0 && { fix: `${this.#longest}` }),
    };
  }
}
