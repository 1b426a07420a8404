import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../../generator/arch/built-design.js';
import { estimateCells } from '../../../generator/arch/estimate/cells.js';
import { coefficients } from '../../../generator/arch/estimate/coefficients.js';
import { circuits, estimate, estimateLayers } from '../../../generator/arch/estimate/estimate.js';
import { findPart, PARTS } from '../../../generator/devices/devices.js';
import { generated } from '../../../generator/emit/generated.js';
import { instanceLayer } from '../../../generator/emit/names.js';
import { buildTiny, buildTinyFolded } from '../../emit/tiny.js';

const tiny = buildTiny().hardware;
const folded = buildTinyFolded().hardware;
const up5k = findPart('up5k', 'test');
const hx8k = findPart('hx8k', 'test');

describe('a design of an engine a layer', () => {
  test.each(PARTS.map((part) => [part.name, part] as const))('%s: blocks are those of its engines', (_, part) => {
    const { bram, spram, dsp } = estimate(tiny, part);
    const layers = estimateLayers(tiny, part).map((layer) => layer.estimate);
    expect(layers).toHaveLength(tiny.layers.length);
    const sum = (pick: (one: (typeof layers)[number]) => number) => layers.reduce((total, one) => total + pick(one), 0);
    expect([bram, spram, dsp]).toEqual([sum((l) => l.bram), sum((l) => l.spram), sum((l) => l.dsp)]);
  });

  test('its circuits are an engine a layer and what is at the ends', () => {
    expect(circuits(tiny, up5k).map(({ instance, kind }) => [instance, kind])).toEqual([
      ['conv1', 'lanes'],
      ['conv2', 'lanes'],
      ['conv3', 'single'],
      ['dense1', 'single'],
      ['ends', 'ends'],
    ]);
  });
});

test.each([
  ['branches', ['fork', 'queue', 'concat', 'add']],
  ['joins', ['fork', 'add']],
])('%s: engines and what joins them are told by the names that they have in the top', (name, kinds) => {
  const { design, hardware } = buildDesign(`sim/mutation/${name}.json`);
  const top = generated(design, hardware).tree.get(`rtl/bitbeat_${name}.v`)!;
  const instances = [...top.matchAll(/^ {2}\) (\w+) \(|^ {2}\w+ #\(.*\) (\w+) \(/gm)].map(
    ([, one, other]) => one ?? other!,
  );
  const told = circuits(hardware, up5k).filter(({ kind }) => kind !== 'ends');
  const joined = instances.filter((instance) => /^(layer|fork|queue\d+|concat\d+)_/.test(instance));
  expect(told.map(({ instance }) => instance).sort()).toEqual(joined.map(instanceLayer).sort());
  expect([...new Set(told.map(({ kind }) => kind))]).toEqual(expect.arrayContaining(kinds));
  for (const part of [up5k, findPart('ecp5-25f', 'test')]) expect(estimate(hardware, part).lc).toBeGreaterThan(100);
});

test('one engine for all layers is of none', () => {
  expect(estimateLayers(folded, up5k)).toEqual([]);
  expect(circuits(folded, up5k).map(({ instance }) => instance)).toEqual(['engine', 'ends']);
});

test('a part without DSP blocks has multipliers of logic', () => {
  expect(estimate(folded, up5k).dsp).toBe(folded.folding.lanes);
  expect(estimate(folded, hx8k).dsp).toBe(0);
  expect(estimate(folded, hx8k).lc!).toBeGreaterThan(estimate(folded, up5k).lc!);
});

test('cells are the weighted sum of the features; none where a kind was never measured', () => {
  const weight = { lc: 2, lut: 1, ff: 0.5 };
  const list = [
    { instance: 'a', kind: 'single', features: { one: 1, sums: 10 } },
    { instance: 'b', kind: 'ends', features: { one: 3, of: 7 } },
  ] as const;
  const weights = {
    ice40: { single: { one: weight, sums: weight }, ends: { one: weight } },
    ecp5: {},
    gowin: {},
    nexus: {},
  };
  expect(estimateCells(list, 'ice40', weights)).toEqual({ lc: 28, lut: 14, ff: 7 });
  expect(estimateCells(list, 'ecp5', weights)).toEqual({ lc: null, lut: null, ff: null });
});

test('the weights of the file are cells, none of them negative', () => {
  for (const kinds of Object.values(coefficients()))
    for (const features of Object.values(kinds))
      for (const weights of Object.values(features!))
        expect(Object.values(weights).every((weight) => weight >= 0)).toBe(true);
});
