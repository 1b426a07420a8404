import { join } from 'node:path';
import { readHead } from '../../support/read-file.js';
import { MISSING, NUMBER } from '../readers/class-names.js';
import { fieldsOf } from '../readers/csv.js';
import { likeliestVariable } from '../readers/matlab.js';
import { linesOf } from '../readers/text-windows.js';
import { type FileGrid, type FileOptions, kindOf, WINDOW_FILES } from '../readers/window-files.js';
import { classesOf, type Draft, type Listing, longerIsTime, ofKind } from './draft.js';
import { GROUP, type Table } from './table.js';
import { labelColumn } from './tables.js';

/** Files that are looked into, tables that are, and lines and bytes of one that tell whether it names files. */
const LOOKED = { files: 200, tables: 50, lines: 20, bytes: 2 ** 16 };

/** How a table names files. */
interface Names {
  separator: string;
  header: boolean;
  columns: readonly string[];
  /** Index of the column. */
  path: number;
  below: string;
  ending: string | undefined;
}

/** Tables whose lines name files in the folder. */
export async function understandIndex(listing: Listing): Promise<Draft | null> {
  const found = ofKind(listing, 'csv', 'tsv')
    .slice(0, LOOKED.tables)
    .flatMap((file) => {
      const names = namesIn(listing, file);
      return names === null ? [] : [{ file, names }];
    });
  const [first] = found;
  if (first === undefined) return null;
  const { separator, header, columns, path, below, ending } = first.names;
  const files = found.filter(({ names }) => names.columns.join() === columns.join()).map(({ file }) => file);
  const rows = files.flatMap((file) => rowsOf(linesOf(listing.dir, file), separator, header, columns.length));
  const nameOf = (row: readonly string[]) => fileOf(row[path]!, below, ending);
  const { label, group } = rolesOf({ columns, named: header, rows }, path);
  const classes = label < 0 ? [] : classesOf(rows.map((row) => row[label]!));
  const name = (i: number): string | number => (header ? columns[i]! : i + 1);
  const held = whatIsIn(listing.dir, rows.slice(0, LOOKED.files).map(nameOf));
  return {
    ...held,
    reader: 'index',
    options: {
      files,
      ...(separator !== ',' && { separator }),
      ...(!header && { header }),
      path: name(path),
      ...(label >= 0 && { label: name(label) }),
      ...(group >= 0 && { group: name(group) }),
      ...(below !== '.' && { below }),
      ...(ending !== undefined && { ending }),
      ...held.options,
    },
    classes: classes ?? [],
    reads: Object.keys(WINDOW_FILES),
    assumed: [
      `column ${name(path)} of ${files.join(', ')} names the files`,
      label < 0 ? 'no column says the class' : `column ${name(label)} says the class`,
      ...(label >= 0 && classes === null ? ['labels are not read, as they are too many for classes'] : []),
      ...(group < 0 ? [] : [`column ${name(group)} says what must not be split`]),
      ...held.assumed,
    ],
  };
}

/** How the first lines of a table name files; null: they do not. */
function namesIn(listing: Listing, file: string): Names | null {
  const text = readHead(join(listing.dir, file), LOOKED.bytes).toString('utf8');
  // The last line may be cut off.
  const all = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const lines = (text.length < LOOKED.bytes ? all : all.slice(0, -1)).filter((line) => line.trim() !== '');
  const separator = bestSeparator(lines[0] ?? '');
  const head = (fieldsOf(lines[0] ?? '', separator) ?? []).map((field) => field.trim());
  const there = new Set(listing.files);
  for (const header of [false, true]) {
    const rows = rowsOf(lines.slice(0, LOOKED.lines), separator, header, head.length);
    for (const path of head.keys()) {
      const place = rows.length === 0 ? null : placeOf(listing, file, rows[0]![path]!);
      if (place === null || !rows.every((row) => there.has(fileOf(row[path]!, place.below, place.ending)))) continue;
      return { separator, header, columns: header ? head : head.map((_, i) => `${i + 1}`), path, ...place };
    }
  }
  return null;
}

