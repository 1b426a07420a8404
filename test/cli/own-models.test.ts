import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { monitorHardware } from '../../generator/arch/monitor.js';
import { windowCodes } from '../../generator/data/signal-set.js';
import { busBenchProblem } from '../../generator/simulate/wrappers/bus.js';
import { folderOf, matlab4 } from '../data/readers/files.js';
import { syntheticEcg } from '../data/sets.js';
import { asChain } from '../model/as-chain.js';
import { OWN_MODELS, ownDesign, ownModel } from '../own-models.js';
import { OSU018_MISSING } from '../synth/power/osu018.js';
import { bitbeat } from './run-in-process.js';

/** A user's folder, with nothing of ours in it. */
const folder = mkdtempSync(join(tmpdir(), 'bitbeat-own-'));
const before = process.cwd();
const data = process.env.BITBEAT_DATA;
beforeAll(() => {
  delete process.env.BITBEAT_DATA;
});
afterAll(() => {
  if (data !== undefined) process.env.BITBEAT_DATA = data;
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

async function inUsers(...args: string[]) {
  process.chdir(folder);
  try {
    return await bitbeat(...args);
  } finally {
    process.chdir(before);
  }
}

const problem = await busBenchProblem();
/** Ten seconds a sample. */
const SLOW = { samples: 4, sampleRateHz: 0.1 };
const NAMES = Object.keys(OWN_MODELS);
const icarus = ['--simulator', 'icarus'];
const passes = ({ code, stdout, stderr }: Awaited<ReturnType<typeof bitbeat>>) => {
  expect(code, `${stdout}${stderr}`).toBe(0);
  expect(stdout).toMatch(/^PASS/m);
};

describe('models of other shapes than those that are shipped', { timeout: 180_000 }, () => {
  test.each(NAMES.flatMap((name) => (['stream', 'folded'] as const).map((kind) => [name, kind] as const)))(
    'simulate: %s, %s',
    async (name, kind) => {
      const ran = await inUsers('simulate', '--design', ownDesign(folder, name, kind), ...icarus, '--fragments', '4');
      passes(ran);
      expect(ran.stdout).toMatch(/4 fragments of built-in signals \(seed 1\)/);
    },
  );

  test('simulate --netlist', async () => {
    const args = ['--design', ownDesign(folder, 'one-sample', 'folded'), ...icarus, '--fragments', '2', '--netlist'];
    passes(await inUsers('simulate', ...args));
  });

  test.skipIf(OSU018_MISSING)('power (OSU cells and OpenSTA are needed)', async () => {
    const args = ['--design', ownDesign(folder, 'wide-codes', 'folded'), ...icarus, '--results', join(folder, 'power')];
    const { code, stdout, stderr } = await inUsers('power', ...args, '--json');
    expect(code, stderr).toBe(0);
    const result = JSON.parse(stdout) as object;
    expect(result).toMatchObject({ source: 'built-in signals (seed 1)', scores: { values: 10, mismatches: 0 } });
  });

  test('coverage: a design of a user need not take every branch', async () => {
    const ran = await inUsers('coverage', '--design', ownDesign(folder, 'one-sample', 'folded'), '--fragments', '2');
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toMatch(/Never taken:[\s\S]*NOT TAKEN[\s\S]*^PASS$/m);
  });

  test('monitor', async () => {
    const args = ['--design', ownDesign(folder, 'three-channels', 'folded'), ...icarus, '--seconds', '4'];
    passes(await inUsers('monitor', ...args, '--guard'));
  });

  test('monitor: no window of one sample', async () => {
    const design = ownDesign(folder, 'one-sample', 'folded');
    const { code, stderr } = await inUsers('monitor', '--design', design);
    expect(code).toBe(2);
    expect(stderr.startsWith(`${design}: `), stderr).toBe(true);
    expect(stderr).toMatch(/monitor: a window of one sample .*found 1.*allowed: a model of 2 samples or more/);
  });

  test('monitor: a hop of a sample where a second has none', () => {
    const { design, hardware } = buildDesign(ownDesign(folder, 'slow', 'folded', { ...SLOW, classes: 2 }));
    expect(monitorHardware(hardware, {}, design.name).hopSamples).toBe(1);
  });

  test('run', async () => {
    const args = ['--simulated', '--check', '--fragments', '3', '--json'];
    const { code, stdout, stderr } = await inUsers('run', '--design', ownDesign(folder, 'one-bit', 'folded'), ...args);
    expect(code, stderr).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({ fragment: 'random codes (0)', label: null });
    expect(lines.at(-1)).toMatchObject({ fragments: 3, compared: 6, failures: [] });
  });

  test.each([
    ['labels', /^ +\d\.\d s {2}x\.csv \(\d\) +(label \d \(-?\d+ > -?\d+\)(, )?)+$/m],
    ['values', /^ +0\.0 s {2}x\.csv \(0\) +value 0 \S+ beats\/min \(-?\d+ x 0\.0078125\), value 1 \S+ "ms" \*\//m],
  ])('run: real samples in, %s out', async (name, line) => {
    const { samples, channels, sampleRateHz: rateHz, codeBits } = ownModel(name, OWN_MODELS[name]!).input;
    const input = { samples, channels, rateHz, codeBits };
    const dataset = { name: 'd', reader: 'csv', options: { files: ['x.csv'], header: false }, input };
    const row = (of: number) =>
      Array.from({ length: samples * channels }, (_, i) => (Math.sin(i * i + of) * (i < samples ? 2 : 3)).toFixed(3));
    const lines = [0, 1, 2, 3].map((of) => `${row(of).join(',')}\n`);
    const files = folderOf({ 'd.json': JSON.stringify(dataset), 'x.csv': lines.join('') });
    const args = ['--design', ownDesign(folder, name, 'folded'), '--data', join(files, 'd.json')];
    const ran = await inUsers('run', ...args, '--simulated', '--check');
    passes(ran);
    expect(ran.stdout).toMatch(line);
  });

  test.each(['labels', 'values'])('package and describe: %s', async (name) => {
    const design = ownDesign(folder, name, 'stream');
    const out = join(folder, `package-${name}`);
    const made = await inUsers('package', '--design', design, ...icarus, '--out', out);
    expect(made.code, made.stderr).toBe(0);
    const sheet = readFileSync(join(out, 'DATASHEET.md'), 'utf8');
    const { stdout } = await inUsers('describe', '--design', design);
    const outputs = { labels: '| 2 | label 2 | 1200 |', values: '| 1 | value 1 | "ms" \\*/ | 0.0078125 |' }[name]!;
    expect(sheet).toContain(outputs);
    expect(sheet).toMatch(/^\| real samples \| code = zero \+ gain \* sample/m);
    expect(sheet).not.toContain('class_o');
    expect(stdout).toMatch(name === 'labels' ? /^ +2 {2}label 2 +1200$/m : /^ +1 {2}value 1 +"ms" \*\/ +0\.0078125$/m);
    const { [name]: names, fragments } = JSON.parse(readFileSync(join(out, 'bench/expected.json'), 'utf8'));
    expect(names).toEqual(ownModel(name, OWN_MODELS[name]!).classes);
    expect(fragments[0][name].length).toBe(names.length);
  });

  test('bus: more labels than a register holds', async () => {
    const many = { ...OWN_MODELS.labels!, classes: 40, task: { kind: 'labels' as const } };
    const args = ['--design', ownDesign(folder, 'many-labels', 'folded', many), '--bus', 'axi'];
    const { code, stderr } = await inUsers('bus', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/too many labels for their register on a bus \(found 40\); allowed: up to 32; try: .*UART/);
  });

  test('package: more classes than a UART carries', async () => {
    const out = join(folder, 'package');
    const args = ['--design', ownDesign(folder, 'many-classes', 'folded'), ...icarus, '--out', out];
    const { code, stderr } = await inUsers('package', ...args);
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(out, 'DATASHEET.md'), 'utf8')).toContain('built-in signals (seed 1)');
  });

  test.skipIf(problem !== null)('bus: the scores of more classes than 32', async () => {
    const args = ['--design', ownDesign(folder, 'many-classes', 'folded'), '--out', join(folder, 'bus')];
    passes(await bitbeat('bus', ...args, '--bus', 'axi', '--check', '--tests', 'classify$'));
  });
});

describe('data of another task', () => {
  const ecg = windowCodes(syntheticEcg(1, 1), 0);
  const ecgFolder = () => folderOf({ '1 NSR/100m (0).mat': matlab4([...ecg]) });

  test('refused, with all that differs', async () => {
    const design = ownDesign(folder, 'three-channels', 'folded');
    for (const [verb, ...more] of [['simulate'], ['simulate', '--netlist'], ['power'], ['monitor'], ['package']]) {
      const { code, stderr, stdout } = await inUsers(verb!, '--design', design, '--data', ecgFolder(), ...more);
      expect([verb, code, stdout]).toEqual([verb, 2, '']);
      for (const field of ['samples', 'channels', 'rate', 'codeBits', 'sample 25'])
        expect(stderr).toMatch(new RegExp(`${field}: no`));
    }
  });

  test('of the environment: signals in their place, which is said', async () => {
    process.env.BITBEAT_DATA = ecgFolder();
    const design = ownDesign(folder, 'one-sample', 'folded');
    const ran = await inUsers('simulate', '--design', design, ...icarus, '--fragments', '1');
    delete process.env.BITBEAT_DATA;
    passes(ran);
    expect(ran.stderr).toMatch(/^note: .* is left out: .*built-in signals \(seed 1\) in its place$/m);
  });

  test('evaluate scores nothing by labels of other classes', async () => {
    const sleep = { samples: 3600, sampleRateHz: 360, codeBits: 11, zero: 1024, classes: 5 };
    ownDesign(folder, 'sleep', 'folded', sleep);
    const { code, stderr, stdout } = await inUsers('evaluate', '--model', 'sleep.alq.json', '--data', ecgFolder());
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/classes: not the classes of model sleep .*allowed: class 0, class 1/);
  });
});

test.each(['stream', 'folded'] as const)('all scores the same: the lowest class, in %s too', async (kind) => {
  const file = ownDesign(folder, 'ties', kind, { samples: 8, classes: 3 });
  const path = join(folder, 'ties.alq.json');
  const model = JSON.parse(readFileSync(path, 'utf8'));
  const last = model.nodes.at(-1);
  Object.assign(last, { bitwidths: '000', alphas: [], signs: '', bias: [5, 5, 5] });
  writeFileSync(path, JSON.stringify(model));
  const { hardware } = buildDesign(resolve(file));
  expect(asChain(hardware.model).layers.at(-1)!.bias).toEqual(Int32Array.of(5, 5, 5));
  passes(await inUsers('simulate', '--design', file, ...icarus, '--fragments', '4'));
  const classes = readFileSync(join(folder, 'build', `ties-${kind}`, 'vectors', '0', 'class.hex'), 'utf8');
  expect(new Set(classes.trim().split('\n'))).toEqual(new Set(['0']));
});
