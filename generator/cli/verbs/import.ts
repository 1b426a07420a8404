import { Command, Option } from 'commander';
import { importNetwork, importWeights } from '../../api.js';
import { defaults, SHIPPED } from '../../config/defaults.js';
import type { ComparedReport, ImportReport } from '../../import/import-network.js';
import { TOLERANCE } from '../../import/import-network.js';
import { keepImport } from '../../import/kept.js';
import { textTable } from '../../report/table.js';
import { UserError } from '../../support/errors.js';
import { watched } from '../../support/long-work.js';
import { printable } from '../../support/printable.js';
import { note } from '../../support/progress.js';
import { newName } from '../new-name.js';
import { count, jsonOption } from '../options.js';
import { readWatched } from '../training.js';
import { importedWeightsText } from './import-weights.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat import model.onnx --data windows.json --check
  $ npx bitbeat import model.keras --expected outputs.npz --name gestures
  $ npx bitbeat import weights.safetensors --network layers.json
  $ npx bitbeat import --model weights.safetensors --data ${SHIPPED.data} --out published.alq.json

A trained network of another framework (ONNX, Keras .keras and .h5, TensorFlow.js, safetensors with a description) is read, folded,
and compared: by --check with ONNX Runtime, by --expected with arrays of windows and of what the framework made of them in a NPZ,
else, on windows of --data, as folded with as imported. It is kept by its name, with the data: quantise NAME, generate NAME and
simulate NAME then find it. Its file stays where it is; quantise refuses it when it changes. Exit code 1: outputs differ by more than
${TOLERANCE} of the largest, nothing is kept; 2: an operator does not come in (all are named).
The last form finds back the alphas and bases of weights that were quantised elsewhere and writes the integer model; the data
calibrates the activations and is classified by both networks.`;

interface Options {
  expected?: string;
  input?: string;
  output?: string;
  network?: string;
  samples?: number;
  check?: boolean;
  name?: string;
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
    .option(
      '--output <name>',
      'array of the outputs (default: output; of several their names, or output, output1 and so on)',
    )
    .option('--network <file>', 'description of a network whose file holds weights alone')
    .addOption(new Option('--samples <n>', 'length of an axis that the file leaves open').argParser(count(1)))
    .option('--check', 'compare with ONNX Runtime (npm package onnxruntime-node), on windows of --data or made-up ones')
    .option('--name <name>', "name that it is kept by (default: the file's)")
    .option('--model <file>', 'safetensors file of weights that are sums of alphas')
    .option('--config <name|file>', 'which tensor of it is what: a name of configs/imports, or a file')
    .addOption(
      new Option('--data <dir|file>', 'folder, or data set file; BITBEAT_DATA is of --model alone').env('BITBEAT_DATA'),
    )
    .option('--out <file>', 'of --model, the integer model to write, *.alq.json')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (file: string | undefined, options: Options, command: Command) => {
      if (file !== undefined) return network(file, options, command);
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

async function network(file: string, { json, ...options }: Options, command: Command): Promise<void> {
  if (options.out !== undefined) command.error('error: --out goes with --model');
  const name = newName(file, options.name);
  // The variable names the data that this project trains on: another network has its own.
  const data = command.getOptionValueSource('data') === 'cli' ? options.data : undefined;
  const windows = data === undefined ? undefined : await readWatched(data);
  const { report, sha256, graph } = await watched(
    await importNetwork({ ...options, file, windows }),
    `comparing ${file}`,
  );
  const pass = !('pass' in report) || report.pass;
  const kept = pass
    ? keepImport(name, { file, sha256, network: options.network, samples: graph.input.positions, data })
    : null;
  console.log(json ? JSON.stringify({ ...report, name, kept }, null, 2) : reportText(report));
  for (const text of json ? report.notes : []) note(text);
  if (kept === null) process.exitCode = 1;
  else if (!json)
    console.log(`kept: ${kept}\nnext: npx bitbeat quantise ${name}${data === undefined ? ' --data WINDOWS' : ''}`);
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

function comparison({ levels, largestOutput, windows, pass, against, tolerance }: ComparedReport): string[] {
  const share = (difference: number, of: number) => (difference / of).toExponential(1);
  const several = levels.some(({ output }) => output !== undefined);
  return [
    textTable(
      [`against ${against}`, ...(several ? ['output'] : []), 'largest difference', 'of the largest output'],
      levels.map(({ level, output, largestDifference, largestOutput: own = largestOutput }) => [
        level,
        ...(several ? [printable(output ?? '')] : []),
        largestDifference.toExponential(2),
        share(largestDifference, own),
      ]),
    ),
    `${windows} windows, largest output ${largestOutput.toPrecision(4)}: ${pass ? 'PASS' : `FAIL, more than ${tolerance} of it`}`,
  ];
}
