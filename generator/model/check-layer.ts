import type { FieldProblem } from '../support/errors.js';
import { checkName } from './check-name.js';
import { basisCount, groupSize, type LayerText } from './file-layout.js';
import { grouping } from './grouping.js';
import type { NodeText } from './packed-nodes.js';

/** Whether the parts of one node fit each other. */
export function checkNode(node: NodeText): FieldProblem[] {
  return node.kind === 'convolution' ? checkLayer(node) : checkName(node.name);
}

/** Whether the parts of one layer fit each other: counts, alphas, the group structure, the name. */
export function checkLayer(layer: LayerText): FieldProblem[] {
  const problems = checkName(layer.name);
  const { structure, alphaBits } = layer;
  const largest = 2 ** alphaBits - 1;
  layer.alphas.forEach((alpha, i) => {
    if (alpha < 1 || alpha > largest)
      problems.push({
        field: `alphas[${i}]`,
        message: 'alpha out of range',
        value: alpha,
        allowed: `1 to ${largest} (alphaBits ${alphaBits})`,
        fix: `${Math.min(Math.max(alpha, 1), largest)}`,
      });
  });
  const count = (field: string, found: number, expected: number, why: string) => {
    if (found !== expected)
      problems.push({ field, message: `the count does not fit: ${why}`, value: found, allowed: `${expected}` });
  };
  count('bias', layer.bias.length, layer.outChannels, 'one bias per output channel');
  const bases = basisCount(layer.bitwidths);
  count('alphas', layer.alphas.length, bases, 'the bitwidths add up to the number of alphas');

  if (structure.kind === 'subchannelwise' && layer.inChannels % structure.count !== 0) {
    problems.push({
      field: 'structure.count',
      message: 'does not divide the input channels',
      value: structure.count,
      allowed: `a divisor of ${layer.inChannels}`,
      fix: `${nearestDivisor(layer.inChannels, structure.count)}`,
    });
    return problems;
  }
  const { groups } = grouping(layer, structure);
  count(
    'bitwidths',
    layer.bitwidths.length,
    layer.outChannels * groups,
    `one digit per group, ${groups} groups per output channel`,
  );
  const signs = bases * groupSize(layer);
  count(
    'signs',
    layer.signs.length,
    Math.ceil(signs / 4),
    `${signs} signs (${bases} bases of ${groupSize(layer)}), four a digit`,
  );
  const unused = (4 - (signs % 4)) % 4;
  const last = layer.signs[Math.ceil(signs / 4) - 1];
  if (
    last !== undefined &&
    layer.signs.length === Math.ceil(signs / 4) &&
    Number.parseInt(last, 16) % 2 ** unused !== 0
  )
    problems.push({
      field: 'signs',
      message: 'the bits that fill up the last digit are not zero',
      value: last,
      allowed: `${unused} low bits zero`,
    });
  return problems;
}

function nearestDivisor(n: number, expected: number): number {
  const divisors = Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
  return divisors.reduce((best, d) => (Math.abs(d - expected) < Math.abs(best - expected) ? d : best));
}
