import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFarm } from '../../generator/farm/settings.js';
import { drawCampaign } from '../../generator/verify/mutation/campaign.js';
import { mutate, type Places, tryCandidate } from '../../generator/verify/mutation/mutate.js';
import { MAIN } from '../project/built.js';
import { type FakeSlurm, fakeSlurm } from './fake-slurm.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-campaigns-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const SETTINGS = { unitsPerTask: 2, pollSeconds: 0.1 };

/** A project in a folder of its own, with settings of a farm. */
function project(parent: string, name: string, settings: object = SETTINGS): string {
  const path = join(parent, name);
  mkdirSync(path);
  writeFileSync(join(path, 'farm.json'), JSON.stringify(settings));
  return path;
}

const bitbeat = (cwd: string, env: NodeJS.ProcessEnv, ...args: string[]) =>
  spawnSync(process.execPath, [MAIN, ...args], { cwd, env, encoding: 'utf8' });

const FUZZ = ['fuzz', '--cases', '3', '--architecture', 'folded', '--out', 'fuzz.json', '--processes', '1'];
const kept = (path: string) =>
  Object.fromEntries(
    ['fuzz.json', 'build/fuzz/1/cases.json'].map((name) => [name, readFileSync(join(path, name), 'utf8')]),
  );

test('a campaign leaves the same bytes on Slurm, on processes and without a farm', () => {
  const cluster = fakeSlurm([{ run: true }]);
  try {
    const plain = project(folder, 'plain');
    const ran = bitbeat(plain, process.env, ...FUZZ);
    expect(ran.status).toBe(0);
    const slurm = project(cluster.folder, 'a project');
    for (const [path, on] of [
      [slurm, 'slurm'],
      [project(folder, 'processes'), 'local'],
    ] as const) {
      const there = bitbeat(path, cluster.env, ...FUZZ, '--on', on, '--farm', 'farm.json');
      expect([there.status, there.stdout]).toEqual([0, ran.stdout]);
      expect(kept(path)).toEqual(kept(plain));
      // All of it came from there.
      const results = readdirSync(join(path, 'build/farm/results/fuzz'), { recursive: true, encoding: 'utf8' });
      expect(results.filter((name) => name.endsWith('.json'))).toHaveLength(3);
      expect(readdirSync(join(path, 'build/farm/queues'))).toEqual([]);
      expect(readdirSync(join(path, 'build/fuzz/1'))).toEqual(['cases.json']);
    }
    expect(cluster.calls('sbatch')).toHaveLength(1);
    // What one project knows already it asks of nobody.
    const again = bitbeat(slurm, cluster.env, ...FUZZ, '--on', 'slurm', '--farm', 'farm.json');
    expect([again.status, cluster.calls('sbatch').length]).toEqual([0, 1]);
  } finally {
    cluster.remove();
  }
}, 240_000);

describe('Ctrl-C', () => {
  let cluster: FakeSlurm;
  beforeAll(() => {
    cluster = fakeSlurm([{ polls: 1_000_000, tasks: { 0: 'nothing', 1: 'nothing' } }, { run: true }]);
  });
  afterAll(() => cluster.remove());

  test('ends the jobs, and the same command goes on', async () => {
    const path = project(cluster.folder, 'interrupted');
    const args = [...FUZZ, '--on', 'slurm', '--farm', 'farm.json'];
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: path, env: cluster.env, stdio: 'ignore' });
    while (cluster.calls('squeue').length < 2) await new Promise((done) => setTimeout(done, 50));
    child.kill('SIGINT');
    const code = await new Promise((done) => child.on('exit', done));
    expect(code).toBe(128 + constants.signals.SIGINT);
    expect(cluster.calls('scancel')).toEqual([['scancel', '100']]);
    const again = bitbeat(path, cluster.env, ...args);
    expect(again.status).toBe(0);
    expect(cluster.calls('sbatch')).toHaveLength(2);
  }, 240_000);
});

test('mutants that were tried somewhere else get the verdicts that they get here', async () => {
  const choice = {
    ...{ design: ['test/goldens/tiny-folded.json'], rtl: [], networks: 0, architecture: 'both' as const },
    ...{ wrapper: [], module: [], mutants: 5, data: 1, seed: 3 },
  };
  const run = (name: string, ahead?: Parameters<typeof mutate>[0]['ahead']) =>
    mutate({ ...drawCampaign(choice), processes: 1, folder: join(folder, name), ahead });
  const here = await run('here');
  const asked: number[] = [];
  const elsewhere = await run('elsewhere', async (undecided) => {
    const campaign = drawCampaign(choice);
    const places: Places = new Map();
    const found = [];
    for (const one of undecided) {
      asked.push(one.index);
      found.push([one, await tryCandidate(one, campaign, places, join(folder, 'node'))] as const);
    }
    return found.map(([one, said]) => [one, said]);
  });
  expect(elsewhere).toEqual(here);
  expect(asked).toEqual([0, 1, 2, 3, 4, 5]);
  const ledger = (name: string) => JSON.parse(readFileSync(join(folder, name, 'verdicts.json'), 'utf8'));
  expect(ledger('elsewhere')).toEqual(ledger('here'));
  // What is judged is asked of nobody.
  await run('here', async (undecided) => {
    expect(undecided).toEqual([]);
    return [];
  });
  const other = drawCampaign({ ...choice, seed: 4 });
  await expect(tryCandidate({ index: 0, key: 'x' }, other, new Map(), folder)).rejects.toThrow(
    /mutant 0 is another one here/,
  );
}, 240_000);

describe('settings', () => {
  const file = (text: string) => {
    const path = join(folder, 'settings.json');
    writeFileSync(path, text);
    return path;
  };

  test.each<[string, object, RegExp]>([
    ['a name of no setting', { partitions: 'a' }, /partitions: unknown field/],
    [
      'an option that bitbeat gives itself',
      { sbatch: ['--array=0-3'] },
      /sbatch\[0\]: an option that bitbeat gives itself/,
    ],
    ['the short form of one', { sbatch: ['-a1'] }, /sbatch\[0\]: an option that bitbeat gives itself/],
    ['no option', { sbatch: ['rm'] }, /sbatch\[0\]: not an option/],
    ['a partition that looks like an option', { partition: '--wrap=x' }, /partition: empty, begins with -/],
    ['a time of nobody', { time: '2 hours' }, /time: not a time of Slurm/],
    ['no memory', { memory: '4 GB' }, /memory: not a size of Slurm/],
    ['no task', { unitsPerTask: 0 }, /unitsPerTask: .*found 0/],
    [
      'a variable with a sign in its name',
      { environment: { 'A-B': 'x' } },
      /environment\.A-B: not a name of a variable/,
    ],
  ])('refuse %s', (_, given, message) => {
    expect(() => readFarm(file(JSON.stringify(given)))).toThrow(message);
  });

  test('need no file', () => {
    expect(readFarm(undefined)).toMatchObject({ folder: 'build/farm', cpus: 1, attempts: 3, maximumTasks: 1000 });
    expect(readFarm(resolve('configs/farm/cluster.json'))).toMatchObject({ partition: 'normal' });
  });
});
