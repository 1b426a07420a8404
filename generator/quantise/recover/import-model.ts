import { defaults } from '../../config/defaults.js';
import { checkCalibration } from '../../data/calibration.js';
import { openingSignals, pickFragments } from '../../data/open.js';
import { type Codes, classesOf, type SignalSet, windowCodes } from '../../data/signal-set.js';
import { writeIntegerModel } from '../../model/file.js';
import { floatScores } from '../../model/float-network.js';
import { argmax, Interpreter } from '../../model/interpreter.js';
import { metrics } from '../../model/metrics.js';
import { storage } from '../../model/storage.js';
import { type LongWork, watched } from '../../support/long-work.js';
import { note } from '../../support/progress.js';
import { importedAlq, importedInteger, readImported, standardisedInput } from './import.js';
import { readImport } from './import-config.js';
import type { Outlier } from './outliers.js';
import { type Recovery, recovery } from './recover-model.js';

const SYNTHETIC = { windows: 34, seed: 1 };

/** Five of each class. */
const CALIBRATION = 85;

export interface ImportOptions {
  /** Safetensors file. */
  model: string;
  /** Which tensor is what: a name of configs/imports, or a file. */
  config?: string | undefined;
  /** Calibrates the activations and is classified by both networks; built-in signals if not given. */
  data?: string | undefined;
  /** Integer model to write. */
  out: string;
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
  config: name = defaults().import.config,
  data,
  out,
}: ImportOptions): Promise<ImportResult> {
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
