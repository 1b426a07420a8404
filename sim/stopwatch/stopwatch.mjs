/*
 * How long a new user takes, on a bare Debian 12: the steps of steps.json, word for word as docs/start.md has them, in a root of its
 * own, each with its time. Writes docs/results/stopwatch/debian-12.json, and nothing unless every step ended as it should.
 *
 *   node sim/stopwatch/stopwatch.mjs [ROOT]
 *
 * ROOT is a bare root that is there already (`debootstrap --variant=minbase bookworm ROOT`), and is used up; without it one is made and
 * removed. Nothing of this machine is in the root but a bundle of the repository, its resolver and its own certificates.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

const RESULT = 'docs/results/stopwatch/debian-12.json';
const LOGS = 'build/stopwatch';
const SUITE = 'bookworm';
/** Certificates that the administrator of a machine added: behind some networks nothing is reached without them. */
const CERTIFICATES = 'usr/local/share/ca-certificates';
const ALL_CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

const steps = JSON.parse(readFileSync('sim/stopwatch/steps.json', 'utf8'));

/** Runs a program to its end. Returns what it printed, on both streams. */
function run(program, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1e9,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  return { ok: status === 0, text: `${stdout ?? ''}${stderr ?? ''}${error ?? ''}` };
}

const has = (program) => run('sh', ['-c', `command -v ${program}`]).ok;

function closing(passed, failed, skipped, why) {
  if (why !== undefined) console.log(why);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exit(failed > 0 ? 1 : 0);
}

const skip = (why) => closing(0, 0, steps.length, `skipped: ${why}`);

/** A shell in the root, as a user who just logged in has it; its mounts and all that it started end with it. */
function within(root, folder, script) {
  const trusted = readdirSync(join(root, CERTIFICATES), { recursive: true }).length > 0;
  const certificates = trusted ? { NODE_EXTRA_CA_CERTS: ALL_CERTIFICATES, PIP_CERT: ALL_CERTIFICATES } : {};
  const env = { HOME: '/root', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };
  const proc = `--mount-proc=${join(root, 'proc')}`;
  const shell = ['chroot', root, 'bash', '-e', '-o', 'pipefail', '-c', `cd ${folder}\n${script}`];
  return run('unshare', ['--mount', '--pid', '--fork', '--kill-child', proc, ...shell], {
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive', ...certificates },
  });
}

/** What a step must leave or say; null where it does. */
function missing(root, step, text) {
  const lines = text.trimEnd().split('\n');
  if (step.says !== undefined && !lines.some((line) => new RegExp(step.says).test(line))) return `no line ${step.says}`;
  if (step.leaves !== undefined && !existsSync(join(root, step.in, step.leaves))) return `no ${step.leaves}`;
  return null;
}

/** Resolver, certificates and the bundle. */
function furnish(root) {
  cpSync('/etc/resolv.conf', join(root, 'etc/resolv.conf'), { dereference: true });
  mkdirSync(join(root, CERTIFICATES), { recursive: true });
  if (existsSync(`/${CERTIFICATES}`)) cpSync(`/${CERTIFICATES}`, join(root, CERTIFICATES), { recursive: true });
  const made = run('git', ['bundle', 'create', '--quiet', join(root, 'root/bitbeat.bundle'), 'HEAD']);
  if (!made.ok) closing(0, 1, steps.length - 1, made.text);
}

const version = (root, command) => within(root, '/root/bitbeat', command).text.match(/\d+(\.\d+)+/)?.[0] ?? '-';

const rounded = (seconds) => Math.round(10 * seconds) / 10;

function measure(root) {
  furnish(root);
  for (const folder of [LOGS, dirname(RESULT)]) mkdirSync(folder, { recursive: true });
  const [load] = loadavg();
  const timed = [];
  for (const [i, step] of steps.entries()) {
    const start = performance.now();
    const { ok, text } = within(root, step.in, step.commands.join('\n'));
    const seconds = (performance.now() - start) / 1000;
    const log = join(LOGS, `${i}.log`);
    writeFileSync(log, text);
    const fault = ok ? missing(root, step, text) : 'it failed';
    if (fault !== null) {
      console.error(text.split('\n').slice(-30).join('\n'));
      closing(i, 1, steps.length - i - 1, `${step.to}: ${fault} (${log})`);
    }
    console.log(`${step.to}: ${rounded(seconds)} s`);
    timed.push({ ...step, seconds: rounded(seconds), load: rounded(loadavg()[0]) });
  }
  const tools = {
    debian: readFileSync(join(root, 'etc/debian_version'), 'utf8').trim(),
    node: version(root, 'node --version'),
    npm: version(root, 'npm --version'),
    verilator: version(root, 'verilator --version'),
    yosys: version(root, 'yosys -V'),
    'nextpnr-ice40': version(root, 'nextpnr-ice40 --version'),
  };
  const { version: generator } = JSON.parse(readFileSync('package.json', 'utf8'));
  const machine = {
    cores: availableParallelism(),
    processor: cpus()[0].model.trim() || arch(),
    memoryGB: Math.round(totalmem() / 1e9),
    loadBefore: rounded(load),
  };
  const commit = run('git', ['rev-parse', 'HEAD']).text.trim();
  const date = new Date().toISOString().slice(0, 10);
  const result = { date, generator, commit, machine, tools, steps: timed };
  writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
}

const given = process.argv[2] || undefined;
if (process.getuid?.() !== 0) skip('a root is entered by root alone');
for (const program of ['unshare', 'chroot', ...(given ? [] : ['debootstrap'])])
  if (!has(program)) skip(`${program} is not installed`);
if (given !== undefined && !existsSync(join(given, 'etc/debian_version')))
  closing(0, 1, 0, `${given}: no root of Debian`);
if (given !== undefined && existsSync(join(given, 'root/bitbeat'))) closing(0, 1, 0, `${given}: used already`);

const root = given ?? mkdtempSync(join(tmpdir(), 'bitbeat-bare-'));
// `exit` passes by no `finally`. What is mounted there is nothing to be removed.
process.on('exit', () => {
  const mounted = readFileSync('/proc/mounts', 'utf8').includes(` ${root}/`);
  if (given === undefined && !mounted) rmSync(root, { recursive: true, force: true });
  if (mounted) console.error(`${root} is left: something is mounted in it`);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
if (given === undefined) {
  const made = run('debootstrap', ['--variant=minbase', SUITE, root]);
  if (!made.ok) closing(0, 1, steps.length - 1, made.text.split('\n').slice(-10).join('\n'));
}
measure(root);
closing(steps.length, 0, 0);
