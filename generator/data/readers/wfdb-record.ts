import { basename, dirname } from 'node:path';
import { readBytes } from './read-bytes.js';
import { type Annotation, parseAnnotations } from './wfdb-annotations.js';
import { headerOf, readHeaderText, sibling } from './wfdb-files.js';
import { parseWfdbHeader } from './wfdb-header.js';
import { readSegments } from './wfdb-segments.js';
import { readSignals, roomOfRecord, type WfdbRecord } from './wfdb-signals.js';

/**
 * Reads the header and the signals of a record, also of one that has several segments.
 *
 * @param path the header, with or without its extension, or another file of the record
 * @throws UserError as `parseWfdbHeader`, `readSignals` and `readSegments`
 */
export function readWfdb(path: string): WfdbRecord {
  const source = headerOf(path);
  const header = parseWfdbHeader(readHeaderText(source), source);
  const { segments } = header;
  return segments === null
    ? readSignals(header, source, roomOfRecord())
    : readSegments({ ...header, segments }, source);
}

/**
 * The annotations `<record>.<annotator>` beside the header; empty if there are none.
 *
 * @param samplesPerFrame of the signals whose samples they are to name
 * @throws UserError when the file cannot be read as annotations
 */
export function readAnnotations(
  { source, sampleRateHz }: WfdbRecord,
  annotator = 'atr',
  samplesPerFrame = 1,
): Annotation[] {
  const path = sibling(dirname(source), `${stem(source)}.${annotator}`);
  return path === undefined ? [] : parseAnnotations(readBytes(path), path, sampleRateHz, samplesPerFrame);
}

const stem = (header: string) => basename(header).replace(/\.hea$/i, '');
