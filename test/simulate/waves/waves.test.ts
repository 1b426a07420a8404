import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Hardware } from '../../../generator/arch/hardware.js';
import { windowCodes } from '../../../generator/data/signal-set.js';
import { generateDesign } from '../../../generator/emit/design-folder.js';
import { benchModule, partModule } from '../../../generator/emit/names.js';
import { Interpreter } from '../../../generator/model/interpreter.js';
import { simulate } from '../../../generator/simulate/simulate.js';
import {
  SIMULATORS,
  type SimulatorName,
  WAVE_FORMATS,
  type WaveFormat,
} from '../../../generator/simulate/simulators.js';
import type { Waveform } from '../../../generator/simulate/waves/record.js';
import { which } from '../../../generator/support/tools.js';
import { bitbeat } from '../../cli/run-in-process.js';
import { syntheticEcg } from '../../data/sets.js';
import { buildTiny, buildTinyFolded, inFolder } from '../../emit/tiny.js';
import { setOf } from '../simulate-network.js';
import { atEdges, type Dump, readVcd } from './read-vcd.js';

// Verilator compiles a bench for the waveform and one for the comparison.
vi.setConfig({ testTimeout: 3 * 60_000 });

/** Waveforms are read back: by GTKWave's converter where they are FST. */

const CONVERTER = which('fst2vcd');
const DESIGNS = { stream: buildTiny(), folded: buildTinyFolded() };
const { samples } = DESIGNS.stream.hardware.model.input;
const pieces = setOf(
  Array.from({ length: 3 }, (_, i) => [...windowCodes(syntheticEcg(1, 3), 0).subarray(i * 60, i * 60 + samples)]),
);

