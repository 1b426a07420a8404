import { type Cell, numberOf } from '../readers/cell.js';
import type { Draft } from './draft.js';
import type { Table } from './table.js';

const WINDOW =
  /^(?:window|segment|sequence|series|trial|case|sample|example|instance)(?:_?(?:id|no|nr|number|index))?$/i;
const TIME = /^(?:time|timestamp|t|date|datetime|seconds|secs)(?:_?(?:s|sec|seconds))?$/i;
/** s of a window where nothing says its length. */
const SECONDS = 2;

/** A table with a row a sample, which a column of the window or of the time tells; null: a row is a window. */
export function understandLong(
  { columns, named, rows }: Table,
  { label, group }: { label: number; group: number },
): Pick<Draft, 'samples' | 'channels' | 'rateHz' | 'options' | 'assumed'> | null {
  if (!named) return null;
  const window = columns.findIndex((name, i) => WINDOW.test(name) && i !== label && repeats(rows, i));
  const time = columns.findIndex((name) => TIME.test(name));
  if (window < 0 && (time < 0 || !rises(rows, time))) return null;
  const others = new Set([label, group, window, time]);
  const values = [...columns.keys()].filter((i) => !others.has(i));
  const first = window < 0 ? rows : rows.slice(0, countFirst(rows, window));
  const step = time < 0 ? null : stepOf(first, time);
  const rateHz = step === null ? null : Number((1 / step).toPrecision(6));
  const samples = window < 0 ? Math.min(rows.length, Math.max(1, Math.round(SECONDS * (rateHz ?? 50)))) : first.length;
  const long = {
    ...(window >= 0 && { window: columns[window]! }),
    ...(step !== null && { time: columns[time]! }),
  };
  const leave = time >= 0 && step === null ? { leave: [columns[time]!] } : {};
  return {
    samples,
    channels: values.length,
    rateHz,
    options: { long, ...leave },
    assumed: [
      `a row is a sample of channels ${values.map((i) => columns[i]!).join(', ')}`,
      window < 0
        ? `windows of ${samples} samples are cut from rows that follow each other`
        : `column ${columns[window]} names the window`,
      ...(step === null
        ? []
        : [`column ${columns[time]} is the time in s, one sample every ${Number(step.toPrecision(6))} s`]),
    ],
  };
}

const repeats = (rows: readonly (readonly Cell[])[], i: number) => rows.length > 1 && rows[0]![i] === rows[1]![i];
const rises = (rows: readonly (readonly Cell[])[], i: number) => stepOf(rows.slice(0, 2), i) !== null;

function countFirst(rows: readonly (readonly Cell[])[], window: number): number {
  const end = rows.findIndex((row) => row[window] !== rows[0]![window]);
  return end < 0 ? rows.length : end;
}

/** s between rows, the middle one of all; null: the column is no time that rises. */
function stepOf(rows: readonly (readonly Cell[])[], time: number): number | null {
  const seconds = rows.map((row) => numberOf(row[time]!) ?? Date.parse(`${row[time]}`) / 1000);
  const steps = seconds.slice(1).map((value, i) => value - seconds[i]!);
  const middle = steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)];
  return middle !== undefined && middle > 0 ? middle : null;
}
