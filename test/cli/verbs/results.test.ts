import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verbs } from '../../../generator/cli/program.js';
import { measureAll } from '../../../generator/report/measure.js';
import { MEASUREMENT_KINDS, type Measurement, staleMeasurements } from '../../../generator/report/measurements.js';
import { bitbeat } from '../run-in-process.js';

test('the list names each stale result once, with a verb that bitbeat knows', () => {
  const stale = staleMeasurements(MEASUREMENT_KINDS);
  const names = stale.map(({ kind, name }) => `${kind} ${name}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { kind, command, why } of stale) {
    expect(MEASUREMENT_KINDS).toContain(kind);
    expect(why).toMatch(/^stale: |^not measured yet$|^no stored predictions$/);
    expect(verbs).toContain(command[0]);
  }
});

test('an unknown kind: 2, with the nearest', async () => {
  const { code, stdout, stderr } = await bitbeat('results', '--only', 'simulation,synthesi');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/--only: no such kind \(found "synthesi"\); allowed: simulation, .*; try: synthesis/);
});

test('one that fails does not stop the others, and is told', async () => {
  const one = (name: string): Measurement => ({ kind: 'fuzz', name, why: '', command: [name], blocked: null });
  const ran: string[] = [];
  const told: string[] = [];
  const failed = await measureAll([one('a'), one('b'), one('c')], {
    run: async ([name]) => {
      ran.push(name!);
      return name === 'b' ? 1 : 0;
    },
    tell: (text) => told.push(text),
  });
  expect(ran).toEqual(['a', 'b', 'c']);
  expect(failed.map(({ name }) => name)).toEqual(['b']);
  expect(told).toContain('fuzz b: failed, exit code 1');
});

/** Stands for simulate and synth in the clone: leaves what they would of a design that is right, and no tool runs. */
const STUB = `import { mkdirSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { version } from '../../emit/render.js';
import { currentDesign } from '../../report/freshness.js';
import { streamsOf } from '../../simulate/streams.js';
const leave = (files) => () => {
  const { hardware, hash } = currentDesign('configs/tiny.json');
  mkdirSync('build/tiny/results', { recursive: true });
  for (const [file, result] of Object.entries(files(hardware)))
    writeFileSync('build/tiny/results/' + file, JSON.stringify({ generator: version(), tree: hash, ...result }));
};
const verb = (name, files) => () => new Command(name).allowUnknownOption().argument('[rest...]').action(leave(files));
export const simulateCommand = verb('simulate', (hardware) => {
  const orders = streamsOf(hardware).map(({ order }) => order.length);
  const { latencyCycles, intervalCycles, layers } = hardware;
  return { 'simulate-verilator.json': {
    simulator: 'Verilator 5.006', fragments: 100, fragmentsPerSecond: 9, pass: true, failures: [],
    layers: layers.map((_, i) => ({ values: 100 * orders[i], mismatches: 0 })),
    class: { values: 100, mismatches: 0 }, cycleMismatches: 0,
    cyclesPredicted: latencyCycles, cyclesCounted: latencyCycles,
    intervalPredicted: intervalCycles, intervalCounted: intervalCycles } };
});
export const synthCommand = verb('synth', () => Object.fromEntries(['ice40', 'ecp5'].map((family) =>
  ['synth-' + family + '.json', { family, lut: 9, ff: 9, bram: 1, dsp: 0, tools: { yosys: '0.23' } }])));
`;

describe('in a small clone', () => {
  let clone: string;
  const at = (path: string) => join(clone, path);
  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'bitbeat-results-'));
    for (const name of ['node_modules', 'rtl-templates', 'sim', 'generator', 'package.json', 'LICENSE'])
      symlinkSync(resolve(name), at(name));
    cpSync('dist', at('dist'), { recursive: true });
    for (const verb of ['simulate', 'synth']) writeFileSync(at(`dist/cli/verbs/${verb}.js`), STUB);
    for (const folder of ['configs', 'docs', 'models']) mkdirSync(at(folder));
    const design = JSON.parse(readFileSync('test/goldens/tiny.json', 'utf8'));
    writeFileSync(at('configs/tiny.json'), JSON.stringify({ ...design, model: '../models/tiny.alq.json' }));
    cpSync('test/goldens/tiny.alq.json', at('models/tiny.alq.json'));
    cpSync('configs/commands', at('configs/commands'), { recursive: true });
    for (const page of ['README.md', 'docs/measured.md']) cpSync(page, at(page));
  });
  afterAll(() => rmSync(clone, { recursive: true }));

  const command = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli/main.js', ...args], {
      cwd: clone,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  const results = (...args: string[]) => command('results', '--only', 'simulation,synthesis', ...args);

  test('--dry-run lists, and nothing is written', () => {
    const { status, stdout } = results('--dry-run');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^simulation tiny +not measured yet +not known\nsynthesis tiny +not measured yet +not known$/m,
    );
    expect(existsSync(at('build'))).toBe(false);
  });

  test('what is missing is measured, then nothing is stale', { timeout: 60_000 }, () => {
    const { status, stdout, stderr } = results();
    expect(stderr).toContain('1 of 2: simulation tiny');
    expect(stderr).not.toContain('failed');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('2 measured, 0 failed') });
    expect(readFileSync(at('README.md'), 'utf8')).toContain('\n| `tiny` |');
    expect(readFileSync(at('docs/measured.md'), 'utf8')).toContain('|  | `tiny` |');
    expect(results().stdout).toBe('Nothing is stale.\n');
  });

  test('cut before the second: the first is not measured again', { timeout: 60_000 }, () => {
    rmSync(at('docs/results/tiny.json'));
    rmSync(at('build/tiny/results/synth-ecp5.json'));
    const { status, stdout } = results();
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^synthesis tiny +not measured yet +\d+ s$/m),
    });
    expect(stdout).not.toContain('simulation tiny');
    expect(existsSync(at('docs/results/tiny.json'))).toBe(true);
  });

  test('a changed design makes both stale, with what they took last; a report marks them and is no failure', () => {
    const design = JSON.parse(readFileSync(at('configs/tiny.json'), 'utf8'));
    writeFileSync(at('configs/tiny.json'), JSON.stringify({ ...design, parity: true }));
    const { stdout } = results('--dry-run');
    expect(stdout).toMatch(/^simulation tiny +stale: \d+\.\d+\.\d+-[0-9a-f]{8} +\d+ s$/m);
    expect(stdout).toMatch(/^synthesis tiny +stale: /m);
    expect(command('report').status).toBe(0);
    expect(readFileSync(at('README.md'), 'utf8')).toMatch(/`tiny` \*\*\(stale: \d+\.\d+\.\d+-[0-9a-f]{8}\)\*\*/);
  });
});
