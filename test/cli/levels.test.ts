import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { levelsTable } from '../../generator/cli/levels-table.js';
import { withRtl } from '../../generator/cli/with-rtl.js';
import { openingSignals } from '../../generator/data/open.js';
import type { SignalSet } from '../../generator/data/signal-set.js';
import { readIntegerModel } from '../../generator/model/file.js';
import type { IntegerModel } from '../../generator/model/integer-model.js';
import { keptLevels } from '../../generator/quantise/foreign/kept-levels.js';
import type { SimulationResult } from '../../generator/simulate/result.js';
import { completed } from '../../generator/support/long-work.js';
import { numbers } from '../import/onnx/build.js';
import { floats } from '../support/npy-file.js';
import { foreignProject } from './foreign-project.js';
import { bitbeat } from './run-in-process.js';

const COUNT = 12;
foreignProject({ grouped: 'grouped', 'flat-concat': 'flat-concat' }, COUNT);

const MODEL = 'build/grouped/grouped.alq.json';
const quantised = (network: string, ...more: string[]) =>
  bitbeat('quantise', `${network}.onnx`, '--data', 'waves.json', '--windows', '0', ...more);
const simulated = (...more: string[]) => bitbeat('simulate', 'grouped', '--simulator', 'icarus', ...more);

describe('the level of Verilog', () => {
  let integer: { largest: number };
  beforeAll(async () => {
    const { levels, rtl, pass } = JSON.parse((await quantised('grouped', '--json')).stdout);
    expect([rtl, pass]).toEqual(['npx bitbeat simulate grouped', true]);
    integer = levels.at(-1);
  });

  test('on the same windows is that of the integer network, number for number', async () => {
    const { code, stdout } = await simulated('--fragments', `${COUNT}`, '--json');
    expect(code).toBe(0);
    const { levels, pass, source } = JSON.parse(stdout);
    expect([pass, source]).toEqual([true, 'waves.json']);
    expect(levels.rtl).toEqual({ windows: COUNT, level: { ...integer, level: 'RTL' } });
    expect(levels.levels).toHaveLength(4);
  });

  test('on some of them is no further from the network as imported than on all', async () => {
    const { stdout } = await simulated('--fragments', '3');
    const [, windows, largest] = /^RTL +(\d+) +(\S+)/m.exec(stdout)!;
    expect(windows).toBe('3');
    expect(Number(largest)).toBeGreaterThan(0);
    expect(Number(largest)).toBeLessThanOrEqual(Number(integer.largest.toPrecision(3)));
    expect(stdout).toMatch(/^PASS$/m);
  });

  test('is not told of other windows, nor of another model', async () => {
    writeFileSync('y.npy', floats([2, 2, 64], numbers(2 * 2 * 64, 9)));
    const other = { ...JSON.parse(readFileSync('waves.json', 'utf8')), options: { files: [{ x: 'y.npy' }] } };
    writeFileSync('other.json', JSON.stringify(other));
    expect((await simulated('--data', 'other.json')).stdout).toMatch(/^RTL: no window is of those .*waves.json$/m);
    const text = readFileSync(MODEL, 'utf8');
    writeFileSync(MODEL, `${text} `);
    expect(keptLevels(MODEL)).toBeNull();
    expect((await simulated('--fragments', '1')).stdout).not.toMatch(/as imported/);
    writeFileSync(MODEL, text);
  });

  test('that differs is told by its first layer', async () => {
    const given = [{}, {}, { pass: false, failures: ['b: 3 of 9 values differ', 'c: 1 of 9'] }] as const;
    const [model, set, result] = given as unknown as [IntegerModel, SignalSet, SimulationResult];
    const shown = levelsTable(withRtl(keptLevels(MODEL)!, model, set, result));
    expect(shown).toMatch(/^RTL +- +- +- +-$/m);
    expect(shown).toMatch(/^RTL: b: 3 of 9 values differ$/m);
  });

  test('is measured by the classes of its windows', async () => {
    const kept = keptLevels(MODEL)!;
    const model = readIntegerModel(MODEL) as IntegerModel;
    const set = await completed(openingSignals('waves.json', { windows: 1, seed: 1 }));
    // The network as imported is right on all windows but the last.
    const said = set.hashes.map((hash) => kept.imported[hash]!).map((own) => own.indexOf(Math.max(...own)));
    const labels = said.map((own, i) => (i === COUNT - 1 ? (own + 1) % model.classes.length : own));
    const targets = { kind: 'classes' as const, names: model.classes, labels };
    const found = withRtl(kept, model, { ...set, targets }, { pass: true } as SimulationResult).rtl;
    if (typeof found === 'string') throw new Error(found);
    const { agreement, metrics } = found.level;
    expect(Math.abs(agreement! - metrics.accuracy!)).toBeLessThanOrEqual(1 / COUNT + 1e-9);
    expect(metrics.accuracy).toBeGreaterThan(0.5);
  });
});

test('the level of RTL is that of a simulation, which is named: of a network with a join too', async () => {
  const { code, stdout } = await quantised('flat-concat');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^RTL: npx bitbeat simulate flat-concat$/m)]);
});

test('integer scores that are too far off name the first layer that is, and end with exit code 1', async () => {
  const coarse = ['--bits', '2', '--bases', '1', '--name', 'coarse', '--tolerance', '0.01'];
  const { code, stdout } = await quantised('grouped', ...coarse, '--json');
  const { failures, layers, pass } = JSON.parse(stdout);
  const first = layers.find(({ rms }: { rms: number }) => rms > 0.01);
  expect([code, pass]).toEqual([1, false]);
  expect(failures.at(-1)).toMatch(/^integer: rms .*at most 0.01 allowed; first at layer /);
  expect(failures.at(-1)).toContain(`${first.name} (`);
});
