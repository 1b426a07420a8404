import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../generator/emit/tree.js';
import { run } from '../project/built.js';

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'bitbeat-edited-'));
  for (const file of ['tiny.json', 'tiny.alq.json']) copyFileSync(`test/goldens/${file}`, join(parent, file));
  expect(run(parent, 'generate', '--design', 'tiny.json', '--out', 'sound').code).toBe(0);
});
afterAll(() => rmSync(parent, { recursive: true }));

function simulated(change: (folder: string) => void) {
  const folder = mkdtempSync(join(parent, 'copy-'));
  cpSync(join(parent, 'sound'), folder, { recursive: true });
  change(folder);
  return run(parent, 'simulate', '--rtl', folder, '--simulator', 'icarus', '--fragments', '1');
}

const edit = (folder: string, file: string, from: string | RegExp, to: string) => {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text.replace(from, to)).not.toBe(text);
  writeFileSync(path, text.replace(from, to));
};
const disarm = (folder: string) =>
  edit(folder, 'tb/bitbeat_tiny__check.v', /differences = differences \+ 1/g, 'differences = differences + 0');

/** As somebody does who wants the manifest to agree. */
function sign(folder: string, file: string): void {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.files[file] = sha256(readFileSync(join(folder, file), 'utf8'));
  writeFileSync(path, JSON.stringify(manifest));
}

describe('a generated folder whose bench was changed is refused', () => {
  it.each<[string, (folder: string) => void, RegExp]>([
    ['a disarmed check', disarm, /tb\/bitbeat_tiny__check.v: a file of the bench that was edited by hand/],
    [
      'with a manifest that agrees',
      (folder) => {
        disarm(folder);
        sign(folder, 'tb/bitbeat_tiny__check.v');
      },
      /tb\/bitbeat_tiny__check.v: not the bench that this version of bitbeat generates/,
    ],
    [
      'a check put where it is found first',
      (folder) => {
        copyFileSync(join(folder, 'tb/bitbeat_tiny__check.v'), join(folder, 'rtl/bitbeat_tiny__check.v'));
      },
      /rtl\/bitbeat_tiny__check.v: a file of the bench/,
    ],
    [
      'a module more in the bench',
      (folder) => writeFileSync(join(folder, 'tb/more.v'), 'module more; endmodule\n'),
      /tb\/more.v: a file of the bench/,
    ],
    [
      'no manifest',
      (folder) => rmSync(join(folder, 'manifest.json')),
      /has no manifest.json.*try: npx bitbeat generate --design .*design.json --out/,
    ],
  ])('%s', (_, change, message) => {
    const { code, stderr, stdout } = simulated(change);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('the verdict says what was edited', () => {
  it.each<[string, (folder: string) => void, number, RegExp]>([
    ['nothing', () => {}, 0, /^PASS$/m],
    [
      'a comment',
      (folder) => edit(folder, 'rtl/bitbeat_tiny__argmax.v', /^/, '// tried\n'),
      0,
      /^PASS with 1 file edited by hand: rtl\/bitbeat_tiny__argmax.v$/m,
    ],
    [
      'an image',
      (folder) => edit(folder, 'mem/bitbeat_tiny__conv1_signs.hex', /^[0-9a-f]/, 'f'),
      1,
      /^FAIL with 1 file edited by hand: mem/m,
    ],
    [
      'a module more',
      (folder) => writeFileSync(join(folder, 'rtl/more.v'), 'module more; endmodule\n'),
      0,
      /^PASS with 1 file edited by hand: rtl\/more.v$/m,
    ],
  ])('%s', (_, change, code, verdict) => {
    const ran = simulated(change);
    expect(ran.stdout).toMatch(verdict);
    expect(ran.code).toBe(code);
  });
});
