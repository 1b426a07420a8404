import { Command, Option } from 'commander';
import { type MadeProject, newProject } from '../../emit/project/new-project.js';
import { count, jsonOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat new demo && cd demo && make sim && make test
  $ npx bitbeat new gestures --from gestures.keras --data windows.json
  $ npx bitbeat new activity --from tfjs/model.json --data windows.json
  $ npx bitbeat new fcn --from fcn.safetensors --network layers.json --data windows.json
  $ npx bitbeat new mine --from network.json --data train.json
  $ npx bitbeat new pump --from pump.alq.json

A folder of the present one with design, model or network, data, Makefile (sim, test, waves, bitstream), package.json that pins this
bitbeat, CI and README. Without --from it is a small example with data of its own, trained. A network file is trained and
quantised by make; a network of another framework, with all its files, is imported and quantised by make: what does not come in is
told at once. Data stay where they are.`;

interface Options {
  from?: string;
  data?: string;
  network?: string;
  samples?: number;
  json?: boolean;
}

/** `bitbeat new`: a project of one's own. */
export function newCommand(): Command {
  return new Command('new')
    .description('make the folder of a project that simulates, tests and builds a design')
    .argument('<name>', 'name of the folder, the design and its model')
    .option('--from <file>', 'integer model, network file, or network of another framework')
    .option('--data <dir|file>', 'windows for it: data set file, or folder')
    .option('--network <file>', 'description of a network whose file holds weights alone (docs/networks.md)')
    .addOption(new Option('--samples <n>', 'length of an axis that its file leaves open').argParser(count(1)))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (name: string, { json, ...options }: Options) => {
      const made = await newProject({ name, ...options });
      console.log(json ? JSON.stringify(made, null, 2) : madeText(made));
    });
}

const madeText = ({ folder, files, bitbeat }: MadeProject) =>
  [
    `${folder}: ${files.length} files`,
    ...files.map((file) => `  ${file}`),
    `bitbeat: ${bitbeat}`,
    // npx finds what is installed in a folder around the project; a clone is not.
    `next: cd ${folder} && ${bitbeat.startsWith('file:vendor/') ? '' : 'npm install && '}make sim && make test`,
  ].join('\n');
