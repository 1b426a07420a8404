import { join } from 'node:path';
import { type Cell, numberOf } from '../readers/cell.js';
import { NUMBER } from '../readers/class-names.js';
import { fieldsOf, looksLikeValues } from '../readers/csv.js';
import { readParquetTable } from '../readers/parquet-table.js';
import { readBytes } from '../readers/read-bytes.js';
import { linesOf } from '../readers/text-windows.js';
import { type NamedTargets, oneTarget } from '../target-names.js';
import { classesOf, type Draft, type Listing, ofKind } from './draft.js';
import { understandLong } from './long-tables.js';
import { GROUP, type Table } from './table.js';

/** Names that columns of labels usually have. */
const LABEL = /^(?:label|labels|class|classes|target|y|activity|category|kind|species|diagnosis|type|state|event)$/i;
/** More are not told by names of columns. */
const MAX_CHANNELS = 256;
const IGNORED = /^(?:index|unnamed.*|)$/i;

/** Texts with a table. */
export async function understandCsv(listing: Listing): Promise<Draft | null> {
  const files = ofKind(listing, 'csv', 'tsv');
  if (files.length === 0) return null;
  const lines = linesOf(listing.dir, files[0]!).filter((line) => line.trim() !== '');
  const first = lines[0] ?? '';
  const separator = [',', '\t', ';', ' '].reduce((best, one) =>
    first.split(one).length > first.split(best).length ? one : best,
  );
  const head = (fieldsOf(first, separator) ?? []).map((name) => name.trim());
  const texts = head.filter((field) => !NUMBER.test(field));
  // A label that is a text is no name where all others are values.
  const named =
    !looksLikeValues(head) &&
    !(texts.length === 1 && head.length > 2 && head.some((field) => /[.e]/i.test(field) && NUMBER.test(field)));
  const rows = lines.slice(named ? 1 : 0).flatMap((line) => {
    const fields = fieldsOf(line, separator);
    return fields?.length === head.length ? [fields] : [];
  });
  const table = { columns: named ? head : head.map((_, i) => `${i + 1}`), named, rows };
  const found = understandTable(table);
  if (found === null) return null;
  const options = {
    files,
    ...(separator !== ',' && { separator }),
    ...(!named && { header: false }),
    ...found.options,
  };
  return { reader: 'csv', ...found, options };
}

/** Parquet tables. */
export async function understandParquet(listing: Listing): Promise<Draft | null> {
  const files = ofKind(listing, 'parquet');
  if (files.length === 0) return null;
  const where = join(listing.dir, files[0]!);
  const { columns, rows } = await readParquetTable(readBytes(where), where);
  const found = understandTable({ columns, named: true, rows });
  return found === null ? null : { reader: 'parquet', ...found, options: { files, ...found.options } };
}

/** All but the reader and the files. */
type TableDraft = Omit<Draft, 'reader'>;

function understandTable(table: Table): TableDraft | null {
  const { columns, named, rows } = table;
  if (rows.length === 0) return null;
  const label = labelColumn(table);
  const labels = label < 0 ? [] : rows.map((row) => `${row[label] ?? ''}`.trim());
  const group = named ? columns.findIndex((name) => GROUP.test(name)) : -1;
  const name = (i: number): string | number => (named ? columns[i]! : i === columns.length - 1 ? -1 : i + 1);
  const own = { label, group, name };
  const long = understandLong(table, own);
  const classes = label < 0 ? [] : classesOf(labels);
  const target = classes === null ? targetOf(labels, columns[label]!) : null;
  const common = {
    classes: classes ?? [],
    ...(target !== null && { targets: target }),
    assumed: [
      label < 0
        ? 'no column says the class'
        : `column ${name(label)} says the ${target === null ? 'class' : 'target, a real value'}`,
      ...(classes === null && target === null ? ['labels are not read, as they are too many for classes'] : []),
      ...(group < 0 ? [] : [`column ${name(group)} says what must not be split`]),
    ],
  };
  const said = target === null ? { label: name(label) } : { targets: [name(label)] };
  const options = { ...(label >= 0 && said), ...(group >= 0 && { group: name(group) }) };
  const form = long ?? understandWide(table, own);
  return {
    ...form,
    ...common,
    options: { ...options, ...form.options },
    assumed: [...common.assumed, ...form.assumed],
  };
}

/** Numbers that are too many for classes; null: they are none. */
function targetOf(labels: readonly string[], column: string): NamedTargets | null {
  const numbers = labels.map(numberOf);
  const target = { kind: 'values', names: [column] } as const;
  const known = oneTarget.safeParse(target);
  return numbers.every((value) => value !== undefined) && known.success ? known.data : null;
}

type Form = Pick<Draft, 'samples' | 'channels' | 'rateHz' | 'options' | 'assumed'>;

/** The columns that are no values: by name, or the only one of texts, or the first or last one of few whole numbers. */
export function labelColumn({ columns, named, rows }: Table): number {
  if (named) {
    const byName = columns.findIndex((name) => LABEL.test(name));
    if (byName >= 0) return byName;
  }
  const isText = (i: number) => rows.some((row) => typeof row[i] === 'string' && numberOf(row[i]!) === undefined);
  const texts = columns.flatMap((name, i) => (isText(i) && !(named && GROUP.test(name)) ? [i] : []));
  if (texts.length === 1) return texts[0]!;
  const few = (i: number) => {
    const values = rows.map((row) => numberOf(row[i]!));
    return values.every((value) => Number.isInteger(value)) && new Set(values).size <= Math.max(2, rows.length / 2);
  };
  const others = columns.slice(1, -1).some((_, i) => !few(i + 1));
  if (named || !others) return -1;
  return few(columns.length - 1) ? columns.length - 1 : few(0) ? 0 : -1;
}

function understandWide({ columns, named, rows }: Table, { label, group }: { label: number; group: number }): Form {
  const ignored = columns.filter((name) => named && IGNORED.test(name));
  const values = [...columns.keys()].filter((i) => i !== label && i !== group && !ignored.includes(columns[i]!));
  const leave = ignored.length > 0 ? { leave: ignored } : {};
  const lists = values.filter((i) => Array.isArray(rows[0]![i]));
  if (lists.length > 0) {
    const others = values.filter((i) => !lists.includes(i)).map((i) => columns[i]!);
    const samples = (rows[0]![lists[0]!] as Cell[]).length;
    const options = others.length > 0 || ignored.length > 0 ? { leave: [...ignored, ...others] } : {};
    return { samples, channels: lists.length, rateHz: null, options, assumed: ['a row is a window, a list a channel'] };
  }
  const prefixes = values.map((i) => (named ? /^(.*?)[_. -]?\d+$/.exec(columns[i]!)?.[1] : ''));
  const channels = new Set(prefixes).size;
  const each = values.length / channels;
  const even =
    channels > 1 &&
    channels <= MAX_CHANNELS &&
    !prefixes.includes(undefined) &&
    [...new Set(prefixes)].every((one) => prefixes.filter((p) => p === one).length === each);
  if (!even)
    return {
      samples: values.length,
      channels: 1,
      rateHz: null,
      options: leave,
      assumed: ['a row is a window of one channel'],
    };
  const order = prefixes[1] === prefixes[0] ? 'channels' : 'samples';
  return {
    samples: each,
    channels,
    rateHz: null,
    options: { ...leave, ...(order === 'samples' && { order }) },
    assumed: [`a row is a window of ${channels} channels: ${[...new Set(prefixes)].join(', ')}`],
  };
}
