import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { doUnits } from '../../generator/farm/farm.js';
import { Queue } from '../../generator/farm/queue.js';
import { batchOptions, batchScript, quoted, slurm } from '../../generator/farm/runners/slurm.js';
import { type FarmSettings, farmSchema } from '../../generator/farm/settings.js';
import { type Unit, unitKey } from '../../generator/farm/unit.js';
import { type FakeSlurm, fakeSlurm, type Plan } from './fake-slurm.js';

let cluster: FakeSlurm;
const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
  cluster.remove();
});

const begin = (...plans: Plan[]) => {
  cluster = fakeSlurm(plans);
  process.env = { ...cluster.env };
};
const settings = (more: Partial<FarmSettings> = {}): FarmSettings => ({
  ...farmSchema.parse({ unitsPerTask: 2, pollSeconds: 0.05 }),
  folder: join(cluster.folder, 'shared'),
  ...more,
});
const unit = (index: number): Unit => ({
  key: unitKey(['test', index]),
  input: { seed: 1, index, architecture: 'folded', simulator: 'icarus' },
});
const UNITS = Array.from({ length: 6 }, (_, i) => unit(i));
const told: string[] = [];
beforeEach(() => {
  told.length = 0;
});
const run = (units: readonly Unit[] = UNITS, more: Partial<FarmSettings> = {}) =>
  doUnits<{ values: number }>('fuzz', units, {
    runner: slurm,
    settings: settings(more),
    tell: (text) => told.push(text),
  });
const values = async (done: ReturnType<typeof run>) => (await done).map(({ result }) => result.values);
const ALL = [0, 1, 2, 3, 4, 5];
const arrays = () => cluster.calls('sbatch').map((call) => call.find((arg) => arg.startsWith('--array=')));
const left = () => readdirSync(join(cluster.folder, 'shared/queues'));

describe('a campaign', () => {
  test('is one job array; its results come in its order, and the next time without a job', async () => {
    begin({ polls: 2 });
    expect(await values(run())).toEqual(ALL);
    expect(arrays()).toEqual(['--array=0-2']);
    expect(left()).toEqual([]);
    expect(told.at(-1)).toBe('fuzz on Slurm job 100: 6 of 6 units');
    expect(await values(run([...UNITS].reverse()))).toEqual([...ALL].reverse());
    expect(arrays()).toHaveLength(1);
  });

  test('of the same unit twice does it once', async () => {
    begin();
    expect(await values(run([unit(3), unit(3), unit(1)]))).toEqual([3, 1]);
    expect(arrays()).toEqual(['--array=0-0']);
  });

  test.each<[string, Plan, string]>([
    ['a task whose node is lost', { tasks: { 1: 'lost' } }, '--array=0-0'],
    ['tasks that are killed before they begin', { tasks: { 0: 'nothing', 2: 'nothing' } }, '--array=0-1'],
    ['a file that is damaged', { tasks: { 2: 'damaged' } }, '--array=0-0'],
    ['units that fail once', { tasks: { 0: 'failed' } }, '--array=0-0'],
  ])('begins %s again, and that alone', async (_, plan, again) => {
    begin(plan);
    expect(await values(run())).toEqual(ALL);
    expect(arrays()).toEqual(['--array=0-2', again]);
    expect(left()).toEqual([]);
  });

  test('that brings nothing is given up with units, reasons and logs', async () => {
    const broken: Plan = { tasks: { 0: 'failed', 1: 'nothing' } };
    begin({ tasks: { 1: 'nothing', 2: 'nothing' } }, broken, broken);
    const error: Error = await run(UNITS, { attempts: 2 }).then(
      () => expect.fail('it was done'),
      (thrown) => thrown,
    );
    const line = (index: number, why: string) => `  ${unit(index).key} ${JSON.stringify(unit(index).input)}: ${why}`;
    const ended = 'its task ended before it was done';
    expect(error.message.split('\n')).toEqual([
      '4 units of fuzz were not done in 2 rounds in a row:',
      ...[line(1, 'no space is left'), line(2, ended), line(4, 'no space is left'), '  and 1 more'],
      expect.stringMatching(/^ {2}logs: .*\/3\/logs$/),
    ]);
    expect(arrays()).toEqual(['--array=0-2', '--array=0-1', '--array=0-1']);
    // What was done stays, and the same call goes on.
    expect(await values(run())).toEqual(ALL);
  });

  test('has no more tasks than the site lets it', async () => {
    begin();
    await run(UNITS, { unitsPerTask: 1, maximumTasks: 4 });
    expect(arrays()).toEqual(['--array=0-3']);
  });

  test('watches the jobs that an interrupted one left, and hands over none', async () => {
    begin({ polls: 1, tasks: { 0: 'nothing', 1: 'nothing', 2: 'nothing' } });
    const own = settings();
    const queue = Queue.begin(own.folder, 'fuzz', UNITS, 1);
    await slurm.begin(queue, queue.layOut(UNITS, 3), own);
    for (const { key, input } of UNITS.slice(1))
      queue.results.write(key, { identity: '', values: (input as { index: number }).index, cycles: 1, failures: [] });
    const done = run();
    queue.results.write(UNITS[0]!.key, { identity: '', values: 0, cycles: 1, failures: [] });
    expect(await values(done)).toEqual(ALL);
    expect(arrays()).toHaveLength(1);
  });

  test('cancels tasks that are not needed any more', async () => {
    begin({ polls: 1000 });
    expect(await values(run())).toEqual(ALL);
    expect(cluster.calls('scancel')).toEqual([['scancel', '100']]);
  });

  test('waits for a controller that does not answer', async () => {
    begin({ polls: 1, tasks: { 0: 'nothing' } });
    cluster.silence(3);
    expect(await values(run())).toEqual(ALL);
    expect(cluster.calls('squeue').length).toBeGreaterThanOrEqual(5);
  });

  test('takes a job that the controller has forgotten for ended', async () => {
    begin({ tasks: { 0: 'nothing' } });
    const own = settings();
    const queue = Queue.begin(own.folder, 'fuzz', UNITS, 1);
    await slurm.begin(queue, queue.layOut(UNITS, 3), own);
    cluster.forget(100);
    expect(await slurm.resume(queue.round(1))).toBeNull();
  });
});

