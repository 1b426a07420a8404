import { describe, expect, test } from 'vitest';
import { accuracySizePicture } from '../../../generator/report/pictures/accuracy-size.js';
import { bitwidthPicture, phaseSpans } from '../../../generator/report/pictures/bitwidths.js';
import { confusionPicture } from '../../../generator/report/pictures/confusion.js';
import { renderSvg } from '../../../generator/report/pictures/render.js';
import { comparisonOf18, historyOf40 } from '../fixtures.js';

const names = ['up & <down>', 'down', 'never'];
const matrix = [
  [7, 1, 0],
  [0, 0, 0],
  [2, 0, 5],
];
const pictures = {
  'accuracy against size': () => accuracySizePicture(comparisonOf18),
  bitwidths: () => bitwidthPicture('sign', historyOf40),
  'confusion matrix': () => confusionPicture('sign', 'invented', names, matrix),
};
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);

describe.each(Object.entries(pictures))('%s', (_, picture) => {
  test('is an SVG of the same bytes every time', async () => {
    const [one, two] = [await renderSvg(picture()), await renderSvg(picture())];
    expect(one).toMatch(/^<svg xmlns=/);
    expect(one).not.toMatch(/NaN|undefined|\bid="/);
    expect(two).toBe(one);
  });
});

test('the size axis and every series are named', async () => {
  const words = texts(await renderSvg(pictures['accuracy against size']()));
  for (const word of ['stored in all, bytes (logarithmic)', 'accuracy by fragment, %', 'ALQ kernelwise', '20,000'])
    expect(words).toContain(word);
  expect(words).toContain('channelwise 3 KB');
});

test('every layer stands at the end of its line with its bases per weight', async () => {
  const words = texts(await renderSvg(pictures.bitwidths()));
  const last = historyOf40.rounds.at(-1)!.bitwidths;
  expect(words).toEqual(expect.arrayContaining(historyOf40.layers.map((l, i) => `${l} ${last[i]!.toFixed(2)}`)));
});

test('the matrix shows the counts above 0, class names as text', async () => {
  const words = texts(await renderSvg(pictures['confusion matrix']()));
  expect(words.filter((word) => /^\d+$/.test(word)).sort()).toEqual(['1', '2', '5', '7']);
  expect(words).toContain('up &amp; &lt;down&gt;');
});

test('phases are spans that touch', () => {
  const rounds = ['a', 'a', 'b', 'a'].map((phase) => ({ ...historyOf40.rounds[0]!, phase }));
  expect(phaseSpans(rounds)).toEqual([
    { phase: 'a', from: 1, to: 2.5 },
    { phase: 'b', from: 2.5, to: 3.5 },
    { phase: 'a', from: 3.5, to: 4 },
  ]);
});
