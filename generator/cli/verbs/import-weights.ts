import type { ImportResult } from '../../quantise/recover/import-model.js';
import type { Recovery } from '../../quantise/recover/recover-model.js';
import { textTable } from '../../report/table.js';
import { printable } from '../../support/printable.js';

/** What the import of weights that are sums of alphas found, as a table. */
export function importedWeightsText(result: ImportResult): string {
  const { layers, outliers, accuracy } = result;
  const sum = (pick: (r: Recovery) => number) => layers.reduce((total, r) => total + pick(r), 0);
  const total = { groups: sum((r) => r.groups), alphas: sum((r) => r.alphas), signBits: sum((r) => r.signBits) };
  const line = (name: string, r: Pick<Recovery, 'groups' | 'alphas' | 'signBits'>, weights: number, worst: number) => [
    name,
    r.groups,
    r.alphas,
    r.signBits,
    (r.signBits / weights).toFixed(4),
    worst.toFixed(2),
  ];
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  return [
    textTable(
      ['layer', 'groups', 'alphas', 'sign bits', 'bitwidth', 'error/ulp'],
      [
        ...layers.map((r) => line(r.name, r, r.weights, r.worstUlps)),
        line(
          'total',
          total,
          sum((r) => r.weights),
          Math.max(...layers.map((r) => r.worstUlps)),
        ),
      ],
    ),
    'bitwidth: mean of the groups; error: largest of any weight, in float32 units in the last place of its group',
    ...outliers.map(
      (o) => `${o.layer}, output ${o.output}, group ${o.group}: alpha ${o.alpha.toPrecision(4)}: ${o.fate}`,
    ),
    `integer network: ${result.storageBytes} bytes, alphas and activations of 8 bits`,
    `${printable(result.source)}: same class in ${result.agreeing} of ${result.fragments} fragments`,
    ...(accuracy ? [`accuracy: integer ${percent(accuracy.integer)}, float64 ${percent(accuracy.float)}`] : []),
    `written: ${printable(result.out)}`,
  ].join('\n');
}
