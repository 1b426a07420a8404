import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linkStatsIfThere, statsIfThere } from '../../generator/support/stats.js';
import { inFolder } from '../emit/tiny.js';

test('what has a name, or nothing; every other answer of the system is thrown', () =>
  inFolder((folder) => {
    const at = (name: string) => join(folder, name);
    writeFileSync(at('file'), 'x');
    symlinkSync('nowhere', at('dangling'));
    symlinkSync('file/below', at('below'));
    symlinkSync('loop', at('loop'));
    for (const statsOf of [statsIfThere, linkStatsIfThere]) {
      expect(statsOf(at('file'))?.size).toBe(1);
      expect(statsOf(folder)?.isDirectory()).toBe(true);
      for (const name of ['none', 'none/below', 'file/below']) expect(statsOf(at(name))).toBeUndefined();
      expect(() => statsOf(at('n'.repeat(300)))).toThrow('ENAMETOOLONG');
      expect(() => statsOf('a\0')).toThrow('null bytes');
    }
    for (const name of ['dangling', 'below']) {
      expect(statsIfThere(at(name))).toBeUndefined();
      expect(linkStatsIfThere(at(name))?.isSymbolicLink()).toBe(true);
    }
    expect(() => statsIfThere(at('loop'))).toThrow('ELOOP');
  }));

test("Node's own option is used nowhere: what it does depends on the version", () => {
  const files = readdirSync('generator', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const using = files.filter((file) => /throwIfNoEntry\s*:/.test(readFileSync(join('generator', file), 'utf8')));
  expect(using).toEqual([]);
});
