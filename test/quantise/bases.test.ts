import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Basis, fitAlphas, reconstruct, tidyGroup } from '../../generator/quantise/bases.js';
import { weightsOf } from './groups.js';

const basis = (text: string): Basis => Int8Array.from(text, (sign) => (sign === '-' ? -1 : 1));

describe('fitAlphas', () => {
  test.each<[string, string[], number[], number[]]>([
    ['one basis: the mean of the signed weights', ['++-'], [3, 1, -2], [2]],
    ['two orthogonal bases: each on its own', ['++++', '++--'], [5, 3, -1, 1], [2, 2]],
    // Gram [[3, 1], [1, 3]], right side [6, 2].
    ['two bases that overlap', ['+++', '++-'], [2, 2, 2], [2, 0]],
    ['no basis', [], [1, 2], []],
    ['an opposite basis is left out', ['+++', '---', '++-'], [2, 2, 2], [2, 0, 0]],
    ['an equal basis is left out', ['+-', '+-'], [1, -3], [2, 0]],
    ['a sum of the others is left out', ['++', '+-', '-+'], [5, 1], [3, 2, 0]],
  ])('%s', (_, bases, target, expected) => {
    fitAlphas(bases.map(basis), target).forEach((alpha, i) => {
      expect(alpha).toBeCloseTo(expected[i]!, 12);
    });
  });

  const system = fc.integer({ min: 1, max: 12 }).chain((n) =>
    fc.record({
      bases: fc.array(fc.array(fc.constantFrom(-1, 1), { minLength: n, maxLength: n }), { minLength: 1, maxLength: 6 }),
      target: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: n, maxLength: n }),
    }),
  );

  test('what is left over is at right angles to every basis, dependent or not', () => {
    fc.assert(
      fc.property(system, ({ bases, target }) => {
        const given = bases.map((b) => Int8Array.from(b));
        const sum = reconstruct(fitAlphas(given, target), given, target.length);
        for (const b of given)
          expect(b.reduce((dot, sign, i) => dot + sign * (target[i]! - sum[i]!), 0)).toBeCloseTo(0, 8);
      }),
    );
  });
});

describe('tidyGroup', () => {
  test.each<[string, number[], string[], number[], string[]]>([
    ['a negative alpha turns its basis with it', [-2], ['+-'], [2], ['-+']],
    ['the largest comes first', [1, 3], ['++', '+-'], [3, 1], ['+-', '++']],
    ['equal bases add', [1, 3], ['+-', '+-'], [4], ['+-']],
    ['opposite bases subtract', [3, 1], ['+-', '-+'], [2], ['+-']],
    ['bases that cancel go', [2, 2], ['+-', '-+'], [], []],
    ['zeros go', [0, 1], ['++', '+-'], [1], ['+-']],
  ])('%s', (_, alphas, bases, wantedAlphas, wantedBases) => {
    const group = tidyGroup(alphas, bases.map(basis));
    const signs = group.negative.map((n) => n.map((negative) => (negative ? '-' : '+')).join(''));
    expect([group.alphas, signs]).toEqual([wantedAlphas, wantedBases]);
  });

  test('the weights stay, every alpha is positive, no two bases are equal or opposite', () => {
    const groups = fc.array(
      fc.record({
        alpha: fc.integer({ min: -9, max: 9 }),
        signs: fc.array(fc.constantFrom(-1, 1), { minLength: 3, maxLength: 3 }),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(groups, (parts) => {
        const alphas = parts.map((p) => p.alpha);
        const bases = parts.map((p) => Int8Array.from(p.signs));
        const group = tidyGroup(alphas, bases);
        expect(weightsOf(group, 3)).toEqual(reconstruct(alphas, bases, 3));
        expect(group.alphas.every((alpha) => alpha > 0)).toBe(true);
        const upToSign = group.negative.map((n) => n.map((v) => v === n[0]).join());
        expect(new Set(upToSign).size).toBe(upToSign.length);
      }),
    );
  });
});
