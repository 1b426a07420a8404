import { createHash } from 'node:crypto';
import type { Problem } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { type Marks, marksOf } from '../labelling/marks.js';
import { type AnnotatedRecording, nameOf, openRecording } from './annotated-recording.js';
import type { About } from './reader.js';
import type { Faults } from './wfdb-annotated-faults.js';
import type { AnnotatedOptions } from './wfdb-annotated-options.js';
import { type Annotation, isBeat } from './wfdb-annotations.js';
import type { WfdbRecord, WfdbSignal } from './wfdb-signals.js';

/** Symbols that a message names. */
const NAMED = 10;

/** Opens annotated records; what is wrong with one joins the faults. */
export class AnnotatedRecords {
  /** The header of each record by its name, and by all that its signals hold. */
  readonly #seen = new Map<string, string>();
  /** Names of leads that some record has. */
  readonly #leads = new Set<string>();

  constructor(
    readonly given: AnnotatedOptions,
    readonly about: About,
    readonly faults: Faults,
  ) {}

  /** undefined: it is refused or left out. `marks` are those of signals of so many samples a frame. */
  open(header: string): { record: WfdbRecord; marks(samplesPerFrame: number): Marks } | undefined {
    const name = nameOf(header);
    const opened = this.faults.attempt(name, 'damaged', () => openRecording(header, this.given));
    if (opened === undefined || this.#isSecond(opened.record)) return undefined;
    for (const { description } of opened.record.signals) this.#leads.add(description);
    const marks = this.#marksOf(opened);
    return marks === undefined ? undefined : { record: opened.record, marks };
  }

  /** Indices of the signals of leads; undefined: one is missing. */
  signalsOf({ name, source: where, signals }: WfdbRecord, leads: readonly string[], first: boolean) {
    const found = signals.map(({ description }) => description);
    const lead = leads.find((one) => !found.includes(one));
    if (lead === undefined) return leads.map((one) => found.indexOf(one));
    if (first && this.faults.unfit.lead === 'refuse') {
      const problem = { where, field: 'lead', message: 'not in this record', value: lead, allowed: found.join(', ') };
      this.faults.add(name, 'lead', [problem]);
    } else this.faults.leaveOut({ recording: name, lead, what: 'lead', count: 1, why: `no lead ${lead}` });
    return undefined;
  }

  /** Leads that no record has: names that are written wrong. */
  strangeLeads(): Problem[] {
    const known = [...this.#leads].sort();
    if (known.length === 0) return [];
    return this.given.leads.flatMap((leads, i) =>
      leads.flatMap((value, j) => {
        if (this.#leads.has(value)) return [];
        const fix = nearest(value, known);
        const problem = { where: this.about.where, field: `options.leads[${i}][${j}]`, message: 'a lead of no record' };
        return [{ ...problem, value, allowed: known.join(', '), ...(fix && { fix }) }];
      }),
    );
  }

  /** undefined: there are no annotations, or none that can be read. */
  #marksOf({
    record,
    annotations: read,
    place,
    named,
  }: AnnotatedRecording): ((samplesPerFrame: number) => Marks) | undefined {
    const { name, source: where } = record;
    const annotations = this.faults.attempt(name, 'damaged', () => read(1));
    if (annotations === undefined) return undefined;
    if (annotations.length === 0) {
      this.faults.add(name, 'annotations', [{ where, message: 'no annotations', allowed: place }]);
      return undefined;
    }
    if (named && !annotations.some((one) => isBeat(one) || one.symbol === '+')) {
      const value = [...new Set(annotations.map(({ symbol }) => symbol))].slice(0, NAMED);
      const message = 'no annotation of a beat or a rhythm';
      this.faults.add(name, 'annotations', [{ where, message, value, fix: 'options.symbols' }]);
      return undefined;
    }
    const inside = (all: readonly Annotation[], each: number) =>
      all.filter(({ sample }) => sample >= 0 && sample < record.samples * each);
    const count = annotations.length - inside(annotations, 1).length;
    this.faults.leaveOut({ recording: name, what: 'annotation', count, why: 'annotations behind the end' });
    return (each) => marksOf(inside(each === 1 ? annotations : read(each), each), this.given.rule.start);
  }

  /** A record of a name that there was, or of the samples of another: its windows would be on both sides of a split. */
  #isSecond({ name, source: where, signals }: WfdbRecord): boolean {
    const empty = signals.every(({ codes, invalid }) => codes.every((code) => code === invalid));
    const keys = [`name ${name}`, ...(empty ? [] : [`codes ${signals.map(hashOf).join()}`])];
    const first = keys.map((key) => this.#seen.get(key)).find((header) => header !== undefined);
    for (const key of keys) this.#seen.set(key, where);
    if (first === undefined) return false;
    const problem = { where, message: 'the same record as another', value: first, allowed: 'each record once' };
    this.faults.problems.push(problem);
    return true;
  }
}

/** Of all that a signal holds, on this machine. */
function hashOf({ codes }: WfdbSignal): string {
  return createHash('sha256')
    .update(new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength))
    .digest('hex');
}
