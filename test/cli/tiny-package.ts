import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { expect } from 'vitest';
import { bitbeat, type Ran } from './run-in-process.js';

/** Where `make setup-boards` puts Python's tools. */
export const VENV = resolve('build/venv/bin');
export const VLNV = 'example:ip:tiny';

/** The tiny design as a package in a folder of its own, and copies of it. */
export class TinyPackage {
  readonly parent = mkdtempSync(join(tmpdir(), 'bitbeat-package-test-'));
  readonly folder = join(this.parent, 'tiny');

  make(): Promise<Ran> {
    const design = ['--design', 'test/goldens/tiny.json'];
    return bitbeat('package', ...design, '--out', this.folder, '--simulator', 'icarus');
  }

  /** A copy in which a file is changed. */
  changed(file: string, change: (text: string) => string): string {
    const copy = mkdtempSync(join(this.parent, 'changed-'));
    cpSync(this.folder, copy, { recursive: true });
    const path = join(copy, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(path, after);
    return copy;
  }

  remove(): void {
    rmSync(this.parent, { recursive: true, force: true });
  }
}

/** Another lowest bit in the first word of an image. */
export function flipBit(text: string): string {
  const [word, ...rest] = text.split('\n');
  const digit = (Number.parseInt(word!.at(-1)!, 16) ^ 1).toString(16);
  return [`${word!.slice(0, -1)}${digit}`, ...rest].join('\n');
}

/** Runs a program with Python's tools in its path. */
export function ran(cwd: string, program: string, ...args: string[]): { status: number | null; text: string } {
  const env = { ...process.env, PATH: `${VENV}${delimiter}${process.env.PATH}` };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}