function read({ file, format }: Waveform): Dump {
  if (format === 'vcd') return readVcd(readFileSync(file, 'utf8'));
  const ran = spawnSync(CONVERTER!, [file], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  expect(ran.status, ran.stderr).toBe(0);
  return readVcd(ran.stdout);
}

const scopeOf = (simulator: SimulatorName, design: string) =>
  simulator === 'verilator' ? `TOP.${benchModule(design)}` : `${partModule(design, 'clock')}.bench`;

/** Scores of a window, as they leave. */
function scoresOf(hardware: Hardware, window: number): number[] {
  const scores = new Interpreter(hardware.model).run(windowCodes(pieces, window)).at(-1)!;
  const order = Array.from({ length: scores.positions }, (_, p) => p);
  return order.flatMap((p) =>
    Array.from({ length: scores.channels }, (_, c) => scores.values[c * scores.positions + p]!),
  );
}

const signed = (digits: string, bits: number) => Number(BigInt.asIntN(bits, BigInt(`0b${digits}`)));

const KINDS = SIMULATORS.flatMap((simulator) =>
  (Object.keys(WAVE_FORMATS) as WaveFormat[]).map((format) => [simulator, format] as const),
);

describe.each(KINDS)('%s, %s', (simulator, format) => {
  const runnable = test.skipIf(format === 'fst' && CONVERTER === undefined);

  runnable.each(['stream', 'folded'] as const)('scores of two windows in the waveform of a %s design', (kind) =>
    inFolder(async (parent) => {
      const { hardware } = DESIGNS[kind];
      const folder = generateDesign(DESIGNS[kind], join(parent, 'tiny'));
      const file = join(parent, 'my waves', `a.${format}`);
      const record = { file, fragment: 1, fragments: 2 };
      const { pass, recorded } = await simulate(hardware, {
        folder,
        simulator,
        stimuli: { set: pieces },
        quick: true,
        record,
      });
      expect(pass).toBe(true);
      const dump = read(recorded!);
      const scope = scopeOf(simulator, hardware.name);
      const nets = ['score', 'score_valid', 'score_ready', 'rst_ni'].map((net) => `${scope}.${net}`);
      const { bits } = dump.nets.get(nets[0]!)!;
      const taken = atEdges(dump, `${scope}.clk_i`, nets).filter((row) => row.slice(1).every((one) => one === '1'));
      const scores = taken.map(([score]) => signed(score!, bits));
      expect(scores).toEqual([...scoresOf(hardware, 1), ...scoresOf(hardware, 2)]);
      expect(scores).not.toEqual([...scoresOf(hardware, 0), ...scoresOf(hardware, 1)]);
      // What lies beside it, and nothing else.
      expect(readdirSync(join(parent, 'my waves')).sort()).toEqual([`a.${format}`, 'a.gtkw', 'a.sucl'].sort());
      expect(existsSync(join(folder, 'results', `waves.${format}`))).toBe(false);
    }),
  );

  runnable('the span of cycles that was asked for, and no more', () =>
    inFolder(async (parent) => {
      const { hardware } = DESIGNS.stream;
      const folder = generateDesign(DESIGNS.stream, join(parent, 'tiny'));
      const record = { file: join(parent, `a.${format}`), from: 40, to: 90 };
      const { recorded } = await simulate(hardware, {
        folder,
        simulator,
        stimuli: { set: pieces },
        quick: true,
        record,
      });
      expect(recorded).toMatchObject({ from: 40, to: 90, fragment: 0, fragments: 1 });
      const dump = read(recorded!);
      const scope = scopeOf(simulator, hardware.name);
      const cycles = atEdges(dump, `${scope}.clk_i`, [`${scope}.cycle`]).map(([cycle]) => Number.parseInt(cycle!, 2));
      expect(cycles).toEqual(Array.from({ length: 51 }, (_, i) => 40 + i));
      const times = dump.changes.map(([time]) => time);
      expect([Math.min(...times), Math.max(...times)]).toEqual([50 + 400, 50 + 910]);
      expect(readFileSync(join(parent, 'a.gtkw'), 'utf8')).toContain('[timestart] 450\n');
    }),
  );
});

test('the verb says where it is and how to look at it; --json has the same', () =>
  inFolder(async (parent) => {
    const folder = generateDesign(DESIGNS.stream, join(parent, 'tiny'));
    const file = join(parent, 'a.vcd');
    const say = [
      'simulate',
      '--rtl',
      folder,
      '--simulator',
      'icarus',
      '--fragments',
      '2',
      '--waves',
      file,
      '--wave-to',
      '30',
    ];
    const { stdout } = await bitbeat(...say);
    expect(stdout).toMatch(/waveform: .*window 0, cycles 0 to 30, [\d,]+ bytes/);
    expect(stdout).toMatch(/gtkwave .*a\.vcd .*a\.gtkw\n/);
    const { recorded } = JSON.parse((await bitbeat(...say, '--json')).stdout);
    expect(recorded).toMatchObject({
      file,
      from: 0,
      to: 30,
      layouts: [join(parent, 'a.gtkw'), join(parent, 'a.sucl')],
    });
  }));

test.each([
  [
    ['--waves', 'a.vdc'],
    '--waves: not a kind of waveform (found "a.vdc"); allowed: a file that ends in .vcd or .fst; try: a.vcd',
  ],
  [['--waves', 'waves'], 'try: waves.fst'],
  [['--waves', 'a.gtkw'], 'try: a.fst'],
  [['--waves', 'a.vcd', '--wave-fragment', '2'], 'allowed: 0 to 1; try: --wave-fragment 1'],
  [['--waves', 'a.vcd', '--wave-fragment', '1', '--wave-fragments', '2'], 'allowed: 1 to 1; try: --wave-fragments 1'],
  [['--waves', 'a.vcd', '--wave-from', '9', '--wave-to', '8'], '--wave-to: before the first cycle'],
  [['--waves', 'a.vcd', '--wave-from', '9999999'], '--wave-from: the window is over by then'],
  [['--waves', 'a.vcd', '--signal'], '--waves does not take --signal'],
  [['--wave-from', '9'], 'go with --waves'],
])('%j is refused', (flags, said) =>
  inFolder(async (parent) => {
    const folder = generateDesign(DESIGNS.stream, join(parent, 'tiny'));
    const { code, stderr } = await bitbeat(
      'simulate',
      '--rtl',
      folder,
      '--simulator',
      'icarus',
      '--fragments',
      '2',
      ...flags,
    );
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) });
    expect(existsSync('a.vcd')).toBe(false);
  }),
);
