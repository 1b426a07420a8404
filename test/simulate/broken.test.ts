import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { memoryNamed } from '../../generator/arch/memory.js';
import { engineOf, type LayerHardware } from '../../generator/arch/stream/engines.js';
import { windowCodes } from '../../generator/data/signal-set.js';
import { passHeadBits } from '../../generator/model/encode.js';
import type { SimulationResult } from '../../generator/simulate/result.js';
import { simulate } from '../../generator/simulate/simulate.js';
import { writeVectors } from '../../generator/simulate/vectors.js';
import { bitbeat } from '../cli/run-in-process.js';
import { syntheticEcg } from '../data/sets.js';
import { buildTiny, inTiny } from '../emit/tiny.js';
import { setOf } from './simulate-network.js';

/** A verification that cannot fail proves nothing: each defect below must be found, and named by the layer it is in. */

const { hardware } = buildTiny();
if (hardware.architecture !== 'stream') throw new Error('the tiny design is a stream');
const { layers } = hardware;
const { samples } = hardware.model.input;

/** Pieces of ECG around a beat, so that every layer has something to do. */
const pieces = setOf(
  Array.from({ length: 8 }, (_, i) => [...windowCodes(syntheticEcg(1, 3), 0).subarray(i * 60, i * 60 + samples)]),
);

/** Generates the design and its vectors, lets `damage` change a file, and simulates what then lies there; without damage it passes. */
function damaged(damage: (folder: string) => void): Promise<{ code: number; result: SimulationResult }> {
  return inTiny(async (folder) => {
    const vectors = writePieces(folder);
    damage(folder);
    const { code, stdout } = await bitbeat(
      'simulate',
      '--rtl',
      folder,
      '--vectors',
      vectors,
      '--simulator',
      'icarus',
      '--json',
    );
    return { code, result: JSON.parse(stdout) as SimulationResult };
  });
}

function writePieces(folder: string): string {
  const vectors = join(folder, 'vectors', '0');
  writeVectors(vectors, hardware, pieces);
  return vectors;
}

function editLines(file: string, change: (lines: string[]) => string[]): void {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  writeFileSync(file, `${change(lines).join('\n')}\n`);
}

const flipBit = (bit: number) => (line: string) =>
  (BigInt(`0x${line}`) ^ (1n << BigInt(bit))).toString(16).padStart(line.length, '0');

const changeLine = (index: number, change: (line: string) => string) => (lines: string[]) =>
  lines.map((line, i) => (i === index ? change(line) : line));

const firstFailing = (result: SimulationResult) => result.layers.find((layer) => layer.mismatches > 0)?.name;

test('nothing damaged: passes', async () => {
  const { code, result } = await damaged(() => {});
  expect(result).toMatchObject({ pass: true, fragments: pieces.names.length, failures: [] });
  expect(code).toBe(0);
});

/** Flips a bit of the weight stream of a layer with one lane. */
function flipWeight(folder: string, layer: LayerHardware, bit: number): void {
  const { bits: width } = memoryNamed(engineOf(layer).memories(layer), 'weights');
  const flip = changeLine(Math.floor(bit / width), flipBit((bit + 1) % width));
  editLines(join(folder, 'mem', `bitbeat_tiny__${layer.name}_weights.hex`), flip);
}

test.each(layers)('one flipped weight bit in $name', async (layer) => {
  const { name, encoded } = layer;
  const { code, result } = await damaged((folder) => {
    if (layer.lanes === 1) flipWeight(folder, layer, encoded.biasBits + passHeadBits(encoded) + 2);
    else editLines(join(folder, 'mem', `bitbeat_tiny__${name}_signs.hex`), changeLine(0, flipBit(2)));
  });
  expect(code).toBe(1);
  expect(firstFailing(result)).toBe(name);
});

test('one wrong bias', async () => {
  const { code, result } = await damaged((folder) =>
    editLines(join(folder, 'mem', 'bitbeat_tiny__conv2_biases.hex'), changeLine(3, flipBit(8))),
  );
  expect(code).toBe(1);
  expect(firstFailing(result)).toBe('conv2');
  expect(result.layers[1]!.first).toMatchObject({ channel: 3 });
});

test('one wrong alpha', async () => {
  const layer = layers[2]!;
  const { code, result } = await damaged((folder) => flipWeight(folder, layer, layer.encoded.biasBits + 4));
  expect(code).toBe(1);
  expect(firstFailing(result)).toBe('conv3');
});

