import { createHash } from 'node:crypto';
import type { Problem } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { type Marks, marksOf } from '../labelling/marks.js';
import type { About } from './reader.js';
import type { Faults } from './wfdb-annotated-faults.js';
import type { AnnotatedOptions } from './wfdb-annotated-options.js';
import type { Annotation } from './wfdb-annotations.js';
import { readAnnotations, readWfdb } from './wfdb-record.js';
import type { WfdbRecord, WfdbSignal } from './wfdb-signals.js';

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
    const name = header.replace(/^.*[\\/]|\.hea$/gi, '');
    const record = this.faults.attempt(name, 'damaged', () => readWfdb(header));
    if (record === undefined || this.#isSecond(record)) return undefined;
    for (const { description } of record.signals) this.#leads.add(description);
    const marks = this.#marksOf(record);
    return marks === undefined ? undefined : { record, marks };
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
  #marksOf(record: WfdbRecord): ((samplesPerFrame: number) => Marks) | undefined {
    const { name, source: where } = record;
    const { annotator, rule } = this.given;
    const annotations = this.faults.attempt(name, 'damaged', () => readAnnotations(record, annotator));
    if (annotations === undefined) return undefined;
    if (annotations.length === 0) {
      const allowed = `a file ${name}.${annotator} beside the header`;
      this.faults.add(name, 'annotations', [{ where, message: 'no annotations', allowed }]);
      return undefined;
    }
    const inside = (all: readonly Annotation[], each: number) =>
      all.filter(({ sample }) => sample >= 0 && sample < record.samples * each);
    const count = annotations.length - inside(annotations, 1).length;
    this.faults.leaveOut({ recording: name, what: 'annotation', count, why: 'annotations behind the end' });
    return (each) => {
      const all = each === 1 ? annotations : readAnnotations(record, annotator, each);
      return marksOf(inside(all, each), rule.start);
    };
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
