import { basename, dirname, join } from 'node:path';
import { type Problem, UserError } from '../../support/errors.js';
import { readFormat212 } from './format212.js';
import { readBytes } from './read-bytes.js';
import { type Annotation, parseAnnotations } from './wfdb-annotations.js';
import { headerOf, readHeaderText, sibling } from './wfdb-files.js';
import { parseWfdbHeader, type WfdbHeader, type WfdbSignalSpec } from './wfdb-header.js';

export interface WfdbRecord extends Omit<WfdbHeader, 'signals'> {
  /** The header's file. */
  source: string;
  /** `codes`: [samples] ADC codes, INVALID_SAMPLE where there is none. */
  signals: (WfdbSignalSpec & { codes: Int16Array })[];
}

/**
 * Reads the header and signals of a record of format 212; checks the first sample and the checksum of each signal against
 * the header, where it gives them.
 *
 * @param path the header, with or without its extension, or another file of the record
 * @throws UserError when a file is missing, shorter or longer than the header says, or differs from its checksum
 */
export function readWfdb(path: string): WfdbRecord {
  const source = headerOf(path);
  const header = parseWfdbHeader(readHeaderText(source), source);
  const problems: Problem[] = [];
  const codes = new Map<WfdbSignalSpec, Int16Array>();
  for (const file of new Set(header.signals.map((signal) => signal.file))) {
    const group = header.signals.filter((signal) => signal.file === file);
    const columns = readGroup(source, group, header.samples, problems);
    group.forEach((signal, i) => {
      if (columns !== null) codes.set(signal, columns[i]!);
    });
  }
  if (problems.length === 0)
    header.signals.forEach((signal, i) => {
      problems.push(...differences(signal, codes.get(signal)!, source, `signal[${i}]`));
    });
  if (problems.length === 0 && new Set([...codes.values()].map((column) => column.length)).size > 1)
    problems.push({ where: source, message: 'the signals differ in length' });
  if (problems.length > 0) throw new UserError(problems);
  const signals = header.signals.map((signal) => ({ ...signal, codes: codes.get(signal)! }));
  return { ...header, source, samples: signals[0]!.codes.length, signals };
}

/**
 * The annotations `<record>.<annotator>` beside the header; empty if there are none.
 *
 * @throws UserError when the file cannot be read as annotations
 */
export function readAnnotations({ source, sampleRateHz }: WfdbRecord, annotator = 'atr'): Annotation[] {
  const path = sibling(dirname(source), `${stem(source)}.${annotator}`);
  return path === undefined ? [] : parseAnnotations(readBytes(path), path, sampleRateHz);
}

const stem = (header: string) => basename(header).replace(/\.hea$/i, '');

/** The signals of one file; null when it has a problem, which joins the list. */
function readGroup(header: string, group: WfdbSignalSpec[], samples: number, problems: Problem[]): Int16Array[] | null {
  const { file, byteOffset } = group[0]!;
  const path = sibling(dirname(header), file) ?? join(dirname(header), file);
  try {
    return readFormat212(path, { signals: group.length, samples, byteOffset });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return null;
  }
}

function differences(signal: WfdbSignalSpec, codes: Int16Array, where: string, field: string): Problem[] {
  const problems: Problem[] = [];
  const message = `${signal.file} does not agree with its header`;
  if (signal.initialValue !== undefined && codes[0] !== signal.initialValue)
    problems.push({
      where,
      field: `${field}.initialValue`,
      message,
      value: codes[0],
      allowed: `${signal.initialValue}`,
    });
  const sum = codes.reduce((total, code) => (total + code) & 0xffff, 0);
  if (signal.checksum !== undefined && sum !== (signal.checksum & 0xffff))
    problems.push({
      where,
      field: `${field}.checksum`,
      message,
      value: (sum << 16) >> 16,
      allowed: `${signal.checksum}`,
    });
  return problems;
}