/** Where the file lies that a field names; null: there is none. */
function placeOf(listing: Listing, table: string, field: string): Pick<Names, 'below' | 'ending'> | null {
  const wanted = fileOf(field, '.', undefined);
  if (wanted === '') return null;
  for (const ending of [undefined, ...Object.keys(WINDOW_FILES)]) {
    const whole = fileOf(field, '.', ending);
    const file = listing.files.find((one) => one !== table && (one === whole || one.endsWith(`/${whole}`)));
    if (file === undefined || kindOf(file) === undefined) continue;
    return { below: file === whole ? '.' : file.slice(0, -whole.length - 1), ending };
  }
  return null;
}

function fileOf(field: string, below: string, ending: string | undefined): string {
  const name = field.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  return `${below === '.' ? '' : `${below}/`}${name}${ending === undefined ? '' : `.${ending}`}`;
}

const bestSeparator = (line: string) =>
  [',', '\t', ';'].reduce((best, one) => (line.split(one).length > line.split(best).length ? one : best));

function rowsOf(lines: readonly string[], separator: string, header: boolean, columns: number): string[][] {
  return lines.slice(header ? 1 : 0).flatMap((line) => {
    const fields = fieldsOf(line, separator);
    return fields?.length === columns ? [fields.map((field) => field.trim())] : [];
  });
}

/** Columns of the class and of what must not be split, besides that of the files; -1: there is none. */
function rolesOf({ columns, named, rows }: Table, path: number): { label: number; group: number } {
  const others = [...columns.keys()].filter((i) => i !== path);
  const rest = { columns: others.map((i) => columns[i]!), named, rows: rows.map((row) => others.map((i) => row[i]!)) };
  const label = labelColumn(rest);
  const group = named ? rest.columns.findIndex((name, i) => i !== label && GROUP.test(name)) : -1;
  return { label: others[label] ?? -1, group: others[group] ?? -1 };
}

type Held = Pick<Draft, 'samples' | 'channels' | 'rateHz' | 'codeBits' | 'zero' | 'gain' | 'options' | 'assumed'>;

/** What files hold. Throws UserError. */
function whatIsIn(dir: string, files: readonly string[]): Held {
  const [first] = files.map((file) => join(dir, file));
  const kind = kindOf(first!)!;
  const variable = kind === 'mat' ? likeliestVariable(first!) : undefined;
  const text = kind === 'csv' || kind === 'tsv' ? textOf(first!, kind) : { header: false };
  const given: FileOptions = { variable, text };
  const looked = files.map((file) => {
    const read: (path: string, options: FileOptions) => FileGrid = WINDOW_FILES[kindOf(file)!];
    const { lengths, axes, rateHz } = read(join(dir, file), given);
    const [a, b] = lengths;
    return { rateHz, ...(axes === 'TC' ? { samples: a, channels: b } : longerIsTime(a, b)) };
  });
  const [{ channels, rateHz }] = looked as [(typeof looked)[number]];
  const samples = Math.min(...looked.map((one) => one.samples));
  const cut = looked.some((one) => one.samples !== samples);
  const hasText = text.header || text.separator !== undefined;
  return {
    samples,
    channels,
    rateHz: rateHz ?? null,
    ...(kind === 'wav' && { codeBits: 16, zero: 2 ** 15, gain: 2 ** 15 }),
    options: {
      ...(cut && { step: samples }),
      ...(variable !== undefined && { variable }),
      ...(hasText && { text }),
    },
    assumed: [
      ...(variable === undefined ? [] : [`windows are the variable ${variable}`]),
      ...(cut ? [`files are longer than the shortest one, ${samples} samples, and are cut into windows`] : []),
    ],
  };
}

/** How a text of numbers is read. */
function textOf(path: string, kind: 'csv' | 'tsv'): { separator?: string; header: boolean } {
  const [line = ''] = readHead(path, LOOKED.bytes)
    .toString('utf8')
    .split(/\r\n|\n|\r/);
  const separator = bestSeparator(line);
  const header = line.split(separator).some((field) => !NUMBER.test(field.trim()) && !MISSING.test(field.trim()));
  return { ...(separator !== (kind === 'csv' ? ',' : '\t') && { separator }), header };
}
