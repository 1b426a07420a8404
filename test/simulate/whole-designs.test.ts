import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltDesign, buildDesign } from '../../generator/arch/built-design.js';
import { readDesign } from '../../generator/config/design.js';
import { designFile } from '../../generator/config/known-designs.js';
import { openSignals, pickFragments } from '../../generator/data/open.js';
import { generateDesign } from '../../generator/emit/design-folder.js';
import { topModule } from '../../generator/emit/names.js';
import { simulate } from '../../generator/simulate/simulate.js';
import type { SimulatorName } from '../../generator/simulate/simulators.js';
import { bitbeat } from '../cli/run-in-process.js';
import { labelsOf } from '../data/sets.js';

/**
 * The whole networks, all nine layers, on real fragments when BITBEAT_DATA names them and on synthetic ECG otherwise. In Icarus, which takes
 * a minute for one, those of them that stand for an architecture; the others: `make sim ARGS='--simulator icarus --fragments 1'`.
 */

const data = process.env.BITBEAT_DATA;
const reference = data === undefined ? undefined : join(dirname(data), 'reference-model');
const weights =
  reference !== undefined && existsSync(reference)
    ? readdirSync(reference).find((f) => f.endsWith('.safetensors'))
    : undefined;
const set = openSignals(data, { windows: 34, seed: 2 });
const temporary = mkdtempSync(join(tmpdir(), 'bitbeat-whole-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** The imported network as a design of its own, since its model is made here and not committed. */
async function importedDesign(): Promise<string> {
  const model = join(temporary, 'published.alq.json');
  const { code, stderr } = await bitbeat('import', '--model', join(reference!, weights!), '--out', model);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const file = join(temporary, 'published.json');
  writeFileSync(file, JSON.stringify({ ...readDesign(designFile('ecg17-published')), model }));
  return file;
}

describe.each([
  ['ecg17-small', 7, true],
  ['ecg17', 9, true],
  ['ecg17-small-folded', 7, true],
  ['ecg17-folded', 9, true],
  ['ecg17-published', 9, weights !== undefined],
] as const)('%s', (name, layers, available) => {
  let built: BuiltDesign;
  let folder: string;
  beforeAll(async () => {
    if (!available) return;
    built = buildDesign(name === 'ecg17-published' ? await importedDesign() : name);
    folder = generateDesign(built, join(temporary, name));
  });

  const run = (simulator: SimulatorName, fragments: number, stall: number) =>
    simulate(built.hardware, { folder, simulator, stall, stimuli: { set: pickFragments(set, fragments) } });

  test.skipIf(!available)(
    '20 fragments of all classes in Verilator: every value and every cycle',
    { timeout: 600_000 },
    async () => {
      const labels = new Set(labelsOf(pickFragments(set, 20)));
      expect(labels.size).toBe(17);
      const result = await run('verilator', 20, 0);
      expect(result.failures).toEqual([]);
      expect(result.layers).toHaveLength(layers);
      const perFragment = built.hardware.layers.map(({ shape, lengths }) => shape.outChannels * lengths.output);
      expect(result.layers.map(({ values }) => values)).toEqual(perFragment.map((n) => 20 * n));
      expect(result.cyclesCounted).toBe(result.cyclesPredicted);
      expect(result.intervalCounted).toBe(result.intervalPredicted);
    },
  );

  test.skipIf(!available)(
    'one flipped weight bit of 100 thousands is found and its layer named',
    { timeout: 600_000 },
    async () => {
      const file = join(folder, 'mem', `${topModule(name)}__${name.endsWith('-folded') ? 'signs' : 'conv1_signs'}.hex`);
      const before = readFileSync(file, 'utf8');
      try {
        // Verilator reads the images when it starts, so nothing is compiled again.
        const [word, ...rest] = before.split('\n');
        const flipped = (Number.parseInt(word!, 16) ^ 1).toString(16).padStart(word!.length, '0');
        writeFileSync(file, [flipped, ...rest].join('\n'));
        const { pass, layers } = await run('verilator', 2, 0);
        expect(pass).toBe(false);
        expect(layers.find((layer) => layer.mismatches > 0)).toMatchObject({ name: 'conv1', first: { channel: 0 } });
      } finally {
        writeFileSync(file, before);
      }
    },
  );

  test.skipIf(!available)('fragments with ports that pause at random: every value', { timeout: 600_000 }, async () => {
    expect((await run('verilator', 2, 12345)).failures).toEqual([]);
  });

  test.runIf(name.startsWith('ecg17-small'))(
    'one fragment in Icarus, 4-state: every value and every cycle, no X',
    { timeout: 1_200_000 },
    async () => {
      expect((await run('icarus', 1, 0)).failures).toEqual([]);
    },
  );

  test.skipIf(!available)(
    'verilator -Wall, iverilog -Wall and yosys take it without a message or a latch',
    { timeout: 600_000 },
    () => {
      const top = topModule(name);
      const said = (program: string, ...args: string[]) => {
        const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
        return { status, said: `${stdout}${stderr}` };
      };
      const silent = { status: 0, said: '' };
      expect(said('verilator', '--lint-only', '-Wall', '-Irtl', `rtl/${top}.v`)).toEqual(silent);
      expect(said('iverilog', '-g2005', '-Wall', '-y', 'rtl', '-s', top, '-t', 'null', `rtl/${top}.v`)).toEqual(silent);
      const script = `read_verilog rtl/*.v; hierarchy -check -top ${top}; proc; check -assert; select -assert-none t:$dlatch t:$adlatch t:$dlatchsr`;
      expect(said('yosys', '-q', '-p', script)).toEqual(silent);
    },
  );
});
