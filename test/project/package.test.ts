import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesOf, installWithoutOptional, runInstalled, sizeOf } from './installation.js';

let folder: string;
let work: string;
let files: string[];
let bin: string;
let untouched: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-package-test-'));
  ({ files, bin } = installWithoutOptional(folder));
  work = join(folder, 'work');
  mkdirSync(join(work, 'own'), { recursive: true });
  cpSync('test/goldens/tiny.json', join(work, 'own/tiny.json'));
  cpSync('test/goldens/tiny.alq.json', join(work, 'own/tiny.alq.json'));
  untouched = state();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Names, sizes and times of everything that is installed. */
const state = () =>
  filesOf(join(folder, 'node_modules'))
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, 'node_modules', name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .join('\n');

const bitbeat = (...args: string[]) => runInstalled(bin, work, ...args);

describe('the package', () => {
  test.each([
    'LICENSE',
    'NOTICE',
    'README.md',
    'configs/designs/ecg17-small.json',
    'configs/targets/ecg17-small-folded-up5k.json',
    'dist/cli/main.js',
    'dist/train/kernels/kernels.wasm',
    'generator/arch/estimate/coefficients.json',
    'docs/designs.md',
    'models/ecg17/ecg17.alq.json',
    'rtl-templates/stream/top.v.ejs',
    'sim/harness.cpp',
    'sim/install-boards.sh',
  ])('has %s', (file) => {
    expect(files).toContain(file);
  });

  test('has no tests, sources, maps, results or builds', () => {
    const folders = [...new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]))];
    expect(folders).toEqual([
      'configs',
      'dist',
      'docs',
      'examples',
      'generator',
      'models',
      'rtl-templates',
      'schemas',
      'sim',
    ]);
    expect(files.filter((file) => file.startsWith('generator/'))).toHaveLength(1);
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.map$|tsbuildinfo|assembly\/|\.test\.|results\//.test(file))).toEqual(
      [],
    );
  });

  test('has a licence for every package that it names, and none is private', () => {
    const text = readFileSync('NOTICE', 'utf8');
    const { dependencies, optionalDependencies, ...rest } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(rest).not.toHaveProperty('private');
    expect(Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !text.includes(name))).toEqual(
      [],
    );
  });

  test('takes less than 60 MB with all that it needs, nothing optional', () => {
    expect(sizeOf(join(folder, 'node_modules')) / 1e6).toBeLessThan(60);
  });
});

describe('installed in an empty folder, without optional packages', () => {
  test.each([
    [['list']],
    [['describe', '--design', 'ecg17-small']],
    [['describe', '--design', 'own/tiny.json']],
    [['generate', '--design', 'ecg17-folded']],
    [['generate', '--design', 'own/tiny.json']],
    [['bus', '--design', 'own/tiny.json', '--bus', 'wishbone']],
    [['simulate', '--design', 'own/tiny.json', '--simulator', 'icarus', '--fragments', '1']],
    [['package', '--design', 'own/tiny.json', '--simulator', 'icarus', '--fragments', '1']],
    [['doctor']],
  ])('%j', (args) => {
    const { status, stderr } = bitbeat(...args);
    expect(stderr).not.toMatch(/failed|Error/);
    expect(status).toBe(0);
  });

  test.each([
    [['train', '--data', 'own'], 'npm install @tensorflow/tfjs@'],
    [['quantise', '--data', 'own'], 'npm install @tensorflow/tfjs@'],
    [['run', '--port', '/dev/null', '--design', 'ecg17-small'], 'npm install serialport@'],
    [['report', '--card', 'models/ecg17'], 'npm install vega@'],
    [['coverage'], 'only in the root folder of a clone'],
    [['mutate'], 'only in the root folder of a clone'],
    [['sweep', '--calibrate'], 'only in the root folder of a clone'],
  ])('%j: 2, and one line that says what to do', (args, message) => {
    const { status, stdout, stderr } = bitbeat(...args);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('as a library: the example generates a design and simulates it', () => {
    cpSync('examples/library/simulate.mjs', join(work, 'simulate.mjs'));
    const ran = spawnSync('node', ['simulate.mjs', 'own/tiny.json', 'icarus'], { cwd: work, encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toMatch(/build\/tiny: 1 windows, 71 values compared, PASS\n$/);
  });

  test('as a library: a design in its wrappers', () => {
    const source = `import { design, generateOnBus, simulateMonitor, startBoard } from 'bitbeat';
      const mine = design('own/tiny.json');
      const { result } = await simulateMonitor(mine, { simulator: 'icarus', seconds: 3, guard: true });
      const board = await startBoard(mine);
      const { cycles } = await board.stop();
      const { windows, pass, scores } = result;
      console.log(JSON.stringify([generateOnBus(mine, 'axi'), pass, windows > 0, scores > 0, cycles >= 0]));`;
    writeFileSync(join(work, 'wrappers.mjs'), source);
    const ran = spawnSync('node', ['wrappers.mjs'], { cwd: work, encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toEqual([expect.stringMatching(/build\/tiny-axi$/), true, true, true, true]);
  });

  test('as a library: types that tsc takes', () => {
    const source = `import { design, type SimulationResult, simulate } from 'bitbeat';
      const verdict: SimulationResult = await simulate(design('own/tiny.json'), { fragments: 1 });
      export const pass: boolean = verdict.pass;
      // @ts-expect-error a number of windows
      void simulate(design('own/tiny.json'), { fragments: 'many' });\n`;
    writeFileSync(join(work, 'user.mts'), source);
    const flags = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--types',
      'node',
      '--typeRoots',
    ];
    const ran = spawnSync('npx', ['tsc', ...flags, resolve('node_modules/@types'), join(work, 'user.mts')], {
      encoding: 'utf8',
    });
    expect([ran.status, ran.stdout]).toEqual([0, '']);
  });

  test('nothing was written into the installation', () => {
    expect(existsSync(join(work, 'build/tiny/manifest.json'))).toBe(true);
    expect(state()).toBe(untouched);
  });
});
