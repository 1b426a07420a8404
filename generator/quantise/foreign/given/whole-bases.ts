import type { AlqGroup } from '../../../model/float-model.js';
import { reconstruct, tidyGroup } from '../../bases.js';
import { nearestCodes } from '../../refine.js';

/**
 * Whole numbers as the sum of the fewest `alpha * beta` with alphas that are powers of two of each other (and one that is a zero point); null: more than
 * `most`. Numbers of b bits are b bases if they are odd, as bipolar ones are, and one more if 0 is among them (two's complement, ternary):
 * alphas are halves. Equal bases are one.
 */
export function wholeBases(numbers: readonly number[], most: number): AlqGroup | null {
  if (numbers.every((number) => number === 0)) return { alphas: [], negative: [] };
  const halves = numbers.map((number) => 2 * number);
  const fitting = [odd(numbers), even(numbers), offset(numbers)]
    .filter((alphas) => alphas !== null && alphas.length <= most)
    .sort((a, b) => a!.length - b!.length || sum(a!) - sum(b!));
  const [alphas] = fitting as number[][];
  if (alphas === undefined) return null;
  const bases = nearestCodes(halves, alphas);
  if (reconstruct(alphas, bases, halves.length).some((level, i) => level !== halves[i]))
    throw new Error(`whole numbers ${numbers} are no sums of ${alphas}`);
  const half = alphas.map((alpha) => alpha / 2);
  return tidyGroup(half, bases);
}

/*
 * Alphas in halves.
 */

const powers = (count: number, first: number) => Array.from({ length: count }, (_, k) => first * 2 ** k);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
/** Bits that hold 0 to `most`. */
const bitsOf = (most: number) => Math.ceil(Math.log2(most + 1));
const largestOf = (numbers: readonly number[]) => numbers.reduce((max, number) => Math.max(max, Math.abs(number)), 0);

/** 1, 2, 4, ...: odd numbers. */
const odd = (numbers: readonly number[]) =>
  numbers.every((number) => number % 2 !== 0) ? powers(bitsOf(largestOf(numbers)), 2) : null;

/** 1/2, 1/2, 1, 2, ...: all numbers up to a power of two. */
const even = (numbers: readonly number[]) => [1, ...powers(Math.ceil(Math.log2(largestOf(numbers))) + 1, 1)];

/** Multiples of a half and a zero point that is the least possible. */
function offset(numbers: readonly number[]): number[] {
  const low = numbers.reduce((a, b) => Math.min(a, b));
  const high = numbers.reduce((a, b) => Math.max(a, b));
  const apart = numbers.reduce((all, number) => commonDivisor(all, number - low), 0) || 1;
  const bits = bitsOf((high - low) / apart);
  const free = 2 ** bits - 1 - (high - low) / apart;
  // Levels below the lowest number that nothing takes move the zero point.
  const points = Array.from({ length: free + 1 }, (_, below) => 2 * (low - below * apart) + apart * (2 ** bits - 1));
  const zero = points.map(Math.abs).reduce((a, b) => Math.min(a, b));
  return [...powers(bits, apart), ...(zero === 0 ? [] : [zero])];
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
