import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-install-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fake(file: string, script: string): void {
  writeFileSync(join(folder, file), `#!/bin/bash\n${script}\n`);
  chmodSync(join(folder, file), 0o755);
}

describe('install-tools.sh', () => {
  const log = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '');
  /** A machine with these programs only; apt-get and npm write down what they were asked to do. */
  function machine(user: number, nodeMajor: number, ...tools: string[]): void {
    for (const tool of tools) fake(tool, ':');
    for (const tool of ['env', 'mktemp', 'rm', 'cat']) fake(tool, `PATH=/usr/bin:/bin exec ${tool} "$@"`);
    fake('env', 'shift; exec "$@"');
    fake('id', `echo ${user}`);
    fake('node', `[[ $1 == --version ]] && echo v${nodeMajor}.1.0 || echo ${nodeMajor}`);
  }
  const note = (name: string, then = '') => fake(name, `echo ${name} "$@" >> ${folder}/log\n${then}`);
  const install = () =>
    spawnSync('/bin/bash', [resolve('sim/install-tools.sh')], { encoding: 'utf8', env: { PATH: folder, CI: 'true' } });

  test('is silent when all is there', () => {
    machine(1000, 20, 'verilator', 'iverilog', 'yosys', 'g++', 'make', 'npm');
    expect(install()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  test('as root installs what is missing, and nothing else', () => {
    machine(0, 20, 'verilator', 'g++', 'make', 'npm', 'ccache');
    note('apt-get');
    expect(install()).toMatchObject({ status: 0, stdout: 'Installing iverilog yosys\n', stderr: '' });
    expect(log()).toBe('apt-get -qq update\napt-get -qq install --no-install-recommends iverilog yosys\n');
  });

  test('ccache only beside what is missing', () => {
    machine(0, 20, 'verilator', 'iverilog', 'yosys', 'g++', 'npm');
    note('apt-get');
    expect(install()).toMatchObject({ status: 0, stdout: 'Installing make ccache\n', stderr: '' });
  });

  test('a Node.js that is too old is replaced from npm', () => {
    machine(0, 18, 'verilator', 'iverilog', 'yosys', 'g++', 'make');
    note('npm', `printf '#!/bin/bash\\necho 22\\n' > ${folder}/node`);
    expect(install()).toMatchObject({ status: 0, stderr: '' });
    expect(log()).toMatch(/^npm install --global .*node@22 npm@10\n$/);
  });

  test('without root and sudo prints what to install: 2', () => {
    machine(1000, 20, 'verilator', 'iverilog', 'g++', 'make', 'npm');
    note('apt-get');
    const { status, stderr } = install();
    expect(stderr).toContain('apt-get install yosys ccache\n');
    expect(status).toBe(2);
    expect(log()).toBe('');
  });

  test('never asks for a password where nobody can type one: 2', () => {
    machine(1000, 20, 'verilator', 'iverilog', 'g++', 'make', 'npm');
    note('apt-get');
    note('sudo', 'exit 1');
    expect(install()).toMatchObject({ status: 2, stderr: expect.stringContaining('sudo is not allowed') });
    expect(log()).toBe('sudo -n true\n');
  });

  test('a failing apt-get is shown with what it said: 2', () => {
    machine(0, 20, 'verilator', 'iverilog', 'g++', 'make', 'npm');
    note('apt-get', 'echo "no network" >&2; exit 100');
    expect(install()).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^no network\n(.*\n)*Install as root: apt-get install yosys ccache\n/),
    });
  });
});

describe('.ci/run', () => {
  const BESIDE = ['mitbih17', 'mitdb', 'wfdb', 'models', 'reference-model'];
  const ci = () =>
    spawnSync('/bin/bash', [join(folder, 'main/.ci/run')], {
      encoding: 'utf8',
      env: { PATH: `${folder}:/usr/bin:/bin` },
    });
  beforeEach(() => {
    mkdirSync(join(folder, 'main/.ci'), { recursive: true });
    copyFileSync('.ci/run', join(folder, 'main/.ci/run'));
    fake('make', 'echo "$@ in $PWD with $BITBEAT_DATA, CI=$CI"; exit 7');
  });

  test('runs make test with the recordings beside the repository, and keeps its exit code, with the further tools or without', () => {
    const data = join(folder, 'shared/data/mitbih17');
    for (const name of BESIDE) mkdirSync(join(folder, 'shared/data', name), { recursive: true });
    const made = (target: string) => `${target} in ${folder}/main with ${data}, CI=true\n`;
    expect(ci()).toMatchObject({
      status: 7,
      stdout: made('setup-boards') + made('setup-lint') + made('setup-browser') + made('setup-site') + made('test'),
      stderr:
        'tools for boards cannot be installed here\nfront-ends for lint cannot be installed here\nno browser can be installed here\nthe site cannot be built here\n',
    });
  });

  test.each(BESIDE)('fails without %s', (missing) => {
    for (const name of BESIDE.filter((one) => one !== missing))
      mkdirSync(join(folder, 'shared/data', name), { recursive: true });
    expect(ci()).toMatchObject({ status: 1, stdout: '', stderr: `missing data folder: ../shared/data/${missing}\n` });
  });
});

describe('package-lock.json', () => {
  interface Entry {
    dependencies?: Record<string, string>;
    optionalDependencies?: Record<string, string>;
  }
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Entry> };

  test('names no registry', () => {
    expect(Object.entries(packages).filter(([, entry]) => 'resolved' in entry)).toEqual([]);
  });

  /** The package that `name` means inside `from`: the nearest node_modules above it that has one. */
  function find(from: string, name: string): string | undefined {
    const inside = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
    if (inside in packages) return inside;
    return from === '' ? undefined : find(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
  }

  // A registry mirror that lacks some platform's package leaves it out of the file, and `npm ci` then refuses it.
  test('has every package that another one names, those of other platforms too', () => {
    const missing = Object.entries(packages).flatMap(([from, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => find(from, name) === undefined),
    );
    expect(missing).toEqual([]);
  });
});
