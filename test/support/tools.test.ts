import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../generator/support/errors.js';
import { compareVersions, findTool, requireTool, TOOLS, type Tool, which } from '../../generator/support/tools.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-tools-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program in the faked PATH; it may use nothing but the shell. */
function fake(name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const yosys: Tool = TOOLS.find((tool) => tool.name === 'yosys')!;

describe('which', () => {
  test('takes the first executable file and passes over folders and files that cannot be run', () => {
    const first = join(folder, 'first');
    mkdirSync(join(first, 'yosys'), { recursive: true });
    const second = join(folder, 'second');
    mkdirSync(second);
    writeFileSync(join(second, 'yosys'), '', { mode: 0o644 });
    const found = fake('yosys', 'true');
    expect(which('yosys', ['', first, second, '/nowhere', folder].join(':'))).toBe(found);
    expect(which('yosys', [first, second].join(':'))).toBeUndefined();
  });
});

describe('versions', () => {
  test.each([
    ['5.006', '5.006', 0],
    ['5.020', '5.006', 1],
    ['4.228', '5.006', -1],
    ['0.9', '0.23', -1],
    ['11.0', '11', 0],
    ['20.20.2', '20.3', 1],
  ])('%s against %s is %i', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
  });

  test('order does not depend on which comes first', () => {
    const version = fc.array(fc.nat(999), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
    fc.assert(fc.property(version, version, (a, b) => compareVersions(a, b) === -compareVersions(b, a)));
  });

  test.each([
    ['as Debian prints it', 'echo "Yosys 0.23 (git sha1 7ce5011c24b)"', '0.23'],
    ['with a later line', 'echo; echo "Yosys 0.55+12 (git)"; echo "Copyright 2012"', '0.55'],
    ['on stderr', 'echo "Yosys 1.0-dev" >&2', '1.0'],
  ])('reads a version %s', (_, script, version) => {
    const path = fake('yosys', script);
    expect(findTool(yosys, folder)).toEqual({ path, version });
    expect(requireTool('yosys', folder)).toEqual({ path, version });
  });

  test.each([
    ['too old', 'echo "Yosys 0.9 (git)"', /yosys: too old: 0.23 or later is needed \(found "0.9"\); try: make setup/],
    ['no number', 'echo "Yosys unknown"', /does not tell its version; it said: Yosys unknown/],
    ['failing', 'echo "libtcl8.6.so: cannot open shared object" >&2; exit 127', /libtcl8.6.so: cannot open/],
    ['silent', 'exit 0', /it said: nothing/],
  ])('refuses a tool that is %s', (_, script, message) => {
    fake('yosys', script);
    expect(() => requireTool('yosys', folder)).toThrow(message);
  });
});

test.each(TOOLS.map((tool) => [tool.name, tool.role, tool.mend] as const))(
  'a missing %s is the user error "%s missing" with its mend',
  (name, role, mend) => {
    let error: unknown;
    try {
      requireTool(name, folder);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toContain(`${name}: ${role} missing, not found in PATH`);
    expect((error as UserError).message).toContain(mend);
  },
);
