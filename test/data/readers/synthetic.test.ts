import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { aboutOf, defaultDataset } from '../../../generator/data/dataset-file.js';
import { ecgCodes } from '../../../generator/data/readers/synthetic.js';
import { RHYTHMS } from '../../../generator/data/readers/synthetic-rhythms.js';
import { unitsOf } from '../../../generator/data/readers/units.js';
import { windowCodes } from '../../../generator/data/signal-set.js';
import { summarise } from '../../../generator/data/summary.js';
import { random } from '../../../generator/support/random.js';
import { labelsOf, syntheticEcg } from '../sets.js';

const about = aboutOf(defaultDataset());
const { classes } = about;
const input = { ...about.input, ...unitsOf(about) };
const RATE_HZ = 360;
const rhythm = (name: string) => RHYTHMS.find((r) => r.name === name)!;

/** Sample indices of R peaks: highest point of each stretch above half of the way from median to maximum. */
function peaks(codes: Int16Array): number[] {
  const middle = [...codes].sort((a, b) => a - b)[codes.length >> 1]!;
  const level = (middle + codes.reduce((a, b) => Math.max(a, b))) / 2;
  const found: number[] = [];
  let top = -1;
  codes.forEach((code, i) => {
    if (code > level && (top < 0 || code > codes[top]!)) top = i;
    if (top >= 0 && code <= level && i - top > 0.1 * RATE_HZ) {
      found.push(top);
      top = -1;
    }
  });
  return found;
}
const intervals = (at: number[]) => at.slice(1).map((peak, i) => (peak - at[i]!) / RATE_HZ);
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
/** Standard deviation as a part of the mean. */
const variation = (values: number[]) => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2))) / mean(values);
const codesOf = (name: string, rate: number, seed = 1) =>
  ecgCodes(rhythm(name), rate, { ...input, samples: 20 * RATE_HZ }, random(seed));
/** Samples above half height around the highest point. */
function widthOfPeak(codes: Int16Array): number {
  const middle = [...codes].sort((a, b) => a - b)[codes.length >> 1]!;
  const top = codes.reduce((best, code, i) => (code > codes[best]! ? i : best), 0);
  const half = (codes[top]! + middle) / 2;
  let [from, to] = [top, top];
  while (codes[from]! > half) from--;
  while (codes[to]! > half) to++;
  return to - from;
}

describe('rhythms', () => {
  test('are the classes, in order', () => {
    expect(RHYTHMS.map((r) => r.name)).toEqual(classes);
  });
  test.each([
    ['NSR', 60],
    ['NSR', 75],
    ['NSR', 95],
    ['SVTA', 170],
    ['LBBBB', 70],
    ['VFL', 240],
  ])('%s beats %i times a minute', (name, rate) => {
    for (const seed of [1, 2, 3]) {
      const measured = 60 / mean(intervals(peaks(codesOf(name, rate, seed))));
      expect(Math.abs(measured / rate - 1)).toBeLessThan(0.03);
    }
  });
  test('fibrillation is irregular, sinus is not', () => {
    expect(variation(intervals(peaks(codesOf('AFIB', 90))))).toBeGreaterThan(0.12);
    expect(variation(intervals(peaks(codesOf('NSR', 90))))).toBeLessThan(0.06);
  });
  test('bigeminy alternates between a short and a long interval', () => {
    const list = intervals(peaks(codesOf('Bigeminy', 75)));
    const [even, odd] = [0, 1].map((side) => mean(list.filter((_, i) => i % 2 === side)));
    expect(Math.max(even!, odd!) / Math.min(even!, odd!)).toBeGreaterThan(1.8);
  });
  test('second-degree block leaves out every third beat', () => {
    const list = intervals(peaks(codesOf('SDHB', 90)));
    expect(Math.max(...list) / Math.min(...list)).toBeGreaterThan(1.8);
  });
  test('ventricular and blocked beats are wide, a pacing spike is narrow', () => {
    const sinus = widthOfPeak(codesOf('NSR', 75));
    for (const name of ['PVC', 'VT', 'IVR', 'LBBBB'])
      expect(widthOfPeak(codesOf(name, 75))).toBeGreaterThan(1.8 * sinus);
    expect(widthOfPeak(codesOf('PR', 75))).toBeLessThan(0.7 * sinus);
  });
});

describe('syntheticEcg', () => {
  const set = syntheticEcg(40, 1);
  test('names, labels and records', () => {
    expect(set).toMatchObject({
      provenance: { source: 'synthetic ECG (seed 1)' },
      inputs: [{ samples: 3600 }],
      targets: { names: classes },
    });
    expect(labelsOf(set)).toEqual(Array.from({ length: 40 }, (_, i) => i % 17));
    expect(set.names.slice(16, 18)).toEqual(['17 PR/synthetic (0)', '1 NSR/synthetic (1)']);
    expect(new Set(set.names).size).toBe(40);
    expect(new Set(set.groups)).toEqual(new Set(['synthetic']));
  });
  test('codes as of the real converter', () => {
    const {
      codes: [codes],
      duplicates,
    } = summarise(syntheticEcg(85, 3));
    expect(codes!.min).toBeGreaterThan(400);
    expect(codes!.max).toBeLessThan(1800);
    expect(Math.abs(codes!.mean - 967)).toBeLessThan(40);
    expect(Math.abs(codes!.sd - 92)).toBeLessThan(25);
    expect(duplicates).toEqual([]);
  });
  test('the same seed gives the same bytes, now and in every release', () => {
    const digest = createHash('sha256').update(set.hashes.join()).digest('hex');
    expect(digest).toBe('1f5df54e8fcf7d96ca1947230bb15561219c087016f385e1cff2a75d98fe1589');
    expect(syntheticEcg(40, 1).hashes).toEqual(set.hashes);
  });
  test('a longer set begins with the shorter one; another seed shares nothing', () => {
    expect(windowCodes(syntheticEcg(18, 1), 17)).toEqual(windowCodes(set, 17));
    expect(syntheticEcg(17, 2).hashes.filter((hash) => set.hashes.includes(hash))).toEqual([]);
  });
});
