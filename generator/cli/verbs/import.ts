import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import { importNetwork, importWeights } from '../../api.js';
import { defaults, SHIPPED } from '../../config/defaults.js';
import { toDesignName } from '../../config/design-name.js';
import { writeGraph } from '../../import/graph/file.js';
import type { ComparedReport, ImportReport } from '../../import/import-network.js';
import { TOLERANCE } from '../../import/import-network.js';
import { textTable } from '../../report/table.js';
import { UserError } from '../../support/errors.js';
import { watched } from '../../support/long-work.js';
import { printable } from '../../support/printable.js';
import { note } from '../../support/progress.js';
import { count, jsonOption } from '../options.js';
import { readWatched } from '../training.js';
import { importedWeightsText } from './import-weights.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat import model.onnx --expected outputs.npz
  $ npx bitbeat import weights.safetensors --network layers.json
  $ npx bitbeat import --model weights.safetensors --data ${SHIPPED.data} --out published.alq.json

The first form reads a trained network of another framework (ONNX, Keras .keras and .h5, TensorFlow.js, safetensors with a
description), folds it, and compares it with what the framework made of the same windows: arrays of windows and outputs in a
NPZ. Exit code 1: they differ by more than ${TOLERANCE} of the largest output; 2: an operator does not come in (all are named).
The last form finds back the alphas and bases of weights that were quantised elsewhere and writes the integer model; the data
calibrates the activations and is classified by both networks.`;

interface Options {
  expected?: string;
  input?: string;
  output?: string;
  network?: string;
  samples?: number;
  check?: boolean;
  model?: string;
  config?: string;
  data?: string;
  out?: string;
  json?: boolean;
}

/** `bitbeat import`: networks of other frameworks; weights that are sums of alphas. */
export function importCommand(): Command {
  return new Command('import')
    .summary('import a network of another framework')
    .description('Reads a trained network of another framework and compares it with what that computes.')
    .argument('[file]', 'network: .onnx, .keras, .h5, model.json, .safetensors')
    .option('--expected <file>', 'NPZ of windows and of what the framework makes of them')
    .option('--input <name>', 'array of the windows', 'input')
    .option('--output <name>', 'array of the outputs', 'output')
    .option('--network <file>', 'description of a network whose file holds weights alone')
    .addOption(new Option('--samples <n>', 'length of an axis that the file leaves open').argParser(count(1)))
    .option('--check', 'compare with ONNX Runtime (npm package onnxruntime-node), on windows of --data or made-up ones')
    .option('--model <file>', 'safetensors file of weights that are sums of alphas')
    .option('--config <name|file>', 'which tensor of it is what: a name of configs/imports, or a file')
    .addOption(new Option('--data <dir|file>', 'folder, or data set file').env('BITBEAT_DATA'))
    .option('--out <dir|file>', 'folder for the folded network; of --model, the integer model to write, *.alq.json')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (file: string | undefined, options: Options) => {
      if (file !== undefined) return network(file, options);
      const { model, out } = options;
      if (model === undefined || out === undefined)
        throw new UserError({
          where: 'import',
          message: 'no network to import',
          allowed: 'a file, or --model with --out',
          fix: 'npx bitbeat import model.onnx',
        });
      const result = await importWeights({
        ...options,
        model,
        out,
        config: options.config ?? defaults().import.config,
      });
      console.log(options.json ? JSON.stringify(result, null, 2) : importedWeightsText(result));
    });
}

async function network(file: string, { json, ...options }: Options): Promise<void> {
  const windows = options.check && options.data !== undefined ? await readWatched(options.data) : undefined;
  const { report, folded } = await watched(await importNetwork({ ...options, file, windows }), `comparing ${file}`);
  if (options.out !== undefined)
    writeGraph(join(options.out, `${toDesignName(basename(file).replace(/\.[^.]*$/, ''))}.network.json`), folded);
  console.log(json ? JSON.stringify(report, null, 2) : reportText(report));
  for (const text of json ? report.notes : []) note(text);
  if ('pass' in report && !report.pass) process.exitCode = 1;
}

function reportText(report: ImportReport | ComparedReport): string {
  const tensor = ({ name, shape }: { name: string; shape: number[] }) => `${printable(name)} [${shape.join(', ')}]`;
  const { format, file, inputs, outputs, folded, nodes, parameters, notes } = report;
  return [
    `${printable(file)}: ${format}, ${nodes} nodes, ${parameters} parameters`,
    `in:  ${inputs.map(tensor).join(', ')}`,
    `out: ${outputs.map((o) => `${tensor(o)}${o.end === null ? '' : `, by ${o.end}`}`).join('; ')}`,
    textTable(
      ['as folded', 'kind', 'channels', 'positions', 'numbers'],
      folded.map(({ name, kind, channels, positions, numbers }) => [name, kind, channels, positions, numbers]),
    ),
    ...notes.map((text) => `note: ${printable(text)}`),
    ...('levels' in report ? comparison(report) : []),
  ].join('\n');
}

function comparison({ levels, largestOutput, windows, pass, format, tolerance }: ComparedReport): string[] {
  const share = (difference: number) => (difference / largestOutput).toExponential(1);
  return [
    textTable(
      [`against ${format}`, 'largest difference', 'of the largest output'],
      levels.map(({ level, largestDifference }) => [
        level,
        largestDifference.toExponential(2),
        share(largestDifference),
      ]),
    ),
    `${windows} windows, largest output ${largestOutput.toPrecision(4)}: ${pass ? 'PASS' : `FAIL, more than ${tolerance} of it`}`,
  ];
}
