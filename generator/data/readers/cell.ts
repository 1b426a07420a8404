import { MISSING, NUMBER } from './class-names.js';

/** A field of a table: a text, or what a file of columns holds, such as all samples of a channel. */
export type Cell = string | number | null | Cell[];

/** A value as a field gives it: NaN where it is missing; undefined: this is no number. */
export function numberOf(cell: Cell): number | undefined {
  if (Array.isArray(cell)) return undefined;
  if (typeof cell !== 'string') return cell ?? Number.NaN;
  const given = cell.trim();
  if (MISSING.test(given)) return Number.NaN;
  const value = NUMBER.test(given) ? Number(given) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** What a field holds, one after the other. */
export const listOf = (cell: Cell): Cell[] => (Array.isArray(cell) ? cell.flatMap(listOf) : [cell]);

/** Seconds; NaN: the field says no time. A date without a zone is in UTC. */
export function secondsOf(cell: Cell): number {
  const value = numberOf(cell);
  if (value !== undefined) return value;
  const text = `${cell}`.trim();
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return Number.NaN;
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}Z`) / 1000;
}

/** Equal numbers, however they are written, or the same texts; what is missing is equal to what is missing. */
export const sameNumbers = (a: readonly Cell[], b: readonly Cell[]) =>
  a.length === b.length &&
  a.every((cell, i) => {
    const [own, other] = [numberOf(cell), numberOf(b[i]!)];
    return own === undefined ? cell === b[i] : own === other || (isMissing(cell) && isMissing(b[i]!));
  });
const isMissing = (cell: Cell) => Number.isNaN(numberOf(cell));
