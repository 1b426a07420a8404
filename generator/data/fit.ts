import type { InputSpec } from '../network/input.js';
import { saidInWords, type Task, taskOf } from '../network/task.js';
import { type Problem, UserError } from '../support/errors.js';
import { aboutOf, type Dataset, shippedDatasets } from './dataset-file.js';
import { type SignalSet, windowCodes } from './signal-set.js';
import { targetsInWords } from './targets.js';

/** What data are compared with. */
export interface TakenBy {
  name: string;
  /** Names of its outputs. */
  classes: readonly string[];
  task?: Task | undefined;
  input: InputSpec;
}

/** How data and a model fit each other. */
export interface Fit {
  problems: Problem[];
  /** In words: what the data do not say, so that it was not compared. */
  unknown: string[];
  /** The targets are of the model's own outputs. */
  ownLabels: boolean;
}

/** The shipped data set whose windows and classes a model takes, if there is one. */
export function datasetOf(model: TakenBy): Dataset | undefined {
  const { input, classes } = model;
  if (taskOf(model).kind !== 'classes') return undefined;
  const { samples, channels, sampleRateHz, codeBits } = input;
  return shippedDatasets().find(({ input: of, classes: names }) => {
    const fits = of.samples === samples && of.channels === channels && of.codeBits === codeBits;
    return fits && of.rateHz === sampleRateHz && sameClasses(classes, names);
  });
}

const sameClasses = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((name, i) => name === b[i]);

/** Compares all that both say of themselves: samples, channels, sampling rate, converter, and the range of every code. */
export function fitOf(set: SignalSet, model: TakenBy): Fit {
  const { input } = model;
  const [data] = set.inputs;
  const { source: where } = set.provenance;
  const problems: Problem[] = [];
  const unknown: string[] = [];
  const compare = <T>(field: string, found: T | undefined, expected: T | undefined, what: string) => {
    if (found === undefined) unknown.push(what);
    else if (expected !== undefined && found !== expected)
      problems.push({
        where,
        field,
        message: `not the ${what} of model ${model.name}`,
        value: found,
        allowed: `${expected}`,
      });
  };
  compare('samples', data.samples, input.samples, 'samples of a fragment');
  compare('channels', data.channels, input.channels, 'channels');
  compare('rate', data.rateHz, input.sampleRateHz, 'sampling rate in Hz');
  compare('codeBits', data.codeBits, input.codeBits, 'bits of a code');
  // A model's zero is what it subtracts, which need not be the converter's; some say what a code is of, and of data that are known it is said.
  const { converter } = input;
  const dataset = datasetOf(model);
  if (converter !== undefined) {
    compare('zero', oneOrAll(data.zero), oneOrAll([converter.zero].flat()), 'code of a sample of 0');
    compare('gain', oneOrAll(data.gain), oneOrAll([converter.gain].flat()), 'codes a unit');
  } else if (dataset !== undefined) {
    const { gain, units } = aboutOf(dataset).input;
    compare('gain', oneOrAll(data.gain), oneOrAll(gain), 'codes a unit');
    compare('units', oneOrAll(data.units), oneOrAll(units), 'unit');
  }
  problems.push(...outOfRange(set, input));
  return {
    problems,
    unknown,
    ownLabels:
      set.per === 'window' &&
      set.targets !== null &&
      sameClasses(set.targets.names, model.classes) &&
      targetsInWords(set.targets, 'window') === saidInWords({ ...model, per: 'window' }),
  };
}

/** What all channels have, or a list. */
const oneOrAll = <T>(values: readonly T[] | undefined) =>
  values === undefined || new Set(values).size > 1 ? values?.join() : values[0];

/** The first code that the model's converter cannot give, with its place, and how many there are. */
function outOfRange(set: SignalSet, { codeBits }: InputSpec): Problem[] {
  // Sixteen bits hold every code of 16 bits, whichever sign the array gives them.
  if (codeBits === 16) return [];
  const [{ channels }] = set.inputs;
  const top = 2 ** codeBits - 1;
  let first: { window: number; at: number; code: number } | undefined;
  let count = 0;
  for (let window = 0; window < set.names.length; window++) {
    const codes = windowCodes(set, window);
    for (let at = 0; at < codes.length; at++) {
      const code = codes[at]!;
      if (code >= 0 && code <= top) continue;
      first ??= { window, at, code };
      count++;
    }
  }
  if (first === undefined) return [];
  const { window, at, code } = first;
  const place = `sample ${Math.floor(at / channels)}${channels > 1 ? ` of channel ${at % channels}` : ''}`;
  const others = count > 1 ? `, the first of ${count}` : '';
  return [
    {
      where: set.provenance.source,
      field: `${set.names[window]}, ${place}`,
      message: `no code of ${codeBits} bits${others}`,
      value: code,
      allowed: `0 to ${top}`,
    },
  ];
}

/** Throws UserError with everything in which data and model differ. */
export function requireFit(set: SignalSet, model: TakenBy): Fit {
  const fit = fitOf(set, model);
  if (fit.problems.length > 0) throw new UserError(fit.problems);
  return fit;
}
