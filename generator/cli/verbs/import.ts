import { Command, Option } from 'commander';
import { importWeights } from '../../api.js';
import { defaults, SHIPPED } from '../../config/defaults.js';
import type { ImportResult } from '../../quantise/import-model.js';
import type { Recovery } from '../../quantise/recover-model.js';
import { textTable } from '../../report/table.js';
import { printable } from '../../support/printable.js';
import { jsonOption } from '../options.js';

/** The import that is meant when none is named. */
const DEFAULT_IMPORT = defaults().import.config;

const EXAMPLE = `
Example:
  $ npx bitbeat import --model weights.safetensors --data ${SHIPPED.data} --out published.alq.json

Finds back the alphas and bases of every group of weights,
quantises them to integers and writes the integer model. The data calibrates the activations and is classified by both
networks; the published network was trained on most of it, so this accuracy says nothing about new patients. Without data
what is built in calibrates, and only the agreement of both networks is printed.`;

interface Options {
  model: string;
  config?: string;
  data?: string;
  out: string;
  json?: boolean;
}

/** `bitbeat import`: float weights that are sums of alphas to an integer model. */
export function importCommand(): Command {
  return new Command('import')
    .summary('import a network that was quantised elsewhere')
    .description('Makes an integer model of multi-bit weights, a safetensors file of float32 tensors.')
    .requiredOption('--model <file>', 'safetensors file with the names that the import lists')
    .option('--config <name|file>', 'which tensor is what: a name of configs/imports, or a file', DEFAULT_IMPORT)
    .addOption(new Option('--data <dir|file>', 'folder, or data set file').env('BITBEAT_DATA'))
    .requiredOption('--out <file>', 'integer model to write, *.alq.json')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      const result = await importWeights(options);
      console.log(options.json ? JSON.stringify(result, null, 2) : importText(result));
    });
}

function importText(result: ImportResult): string {
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
