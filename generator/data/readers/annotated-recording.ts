import { basename, dirname } from 'node:path';
import { type AnnotationTable, meaningOf, readAnnotationTable, type SymbolNames } from './annotation-tables.js';
import type { EdfAnnotation } from './edf-annotations.js';
import { readEdfRecord } from './edf-record.js';
import type { Annotation } from './wfdb-annotations.js';
import { sibling } from './wfdb-files.js';
import { readAnnotations, readWfdb } from './wfdb-record.js';
import type { WfdbRecord } from './wfdb-signals.js';

/** Where the annotations of a recording are, and what they mean. */
export interface Annotator {
  annotator?: string | undefined;
  table?: AnnotationTable | undefined;
  symbols: SymbolNames;
}

/** A recording with what reads its annotations: in samples of signals of so many a frame; none: there are none. */
export interface AnnotatedRecording {
  record: WfdbRecord;
  annotations(samplesPerFrame: number): Annotation[];
  /** Where they are, in words. */
  place: string;
  /** What they say is in the words of who wrote them, not in PhysioNet's symbols. */
  named: boolean;
}

const EDF = /\.(?:edf|bdf)$/i;

/** Name of a recording by its file. */
export const nameOf = (path: string) => basename(path).replace(/\.(?:hea|edf|bdf)$/i, '');

/** File beside a recording with its annotations; null: they are in the recording itself. */
function fileOf(path: string, { annotator, table }: Annotator): string | null {
  if (table === undefined && EDF.test(path)) return null;
  return `${nameOf(path)}.${annotator ?? (table === undefined ? 'atr' : 'csv')}`;
}

/**
 * Opens a recording: a WFDB record by its header, or one in EDF or BDF.
 *
 * @throws UserError when it cannot be read; its annotations when they cannot
 */
export function openRecording(path: string, given: Annotator): AnnotatedRecording {
  const { table, symbols } = given;
  const { record, annotations: own } = EDF.test(path)
    ? readEdfRecord(path)
    : { record: readWfdb(path), annotations: null };
  const file = fileOf(path, given);
  const ofTable = (of: AnnotationTable, samplesPerFrame: number): Annotation[] => {
    const found = sibling(dirname(path), file!);
    const rateHz = record.sampleRateHz * samplesPerFrame;
    return found === undefined ? [] : readAnnotationTable(found, of, symbols, { rateHz, samplesPerFrame });
  };
  return {
    record,
    place: file === null ? 'annotations in the recording, or options.table' : `a file ${file} beside the header`,
    named: table !== undefined || own !== null,
    annotations(samplesPerFrame) {
      if (table !== undefined) return ofTable(table, samplesPerFrame);
      if (own !== null) return ofEdf(own, record.sampleRateHz * samplesPerFrame, symbols);
      return readAnnotations(record, given.annotator, samplesPerFrame);
    },
  };
}

/** A rhythm that no rule names: what lasts a time has ended. */
const ENDED = '(';

/** Annotations of EDF+ as marks; where a rhythm has a duration, it ends with that unless another begins before. */
function ofEdf(annotations: readonly EdfAnnotation[], rateHz: number, symbols: SymbolNames): Annotation[] {
  const plain = { subtype: 0, channel: 0, number: 0 };
  const marks = annotations.map(({ onset, duration, text }) => ({
    end: duration === null || duration === 0 ? null : Math.round((onset + duration) * rateHz),
    mark: { ...plain, sample: Math.round(onset * rateHz), ...meaningOf(text, symbols) },
  }));
  const rhythms = marks.filter(({ mark }) => mark.symbol === '+');
  const next = new Map(rhythms.map(({ mark }, i) => [mark, rhythms[i + 1]?.mark.sample ?? Number.POSITIVE_INFINITY]));
  return marks.flatMap(({ mark, end }): Annotation[] =>
    end === null || !(end <= (next.get(mark) ?? -1))
      ? [mark]
      : [mark, { ...plain, sample: end, symbol: '+', text: ENDED }],
  );
}
