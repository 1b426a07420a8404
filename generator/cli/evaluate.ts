import { Command, Option } from 'commander';
import { readClassFolders } from '../data/mitbih17.js';
import { evaluate } from '../model/evaluate.js';
import { readIntegerModel } from '../model/file.js';
import { evaluationReport } from '../report/evaluation.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat evaluate --model models/ecg17 --data mitbih17
  $ npx bitbeat evaluate --model models/ecg17 --data mitbih17 --json

Classifies every fragment of the folder with the integer model, bit for bit as the hardware does. On fragments that the
model was trained on the accuracy says nothing: the model card has the cross-validated one.`;

/** `bitbeat evaluate`: an integer model's accuracy on a folder of fragments, and its size. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .summary('score an integer model on a data folder')
    .description('Classifies a folder of fragments with an integer model; prints accuracy, confusion and size.')
    .requiredOption('--model <dir|file>', 'integer model, *.alq.json, or a folder that holds one')
    .addOption(new Option('--data <dir>', 'folder of class folders').env('BITBEAT_DATA').makeOptionMandatory())
    .option('--json', 'print one JSON object instead of a table')
    .addHelpText('after', EXAMPLE)
    .action((options: { model: string; data: string; json?: boolean }) => {
      const evaluation = evaluate(readIntegerModel(options.model), readClassFolders(options.data), options.model);
      console.log(options.json ? JSON.stringify(evaluation, null, 2) : evaluationReport(evaluation));
    });
}
