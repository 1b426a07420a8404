import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stepsOf } from '../../generator/arch/steps.js';
import type { Ports } from '../../generator/config/ports.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { outputsOf } from '../../generator/network/task.js';
import type { SimulationResult } from '../../generator/simulate/result.js';
import { simulate } from '../../generator/simulate/simulate.js';
import type { SimulatorName } from '../../generator/simulate/simulators.js';
import { inFolder } from '../emit/tiny.js';
import { type Architecture, KINDS, PERS, type Per, severalDesign } from './several-design.js';
import { setOf } from './simulate-network.js';
import { noise } from './step-design.js';

/** Several outputs at the ports of the core, each with what it says. */

const COUNT = 5;

interface Settings {
  simulator?: SimulatorName;
  stalls?: readonly number[];
  ports?: Ports;
  /** Replaces a text of a generated file. */
  damage?: readonly [file: string, sound: string, broken: string];
}

const play = (
  per: Per,
  architecture: Architecture,
  { simulator = 'icarus', stalls = [0], ports, damage }: Settings = {},
) =>
  inFolder(async (folder) => {
    const { design, hardware } = severalDesign(per, architecture, ports);
    writeTree(folder, design.name, generated(design, hardware).tree, false);
    if (damage !== undefined) {
      const [path, sound, broken] = damage;
      const text = readFileSync(join(folder, path), 'utf8');
      expect(text).toContain(sound);
      writeFileSync(join(folder, path), text.replace(sound, broken));
    }
    const set = setOf(noise(hardware.model, COUNT), hardware.model.input.channels);
    const settings = { folder, simulator, stimuli: { set }, processes: 1, quick: true, waves: false };
    const results: SimulationResult[] = [];
    for (const stall of stalls) results.push(await simulate(hardware, { ...settings, stall }));
    return results;
  });

/** Index of the largest, the first of equals. */
const largest = (scores: readonly number[]) => scores.indexOf(Math.max(...scores));

test.each(PERS)(
  '%s: windows in which each output says more than one thing, and not what its neighbours would',
  (per) => {
    const { model } = severalDesign(per, 'stream').hardware;
    const interpreter = new Interpreter(model);
    const all = noise(model, 3 * COUNT).flatMap((codes) => interpreter.steps(codes).map((step) => [...step]));
    for (const { task, first, count } of outputsOf(model)) {
      if (task.kind !== 'classes') continue;
      const said = (from: number) => all.map((scores) => largest(scores.slice(from, from + count)));
      expect(new Set(said(first)).size).toBeGreaterThan(1);
      expect(said(first)).not.toEqual(said(first === 0 ? first + 1 : first - 1));
    }
  },
);

const STREAMS = {
  window: ['output_rhythm_class', 'output_beat_class'],
  step: ['output_noise_labels', 'output_beat_class'],
};

describe.each(KINDS)('%s, %s', (per, architecture) => {
  const steps = stepsOf(severalDesign(per, architecture).hardware)?.steps ?? 1;

  test.each(['icarus', 'verilator'] as const)('%s: every score and decision; with pauses too', async (simulator) => {
    for (const result of await play(per, architecture, { simulator, stalls: [0, 3, 7] })) {
      expect(result.failures).toEqual([]);
      expect(result.outputs).toEqual(
        STREAMS[per].map((name) => expect.objectContaining({ name, values: COUNT * steps, mismatches: 0 })),
      );
      expect([result.class, result.labels]).toEqual([null, null]);
    }
  });

  test.each<Ports>([
    { registered: true, reset: 'async-low' },
    { registered: false, reset: 'sync-high' },
  ])('ports %j: the same', async (ports) => {
    for (const { failures } of await play(per, architecture, { ports, stalls: [0, 5] })) expect(failures).toEqual([]);
  });
});

const TOP = 'rtl/bitbeat_own.v';
test.each([
  ['window', 'a slice that begins one score late', [TOP, '.FIRST(0)', '.FIRST(1)'], /^output_rhythm_class: /],
  [
    'window',
    'a slice of one score less',
    [TOP, '.FIRST(0), .COUNT(3)', '.FIRST(0), .COUNT(2)'],
    /^output_rhythm_class: /,
  ],
  ['window', 'outputs exchanged', [TOP, 'said_o(rhythm_class_o)', 'said_o(beat_class_o)'], /^output_/],
  [
    'step',
    'labels that are not kept',
    ['rtl/bitbeat_own__output.v', 'else if (last_o) said_q', 'else said_q'],
    /^output_noise_labels: /,
  ],
  [
    'step',
    'a count over all steps',
    ['rtl/bitbeat_own__output.v', "index_q == LAST_C[IB-1:0] ? {IB{1'b0}} : ", ''],
    /^output_.* step 1:/,
  ],
] as const)('%s, found: %s', async (per, _, damage, message) => {
  const [{ failures }] = (await play(per, 'stream', { damage })) as [SimulationResult];
  expect(failures[0]).toMatch(message);
});
