import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** A text of a generated file, beneath `rtl`, that is replaced. */
export interface Damage {
  file: string;
  text: string;
  by: string;
}

/** Damages the design in a folder; fails where the text is not there. */
export function change(folder: string, { file, text, by }: Damage): void {
  const path = join(folder, 'rtl', file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(text);
  writeFileSync(path, before.replace(text, by));
}
