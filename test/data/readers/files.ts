import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Problem, UserError } from '../../../generator/support/errors.js';
import { answered } from '../../bad-input/answers.js';

/** A new folder with these files (path below it -> content), removed after the test. */
export function folderOf(files: Record<string, string | Uint8Array>): string {
  const dir = mkdtempSync(join(tmpdir(), 'bitbeat-data-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  return dir;
}

/** The problems of the UserError that `run` must throw. */
export function problemsOf(run: () => unknown): readonly Problem[] {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) {
      answered(error);
      return error.problems;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The message of the UserError that `run` must throw. */
export const messageOf = (run: () => unknown): string => new UserError(problemsOf(run)).message;

/** Writes a MATLAB level-4 matrix; values are in column order. */
export function matlab4(
  values: number[],
  { type = 30, rows = 1, columns = values.length, imaginary = 0, name = 'val' } = {},
): Uint8Array {
  const precision = Math.floor(type / 10) % 10;
  const size = [8, 4, 4, 2, 2, 1][precision] ?? 1;
  const bytes = Buffer.alloc(20 + name.length + 1 + values.length * size);
  [type, rows, columns, imaginary, name.length + 1].forEach((word, i) => {
    bytes.writeUInt32LE(word, i * 4);
  });
  bytes.write(name, 20, 'latin1');
  values.forEach((value, i) => {
    const at = 20 + name.length + 1 + i * size;
    if (precision === 0) bytes.writeDoubleLE(value, at);
    else if (precision === 1) bytes.writeFloatLE(value, at);
    else if (precision === 2) bytes.writeInt32LE(value, at);
    else if (precision === 3) bytes.writeInt16LE(value, at);
    else if (precision === 4) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt8(value, at);
  });
  return bytes;
}

/** 3600 codes of a fragment file; `first` makes them differ. */
export const codes3600 = (first = 1024): number[] => [first, ...Array<number>(3599).fill(967)];

/** Two samples in three bytes, written from the format's description: low bytes outside, upper halves in the middle. */
export function pack212(samples: number[]): Buffer {
  const bytes: number[] = [];
  for (let i = 0; i < samples.length; i += 2) {
    const [a, b] = [samples[i]! & 0xfff, (samples[i + 1] ?? 0) & 0xfff];
    bytes.push(a & 0xff, (a >> 8) | ((b >> 8) << 4), b & 0xff);
  }
  return Buffer.from(bytes);
}
