import type { Hardware } from '../../arch/hardware.js';
import { roundingHalf } from '../../model/encode.js';
import { type Range, signedBits } from '../../model/range.js';
import { reportOf } from '../architectures.js';
import { grouped, markdownTable } from '../table.js';

const signed = (value: number) => (value < 0 ? `-${grouped(-value)}` : grouped(value));
const interval = ({ min, max }: Range) => `${signed(min)} to ${signed(max)}`;

/** Widths of every layer with the ranges that prove them. */
export function widthsSheet(hardware: Hardware): string {
  const rows = hardware.layers.map((layer) => {
    const { accRange, accRanges, sumRange } = layer;
    const half = roundingHalf(layer.layer);
    const reaches = (pick: (range: Range) => number, expected: number) =>
      accRanges.findIndex((range) => pick(range) + half === expected);
    return [
      layer.name,
      interval(layer.xRange),
      layer.xBits,
      interval(sumRange),
      signedBits([sumRange]),
      interval(accRange),
      `${reaches(({ min }) => min, accRange.min)}, ${reaches(({ max }) => max, accRange.max)}`,
      layer.accBits,
      layer.requantShift ?? '-',
      layer.outBits,
    ];
  });
  const shared = reportOf(hardware).sharedWidths(hardware);
  return `## Widths and their proof
An accumulator ends at acc = bias + sum of weight * x + half. Each weight is known and each x of a window is free in its range, so the
smallest value of an output channel is bias + half + (sum of positive weights) * (least x) + (sum of negative weights) * (largest x),
the largest the other way round: no input gives less or more, and some window gives each. n bits hold it if
-2^(n-1) <= least and largest <= 2^(n-1) - 1; n is the smallest that does. What is between may wrap: sums modulo 2^n end at the same value.

${markdownTable(
  [
    'layer',
    'x',
    'bits',
    'sum of a basis',
    'bits',
    'accumulator',
    'channels that reach its ends',
    'bits',
    'shift',
    'bits that leave',
  ],
  rows,
)}
${shared === '' ? '' : `\n${shared}`}`.trimEnd();
}
