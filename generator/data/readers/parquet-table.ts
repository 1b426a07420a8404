import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { UserError } from '../../support/errors.js';
import { foreignKind } from '../../support/file-kind.js';
import { loadOptional } from '../../support/optional-package.js';
import type { Cell } from './cell.js';
import { PARQUET_WORK } from './parquet-worker.js';
import { type Column, columnIndex } from './table-options.js';

/** A table as a Parquet file holds it. */
export interface ParquetTable {
  columns: string[];
  rows: Cell[][];
}

const PACKAGES = ['hyparquet', 'hyparquet-compressors'] as const;
const MAGIC = 'PAR1';
const MAX_ROWS = 2 ** 26;
/** Of the thread that reads, in MB, and in ms. */
const LIMITS = { memory: 1536, time: 120_000 };

/**
 * All columns of a Parquet file, in a thread whose memory and time are limited.
 *
 * @param leave columns of which nothing is wanted; they are null
 * @throws UserError when this is no such file, a damaged one, more than is read, or the optional packages are missing
 */
export async function readParquetTable(
  bytes: Uint8Array,
  where: string,
  leave: readonly Column[] = [],
): Promise<ParquetTable> {
  const ends = [bytes.subarray(0, MAGIC.length), bytes.subarray(-MAGIC.length)].map((end) =>
    Buffer.from(end).toString('latin1'),
  );
  if (bytes.length < 2 * MAGIC.length || ends[0] !== MAGIC) {
    const kind = foreignKind(bytes);
    throw new UserError({ where, message: `no Parquet file${kind === null ? '' : `: this is ${kind}`}` });
  }
  if (ends[1] !== MAGIC)
    throw new UserError({ where, message: 'truncated: a Parquet file ends as it begins', value: ends[1] });
  const require = createRequire(import.meta.url);
  const modules = await loadOptional('reading Parquet', PACKAGES, async () =>
    PACKAGES.map((name) => pathToFileURL(require.resolve(name)).href),
  );
  const answer = await inThread({ file: Uint8Array.from(bytes).buffer, modules, most: MAX_ROWS });
  if ('problem' in answer) throw new UserError({ where, message: `cannot be read as Parquet: ${answer.problem}` });
  const left = new Set(leave.map((column) => columnIndex(answer.columns, column)));
  const rows = answer.rows.map((row) => row.map((value, i) => (left.has(i) ? null : cellOf(value, where))));
  return { columns: answer.columns, rows };
}

type Answer = { columns: string[]; rows: unknown[][] } | { problem: string };

function inThread(workerData: { file: ArrayBuffer; modules: string[]; most: number }): Promise<Answer> {
  const worker = new Worker(PARQUET_WORK, {
    eval: true,
    workerData,
    transferList: [workerData.file],
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.memory },
  });
  return new Promise<Answer>((resolve) => {
    const timer = setTimeout(() => resolve({ problem: `not done after ${LIMITS.time / 1000} s` }), LIMITS.time);
    worker.once('message', (answer: Answer) => resolve(answer));
    worker.once('error', (error: NodeJS.ErrnoException) => {
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      resolve({ problem: memory ? `takes more than ${LIMITS.memory} MB of memory` : error.message });
    });
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve({ problem: 'the thread that reads it ended' });
    });
  }).finally(() => worker.terminate());
}

/** Numbers, texts, truth values as 0 and 1, times in s, lists of them. */
function cellOf(value: unknown, where: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return value.getTime() / 1000;
  if (typeof value === 'bigint') {
    if (Number.isSafeInteger(Number(value))) return Number(value);
    const message = 'a whole number that is not held exactly';
    throw new UserError({ where, message, value: `${value}`, allowed: 'below 2^53' });
  }
  if (Array.isArray(value)) return value.map((one) => cellOf(one, where));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView) && !(value instanceof Uint8Array))
    return Array.from(value as unknown as Iterable<unknown>, (one) => cellOf(one, where));
  throw new UserError({
    where,
    message: 'a column of structures or bytes',
    allowed: 'numbers, texts, and lists of numbers',
  });
}
