import { Command, Option } from 'commander';
import { defaults, SHIPPED } from '../../config/defaults.js';
import { checkCalibration } from '../../data/calibration.js';
import { openingSignals, pickFragments } from '../../data/open.js';
import { type Codes, classesOf, type SignalSet, windowCodes } from '../../data/signal-set.js';
import { writeIntegerModel } from '../../model/file.js';
import { floatScores } from '../../model/float-network.js';
import { argmax, Interpreter } from '../../model/interpreter.js';
import { metrics } from '../../model/metrics.js';
import { storage } from '../../model/storage.js';
import { importedAlq, importedInteger, readImported, standardisedInput } from '../../quantise/import.js';
import { readImport } from '../../quantise/import-config.js';
import type { Outlier } from '../../quantise/outliers.js';
import { type Recovery, recovery } from '../../quantise/recover-model.js';
import { textTable } from '../../report/table.js';
import { type LongWork, watched } from '../../support/long-work.js';
import { printable } from '../../support/printable.js';
import { note } from '../../support/progress.js';
import { jsonOption } from '../options.js';

/** The import that is meant when none is named. */
const DEFAULT_IMPORT = defaults().import.config;
const SYNTHETIC = { windows: 34, seed: 1 };
/** Five of each class. */
const CALIBRATION = 85;

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
      const result = await importModel(options);
      console.log(options.json ? JSON.stringify(result, null, 2) : importText(result));
    });
}

export interface ImportResult {
  out: string;
  layers: Recovery[];
  outliers: Outlier[];
  storageBytes: number;
  source: string;
  fragments: number;
  /** Fragments to which both networks give the same class. */
  agreeing: number;
  /** null on built-in signals, whose labels the published network has never seen. */
  accuracy: { integer: number; float: number } | null;
}

/** Imports, writes the model and compares both networks. */
export async function importModel({
  model: path,
  config: name = DEFAULT_IMPORT,
  data,
  out,
}: Options): Promise<ImportResult> {
  const config = readImport(name);
  const float = readImported(path, config);
  const set = await watched(openingSignals(data, SYNTHETIC), `reading ${data}`);
  const calibration = pickFragments(set, Math.min(CALIBRATION, set.names.length));
  for (const text of checkCalibration(calibration, float.input)) note(text);
  const alq = importedAlq(path, config);
  const { model, outliers } = importedInteger(alq, config, calibration);
  writeIntegerModel(out, model);

  const interpreter = new Interpreter(model);
  const integerClasses = await classify(set, 'integer network', (codes) => interpreter.scores(codes));
  const floatClasses = await classify(set, 'float network', (codes) =>
    floatScores(float, standardisedInput(codes, config)),
  );
  const truth = classesOf(set);
  const accuracy = (classes: number[]) => metrics(truth.labels, classes, truth.names.length).accuracy;
  return {
    out,
    layers: recovery(float, alq),
    outliers,
    storageBytes: storage(model).totalBytes,
    source: set.provenance.source,
    fragments: set.names.length,
    agreeing: integerClasses.filter((c, i) => c === floatClasses[i]).length,
    accuracy: data === undefined ? null : { integer: accuracy(integerClasses), float: accuracy(floatClasses) },
  };
}

type Scores = (codes: Codes) => ArrayLike<number>;

function classify(set: SignalSet, what: string, scores: Scores): Promise<number[]> {
  return watched(classifying(set, scores), `classifying, ${what}`);
}

function* classifying(set: SignalSet, scores: Scores): LongWork<number[]> {
  const classes: number[] = [];
  for (let i = 0; i < set.names.length; i++) {
    classes.push(argmax(scores(windowCodes(set, i))));
    yield classes.length / set.names.length;
  }
  return classes;
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