describe('what Slurm refuses', () => {
  test('is told in its own words', async () => {
    begin({
      refuse: 'sbatch: error: invalid partition specified: nowhere\nsbatch: error: Batch job submission failed',
    });
    await expect(run()).rejects.toThrow(
      'sbatch: the job array of 3 tasks was refused: sbatch: error: invalid partition specified: nowhere | sbatch: error: Batch job submission failed',
    );
  });

  test('where there is none, what to install is named before anything is laid out', async () => {
    begin();
    process.env.PATH = '/nowhere';
    await expect(run()).rejects.toThrow(
      '--on slurm: sbatch missing, not found in PATH; try: a login node of the cluster, or apt-get install slurm-client',
    );
    expect(existsSync(join(cluster.folder, 'shared/queues'))).toBe(false);
  });
});

describe('the batch script', () => {
  const round = () => {
    const queue = Queue.begin(settings().folder, 'fuzz', UNITS, 2);
    return { queue, round: queue.layOut(UNITS, 1) };
  };

  test('means nothing else to a shell, whatever names are in it', () => {
    begin();
    const { queue, round: own } = round();
    const odd = `it's $(touch ${join(cluster.folder, 'broken')}) "x" \`y\` \\ %A`;
    const text = batchScript(queue, own, settings({ environment: { ODD: odd }, modules: [odd] }))
      .replace(/^exec '.*$/m, 'printf %s "$ODD|$PWD"')
      .replace(/^exec >>.*$/m, 'module() { printf "%s|" "$@"; }');
    const ran = spawnSync('bash', ['-c', text], {
      encoding: 'utf8',
      env: { ...process.env, SLURM_ARRAY_TASK_ID: '0' },
    });
    expect(ran.stderr).toBe('');
    expect(ran.stdout.split('\n').slice(1).join('\n')).toBe(`load|${odd}|${odd}|${process.cwd()}`);
    expect(existsSync(join(cluster.folder, 'broken'))).toBe(false);
  });

  test('is handed over with the options of the settings, each as one word', () => {
    begin();
    const { queue, round: own } = round();
    const given = { partition: 'long', account: 'me', qos: 'low', time: '1-0', memory: '4G', cpus: 3, runningTasks: 7 };
    expect(batchOptions(queue, own, settings({ ...given, sbatch: ['--constraint=a b'] }))).toEqual([
      ...['--parsable', '--job-name=bitbeat-fuzz', '--array=0-0%7', `--chdir=${process.cwd()}`],
      ...['--output=/dev/null', '--error=/dev/null', '--nodes=1', '--ntasks=1', '--cpus-per-task=3', '--requeue'],
      ...['--partition=long', '--account=me', '--qos=low', '--time=1-0', '--mem=4G', '--constraint=a b'],
    ]);
  });

  test.each(["a'b", '', "''", '$x `y` "z"', 'a\nb'])('%j is one word', (text) => {
    begin();
    const ran = spawnSync('sh', ['-c', `printf '<%s>' ${quoted(text)}`], { encoding: 'utf8' });
    expect(ran.stdout).toBe(`<${text}>`);
  });
});

test('a node that runs something else does no unit', () => {
  begin();
  const queue = Queue.begin(settings().folder, 'fuzz', UNITS, 1);
  const file = join(queue.folder, 'queue.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(process.version, 'v1.2.3'));
  expect(() => Queue.open(queue.folder)).toThrow(/made\.node: not what runs on this node.*allowed: v1\.2\.3/);
});

test('parts of files of machines that were lost go when a campaign ends, those of others stay', async () => {
  begin();
  const folder = join(cluster.folder, 'shared/results/fuzz/aa');
  mkdirSync(folder, { recursive: true });
  for (const [name, days] of [
    ['x.json.part-node7-1-0', 2],
    ['y.json.part-node8-1-0', 0],
  ] as const) {
    writeFileSync(join(folder, name), '{');
    const when = Date.now() / 1000 - days * 86_400;
    utimesSync(join(folder, name), when, when);
  }
  await run();
  expect(readdirSync(folder).filter((name) => name.includes('.part-'))).toEqual(['y.json.part-node8-1-0']);
});
