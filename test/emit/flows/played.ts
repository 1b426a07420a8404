import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ran, VENV } from '../../cli/tiny-package.js';
import { inFolder } from '../tiny.js';
import { FOLDERS, put } from './folders.js';

/** One text of the file of a folder that matches `file` is replaced. */
export interface Damage {
  file: RegExp;
  text: string | RegExp;
  by: string;
}

/** Runs a cocotb bench of a folder as its reader does. */
export const played = (name: string, script: string, damage?: Damage) =>
  inFolder((folder) => {
    const { tree } = FOLDERS[name]!();
    put(folder, tree);
    if (damage !== undefined) {
      const path = join(folder, [...tree.keys()].find((one) => damage.file.test(one))!);
      const before = readFileSync(path, 'utf8');
      const after = before.replace(damage.text, damage.by);
      expect(after).not.toBe(before);
      writeFileSync(path, after);
    }
    return ran(folder, join(VENV, 'python'), script);
  });
