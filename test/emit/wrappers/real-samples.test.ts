import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../../generator/arch/build.js';
import type { Design } from '../../../generator/config/design.js';
import { Converting } from '../../../generator/data/readers/units.js';
import { generated } from '../../../generator/emit/generated.js';
import { busTree } from '../../../generator/emit/wrappers/bus.js';
import { driverFiles } from '../../../generator/emit/wrappers/bus-software.js';
import { codeOf, type InputSpec, ofChannel, type RealConverter } from '../../../generator/network/input.js';
import { random } from '../../../generator/support/random.js';
import { OWN_MODELS, ownModel } from '../../own-models.js';
import { inFolder } from '../tiny.js';

/** Real samples become codes by the driver in C as by the readers of data. */

const single = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0]!;
const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0]!;

const design: Design = {
  name: 'own',
  model: 'own.alq.json',
  architecture: 'folded',
  folding: { lanes: 1, tapsPerLookup: 1 },
};

/** Floats about every edge of a map: ties between codes and their neighbours, both ends, zeros, infinities, NaN, and any bits. */
function samples(zero: number, gain: number, codeBits: number, count: number): number[] {
  const rng = random(11);
  const top = 2 ** codeBits - 1;
  const near = (value: number) => [-1, 0, 1].map((step) => single((bitsOf(value) + step) >>> 0));
  const ends = [-1, -0.5, 0, 0.5, top - 0.5, top, top + 0.5, top + 1, zero, zero - 0.5, zero + 0.5];
  const fixed = [0, -0, Infinity, -Infinity, NaN, 2 ** -149, -(2 ** -149), 2 ** 127, -(2 ** 127)].map(Math.fround);
  const list = [...fixed, ...ends.flatMap((code) => near((code - zero) / gain))];
  while (list.length < count) {
    const code = rng.integer(-3, top + 3) + rng.integer(0, 3) / 4;
    list.push(...near((code - zero) / gain), single(rng.integer(0, 2 ** 32 - 1)));
  }
  return list.slice(0, count);
}

/** A driver of the model `own` with a program that makes codes of the floats whose bits it reads: channel, bits. */
function codesInC(
  input: Partial<InputSpec>,
  flags: readonly string[],
  lists: readonly (readonly number[])[],
  differ: boolean,
) {
  return inFolder((folder) => {
    const own = { ...OWN_MODELS.values!, ...input };
    const tree = busTree(generated(design, buildHardware(design, ownModel('own', own), 'test')), 'axi');
    const { header, source } = driverFiles('own');
    const functions = differ ? lists.map((_, c) => `bitbeat_own_code_${c}`) : lists.map(() => 'bitbeat_own_code');
    const main = `#include <stdio.h>
#include <string.h>
#include "${header}"
int main(void) {
  static uint16_t (*const codes[])(float) = {${functions.join(', ')}};
  unsigned channel;
  unsigned long bits;
  while (scanf("%u %lu", &channel, &bits) == 2) {
    uint32_t word = (uint32_t)bits;
    float sample;
    memcpy(&sample, &word, sizeof sample);
    printf("%u\\n", codes[channel](sample));
  }
  return 0;
}
`;
    for (const [path, text] of [...tree, ['main.c', main] as const]) {
      if (!/\.[ch]$/.test(path)) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const strict = ['-std=c99', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-I.', ...flags];
    execFileSync('gcc', [...strict, '-o', 'codes', 'main.c', source], { cwd: folder });
    const lines = lists.flatMap((list, c) => list.map((value) => `${c} ${bitsOf(value)}\n`));
    const said = execFileSync('./codes', { cwd: folder, input: lines.join(''), encoding: 'utf8' });
    return said.trim().split('\n').map(Number);
  });
}

const MAPS: [string, number, RealConverter][] = [
  ['one map', 12, { zero: 2048, gain: 400.25 }],
  ['gains of both signs', 10, { zero: [512, 1000], gain: [-0.7, 1 / 3] }],
  ['16 bits', 16, { zero: [0, 65535], gain: [1e-3, 123456.789] }],
  // What is left of a tie where the product was rounded by itself is none where it was not.
  ['ties between large numbers', 10, { zero: [1000, 1001], gain: [-999.5 / 3, -1000.5 / 7] }],
  ['one bit, a tiny and a huge gain', 1, { zero: [0, 1], gain: [1e-40, 1e40] }],
];

describe.each(MAPS)('%s', (_, codeBits, converter) => {
  const channels = [0, 1];
  const maps = channels.map((c) => ({ zero: ofChannel(converter.zero, c), gain: ofChannel(converter.gain, c) }));
  const lists = maps.map(({ zero, gain }) => samples(zero, gain, codeBits, 10_000));
  const expected = lists.map((list, c) => list.map((value) => codeOf(value, maps[c]!.zero, maps[c]!.gain, codeBits)));

  // A fused multiply-add, where the processor has one, would round once where the map rounds twice.
  test.each(['-O0', '-O3', '-O3 -march=native -ffp-contract=fast'])('10,000 samples a channel, %s', async (given) => {
    const input = { codeBits, zero: 0, converter };
    expect(await codesInC(input, given.split(' '), lists, typeof converter.gain !== 'number')).toEqual(expected.flat());
  });

  test('as the readers of data make them', () => {
    // Of each channel as many.
    const finite = lists.map((list) => list.filter((value) => !Number.isNaN(value)).slice(0, 5000));
    expect(finite.map((list) => list.length)).toEqual([5000, 5000]);
    const units = { zero: maps.map(({ zero }) => zero), gain: maps.map(({ gain }) => gain) };
    const codes = new Converting(codeBits, units).codes({ values: finite.flat(), order: 'channels' });
    for (const c of channels)
      expect(Array.from(codes).filter((_, i) => i % 2 === c)).toEqual(
        finite[c]!.map((value) => codeOf(value, maps[c]!.zero, maps[c]!.gain, codeBits)),
      );
  });

  test('every code that can be is among them', () => {
    const seen = new Set(expected.flat());
    expect([seen.has(0), seen.has(2 ** codeBits - 1)]).toEqual([true, true]);
  });
});

test.each([
  [0.25, 10, 2, 11],
  [-0.25, 10, 2, 10],
  [0.75, 10, 2, 12],
  [-0.75, 10, 2, 9],
  [Number.NaN, 10, 2, 10],
  [Number.POSITIVE_INFINITY, 10, 2, 255],
  [Number.POSITIVE_INFINITY, 10, -2, 0],
  [Number.NEGATIVE_INFINITY, 10, 2, 0],
  [-5.25, 10, 2, 0],
  [122.25, 10, 2, 255],
  [0.24999998, 0, 2, 0],
  [0.25, 0, 2, 1],
])('the code of %d with zero %d and gain %d is %d', (sample, zero, gain, code) => {
  expect(codeOf(sample, zero, gain, 8)).toBe(code);
});

test('a model that says nothing of real samples has no such function', () => {
  const tree = busTree(
    generated(design, buildHardware(design, ownModel('own', OWN_MODELS['one-bit']!), 'test')),
    'axi',
  );
  expect(tree.get(driverFiles('own').header)).not.toMatch(/_code/);
});