test('one changed expected value: layer, channel, position, both values', async () => {
  let before = 0;
  const { code, result } = await damaged((folder) =>
    editLines(join(folder, 'vectors', '0', 'layer_conv1.hex'), (lines) => {
      before = Number.parseInt(lines[40]!, 16);
      return changeLine(40, flipBit(0))(lines);
    }),
  );
  expect(code).toBe(1);
  const perFragment = layers[0]!.shape.outChannels * layers[0]!.lengths.output;
  const first = { fragment: Math.floor(40 / perFragment), expected: before ^ 1, got: before };
  expect(result.layers[0]).toMatchObject({ mismatches: 1, first });
  expect(result.failures).toHaveLength(1);
  expect(result.failures[0]).toMatch(
    /^conv1: 1 of \d+ values differ; first at fragment \d+ channel \d+ position \d+: expected \d+, got \d+$/,
  );
});

test('one changed class', async () => {
  const { code, result } = await damaged((folder) =>
    editLines(join(folder, 'vectors', '0', 'class.hex'), changeLine(1, flipBit(0))),
  );
  expect(code).toBe(1);
  expect(result.class).toMatchObject({ mismatches: 1 });
});

test('Verilog with one cycle more in a tile: values right, cycles not', async () => {
  const { code, result } = await damaged((folder) => {
    const file = join(folder, 'rtl', 'bitbeat_tiny__sequencer.v');
    const text = readFileSync(file, 'utf8');
    const slower = text.replace(
      'if (!running_q) running_q <= tile_ready_i;',
      'if (!running_q) running_q <= tile_ready_i && late_q;',
    );
    expect(slower).not.toBe(text);
    const late =
      'reg late_q; always @(posedge clk_i) if (en_i) late_q <= !running_q && tile_ready_i;\n\n  // ---- pass memory';
    writeFileSync(file, slower.replace('// ---- pass memory', late));
  });
  expect(code).toBe(1);
  expect(result.layers.every((layer) => layer.mismatches === 0)).toBe(true);
  expect(result.failures.join()).toMatch(/cycles counted, \d+ predicted/);
});

test('Verilog that never gives a score: reported, no hang', async () => {
  const { code, result } = await damaged((folder) => {
    const file = join(folder, 'rtl', 'bitbeat_tiny.v');
    writeFileSync(file, readFileSync(file, 'utf8').replace('.valid_i(valid_conv2)', ".valid_i(1'b0)"));
  });
  expect(code).toBe(1);
  expect(result.failures[0]).toContain('no score came any more');
});

test('an X that reaches an output is a difference', async () => {
  const { code, result } = await damaged((folder) => {
    const file = join(folder, 'rtl', 'bitbeat_tiny__argmax.v');
    writeFileSync(file, readFileSync(file, 'utf8').replace('if (!rst_ni) index_q', "if (1'b0) index_q"));
  });
  expect(code).toBe(1);
  expect(result.failures.join()).toContain('class');
});

test.each(['icarus', 'verilator'] as const)(
  '%s leaves a waveform of the cycles around the first difference',
  { timeout: 180_000 },
  (simulator) =>
    inTiny(async (folder) => {
      const stimuli = { vectors: writePieces(folder) };
      editLines(join(folder, 'mem', 'bitbeat_tiny__conv2_signs.hex'), changeLine(0, flipBit(2)));
      const result = await simulate(hardware, { folder, simulator, stimuli, quick: true });
      const { cycle } = result.layers[1]!.first!;
      expect(result.waves).toBe(join(folder, 'results', 'first-difference.vcd'));
      const waves = readFileSync(result.waves!, 'utf8');
      expect(waves).toMatch(/\$var (wire|reg) +\d+ \S+ data_conv2/);
      // Time in steps of a clock edge (Verilator) or in the units of the bench's clock (Icarus).
      const times = [...waves.matchAll(/^#(\d+)$/gm)].map((match) => Number(match[1]));
      const perCycle = simulator === 'icarus' ? 10 : 2;
      const cycles = (times.at(-1)! - times[0]!) / perCycle;
      expect(cycles).toBeGreaterThan(20);
      expect(cycles).toBeLessThan(Math.min(cycle, 200) + 30);
    }),
);
