import { describe, expect, test } from 'vitest';
import { type SignalSet, signalSet } from '../../../generator/data/signal-set.js';
import { renderSvg } from '../../../generator/report/pictures/render.js';
import { shownWindows, windowsPicture } from '../../../generator/report/pictures/windows.js';
import { annotated, recordOfX } from '../../data/readers/annotated-set.js';

const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
const drawn = async (set: SignalSet) => {
  const svg = await renderSvg(windowsPicture(set));
  expect(svg).toMatch(/^<svg xmlns=/);
  expect(svg).not.toMatch(/NaN|undefined/);
  expect(await renderSvg(windowsPicture(set))).toBe(svg);
  return { svg, words: texts(svg) };
};
/** Windows of two channels; classes by label. */
const set = (labels: readonly number[], classes: readonly string[], shape: object = {}) =>
  signalSet(
    '/where/ever/it',
    { samples: 100, channels: 2, rateHz: 50, ...shape },
    labels.map((label, i) => ({
      codes: Array.from({ length: 200 }, (_, at) => 100 + ((at * (i + 1)) % 37)),
      label,
      group: 'g',
      name: `w<${i}>`,
    })),
    classes,
  );

describe('which windows', () => {
  test.each<[number[], string[], object[]]>([
    [
      [0, 1, 1, 1, 0],
      ['a', 'b'],
      [
        { title: 'a', window: 4 },
        { title: 'b', window: 2 },
      ],
    ],
    [[1], ['a', 'b', 'c'], [{ title: 'b', window: 0 }]],
  ])('of classes %j', (labels, classes, shown) => {
    expect(shownWindows(set(labels, classes))).toEqual(shown);
  });
});

test('classes, names of windows, units, time, channels and classes without a window are named', async () => {
  const known = { zero: [0, 0], gain: [2, 4], units: ['mV', 'mV'], codeBits: 11 };
  const { words, svg } = await drawn(set([0, 2, 2], ['up & <down>', 'never', 'b'], known));
  for (const word of [
    'it: one window of each class',
    'up &amp; &lt;down&gt;',
    'b',
    'w&lt;0&gt;',
    'w&lt;2&gt;',
    'mV',
    'channel 0',
    'channel 1',
  ])
    expect(words).toContain(word);
  expect(words).toContain('2.0 s');
  expect(svg).toContain('Without a window: never.');
  expect(svg).not.toContain('/where');
});

describe('without classes some windows, spread evenly, with what holds of them', () => {
  const windows = (count: number) => set(new Array<number>(count).fill(0), []);
  test.each<[SignalSet, object[]]>([
    [windows(1), [{ title: '', window: 0 }]],
    [windows(12), [1, 3, 5, 7, 9, 11].map((window) => ({ title: '', window }))],
    [
      { ...windows(2), targets: { kind: 'labels', names: ['a', 'b'], bits: Uint8Array.of(1, 1, 0, 0) } },
      [
        { title: 'a, b', window: 0 },
        { title: 'no label', window: 1 },
      ],
    ],
    [
      {
        ...windows(1),
        targets: { kind: 'values', names: ['rate', 'x'], units: ['1/min', ''], values: Float32Array.of(71.234567, -2) },
      },
      [{ title: 'rate 71.23 1/min, x -2', window: 0 }],
    ],
  ])('%#', (given, shown) => expect(shownWindows(given)).toEqual(shown));
});

test('values stand in their units', () => {
  const known = { zero: [100, 90], gain: [2, 4], units: ['V', 'g'], codeBits: 11 };
  const { concat } = windowsPicture(set([0], ['a'], known)) as unknown as {
    concat: { layer: { data: { values: { channel: string; t: number; v: number }[] } }[] }[];
  };
  const { values } = concat[0]!.layer[0]!.data;
  // Codes 100 + at % 37: of sample 1, 102 in channel 0 and 103 in channel 1.
  expect(values.filter(({ t }) => t === 1 / 50)).toEqual([
    { channel: 'channel 0, V', t: 0.02, v: 1 },
    { channel: 'channel 1, g', t: 0.02, v: 3.25 },
  ]);
});

test('without a rate and a gain: samples and codes', async () => {
  const { words } = await drawn(set([0], [], { channels: 1, samples: 200, rateHz: undefined }));
  for (const word of ['it: a window', 'sample', 'ADC code']) expect(words).toContain(word);
});

test('more channels than colours', async () => {
  const { svg } = await drawn(set([0], ['a'], { channels: 20, samples: 10 }));
  expect(svg).toContain('Channels 0 to 7 of 20.');
});

test('a long window has no more points than pixels say, and keeps its extremes', () => {
  const samples = 20_000;
  const codes = Array.from({ length: samples }, (_, i) => (i === 12_345 ? 2000 : i === 777 ? 1 : 1000 + (i % 9)));
  const long = signalSet('s', { samples, channels: 1 }, [{ codes, group: 'g', name: 'w' }]);
  const { concat } = windowsPicture(long) as unknown as {
    concat: { layer: { data: { values: { t: number; v: number }[] } }[] }[];
  };
  const { values } = concat[0]!.layer[0]!.data;
  expect(values.length).toBeLessThanOrEqual(2 * 440);
  expect(values).toContainEqual(expect.objectContaining({ t: 12_345, v: 2000 }));
  expect(values).toContainEqual(expect.objectContaining({ t: 777, v: 1 }));
  expect(values.map(({ t }) => t)).toEqual(values.map(({ t }) => t).sort((a, b) => a - b));
});

test('beats of a recording are letters above its window', async () => {
  const { words, svg } = await drawn(annotated({ records: { a: recordOfX(0) } }));
  // Of class n the window from 4 on, with a beat at 5; that of class af has none.
  expect(words).toContain('a/X/4');
  expect(words.filter((word) => word === 'N')).toHaveLength(1);
  expect(svg).toContain('Letters: beats as they are annotated.');
});
