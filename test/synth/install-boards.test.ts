import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inFolder } from '../emit/tiny.js';

const TOOLS = ['nextpnr-ice40', 'icepack', 'openFPGALoader', 'sta'];

/** A machine with these programs; apt-get and pip write down what they were asked to do. */
function machine(folder: string, { user, tools, lacks }: { user: number; tools: string[]; lacks: string }) {
  const fake = (file: string, script: string) => {
    writeFileSync(join(folder, file), `#!/bin/bash\n${script}\n`);
    chmodSync(join(folder, file), 0o755);
  };
  mkdirSync(join(folder, 'build/venv/bin'), { recursive: true });
  for (const tool of tools) fake(tool, ':');
  fake('python3', ':');
  fake('id', `echo ${user}`);
  fake('apt-get', `echo apt-get "$@" >> ${folder}/log`);
  for (const tool of ['mktemp', 'rm', 'cat']) fake(tool, `PATH=/usr/bin:/bin exec ${tool} "$@"`);
  fake('env', 'shift; exec "$@"');
  fake('build/venv/bin/python', `echo ${lacks}`);
  fake('build/venv/bin/pip', `echo pip "$@" >> ${folder}/log`);
  const ran = spawnSync('/bin/bash', [resolve('sim/install-boards.sh')], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: folder, CI: 'true' },
  });
  const log = join(folder, 'log');
  return { ...ran, log: existsSync(log) ? readFileSync(log, 'utf8') : '' };
}

// The cells of the ASIC flow are looked for where Debian puts them.
const cells = existsSync('/usr/share/qflow/tech/osu018') ? '' : ' qflow-tech-osu018';

describe('install-boards.sh', () => {
  test('is silent when all is there', () =>
    inFolder((folder) => {
      const user = cells === '' ? 1000 : 0;
      const ran = machine(folder, { user, tools: TOOLS, lacks: '' });
      expect(ran).toMatchObject({ status: 0, stderr: '' });
      if (cells === '') expect([ran.stdout, ran.log]).toEqual(['', '']);
    }));

  test('as root installs what is missing of Debian and PyPI, and nothing else', () =>
    inFolder((folder) => {
      const ran = machine(folder, { user: 0, tools: TOOLS.slice(1, 3), lacks: 'apycula fusesoc' });
      expect(ran).toMatchObject({ status: 0, stderr: '' });
      const debian = `nextpnr-ice40 opensta${cells}`;
      expect(ran.stdout).toBe(`Installing ${debian}\nInstalling apycula fusesoc in build/venv\n`);
      expect(ran.log).toBe(
        `apt-get -qq update\napt-get -qq install --no-install-recommends ${debian}\n` +
          'pip install --quiet --disable-pip-version-check apycula fusesoc\n',
      );
    }));

  test('without root and sudo prints what to install: 2', () =>
    inFolder((folder) => {
      const ran = machine(folder, { user: 1000, tools: TOOLS.slice(1), lacks: '' });
      expect(ran).toMatchObject({ status: 2, log: '' });
      expect(ran.stderr).toContain(`apt-get install nextpnr-ice40${cells}\n`);
    }));
});
