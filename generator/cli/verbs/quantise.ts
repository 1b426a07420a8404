import { Command, Option } from 'commander';
import { quantise } from '../../api.js';
import { defaults, SHIPPED } from '../../config/defaults.js';
import { AGREEMENT_WINDOWS, type History } from '../../evaluate/history.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { storage } from '../../model/storage.js';
import { MOST } from '../../quantise/foreign/thresholds.js';
import { note } from '../../support/progress.js';
import {
  count,
  dataOption,
  jsonOption,
  missingData,
  processesOption,
  real,
  seedOption,
  workOption,
} from '../options.js';
import { progress, readWatched } from '../training.js';
import { bytes, type NetworkOptions, quantiseForeign } from './quantise-network.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat quantise --data ${SHIPPED.data}
  $ npx bitbeat quantise --data ${SHIPPED.data} --config configs/recipes/${SHIPPED.stream}.quantise.json --out models/${SHIPPED.stream}
  $ npx bitbeat quantise model --budget 10kB
  $ npx bitbeat quantise model.onnx --data windows.json --budget 10kB

The last forms take a network of another framework, by the name that import kept it by, with its data if --data is not given, or by its
file. It teaches: its scores on the windows are what the integer network learns, and no label is used. Classes, labels or real values of
the windows, where there are some, name the outputs and measure every level: right windows, F1, or error and R2. Its model, a design of
it and the float network on the data's codes are written; generate, simulate and all others take the design by the network's name.

A recipe is trained in floating point first, unless the same training lies finished under --work. What was interrupted goes on where
it stopped when the same command is given again.`;

interface Options extends NetworkOptions {
  data: string;
  config: string;
  processes: number;
  work: string;
}

/** `bitbeat quantise`: from fragments to an integer model, by a recipe. */
export function quantiseCommand(): Command {
  return new Command('quantise')
    .summary('make an integer model by a recipe')
    .description(
      'Trains a network in floating point, quantises it and fine-tunes it as the integer network it becomes.',
    )
    .argument('[network]', 'network of another framework in the place of a recipe: a name of import, or a file')
    .addOption(dataOption(false))
    .option('--test <dir|file>', 'windows that a network is measured by, if not those of --data')
    .option('--network <file>', 'description of a network whose file holds weights alone')
    .addOption(new Option('--samples <n>', 'length of an axis that its file leaves open').argParser(count(1)))
    .option('--name <name>', "name of its integer model and design (default: the file's)")
    .addOption(new Option('--budget <size>', 'every stored bit of it, such as 8000 or 10kB').argParser(bytes))
    .addOption(new Option('--bits <n>', 'bits of its activations (default: 8)').argParser(count(2, 8)))
    .addOption(new Option('--bases <n>', 'most bases of a weight (default: 4)').argParser(count(1, 8)))
    .addOption(
      new Option(
        '--windows <n>',
        'windows that it learns from, repeated; 0: calibration alone (default: 32000)',
      ).argParser(count(0)),
    )
    .addOption(
      new Option(
        '--tolerance <spreads>',
        "most that a network's integer scores may be from those as imported (root of the mean square); beyond it exit code 1",
      )
        .argParser(real('a number above 0', (value) => value > 0))
        .default(MOST.integer),
    )
    .addOption(jsonOption('print one JSON object, of a network'))
    .option('--config <file>', 'recipe', defaults().quantise.config)
    .option(
      '--out <dir>',
      `folder for the models and the history (default: ${defaults().quantise.out}; of a network: build/<name>)`,
    )
    .addOption(seedOption())
    .addOption(processesOption())
    .addOption(workOption())
    .addHelpText('after', EXAMPLE)
    .action(async (network: string | undefined, options: Options, command: Command) => {
      if (network !== undefined) return quantiseForeign(network, options, command);
      const { config, out = defaults().quantise.out, seed, processes, work } = options;
      const data = options.data ?? missingData(command);
      const settings = { seed, out, processes, work, onEpoch: progress(), note };
      const { integer, history, file } = await quantise(config, (other) => readWatched(data, other), settings);
      const { totalBytes, averageBitwidth, compression } = storage(integer);
      console.log(
        `${file}: ${history.recipe.name}, seed ${history.seed}, ${totalBytes} bytes stored (${compression.toFixed(2)} times ` +
          `smaller than float32), ${averageBitwidth.toFixed(2)} bases per weight${agreementText(history, integer)}`,
      );
    });
}

/** How often the network decides as in floating point; of values nothing is decided. */
function agreementText({ agreement, data }: History, { task, per }: IntegerNetwork): string {
  if (agreement === null) return '';
  const what = task === undefined ? 'class' : task.kind === 'labels' ? 'labels' : 'decisions';
  const of = per === 'step' ? 'the steps of ' : '';
  const fragments = Math.min(AGREEMENT_WINDOWS, data.fragments);
  return `, same ${what} as the float model on ${(100 * agreement).toFixed(1)} % of ${of}${fragments} fragments`;
}
