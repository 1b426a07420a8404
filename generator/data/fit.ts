import { ECG17_CLASSES, ECG17_CONVERTER, ECG17_INPUT } from '../model/ecg17.js';
import type { InputSpec } from '../model/float-model.js';
import { type Problem, UserError } from '../support/errors.js';
import { codesPerFragment, type FragmentSet } from './fragment-set.js';

/** What data are compared with. */
export interface TakenBy {
  name: string;
  classes: readonly string[];
  input: InputSpec;
}

/** How data and a model fit each other. */
export interface Fit {
  problems: Problem[];
  /** In words: what the data do not say, so that it was not compared. */
  unknown: string[];
  /** The labels are of the model's own classes. */
  ownLabels: boolean;
}

/** Whether a model's input and classes are those of the 17-class ECG, for which there is synthetic ECG. */
export function takesEcg17({ input, classes }: TakenBy): boolean {
  const { samples, sampleRateHz, codeBits } = ECG17_INPUT;
  return (
    input.samples === samples &&
    input.sampleRateHz === sampleRateHz &&
    input.codeBits === codeBits &&
    (input.channels ?? 1) === 1 &&
    sameClasses(classes, ECG17_CLASSES)
  );
}

const sameClasses = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((name, i) => name === b[i]);

/** Compares all that both say of themselves: samples, channels, sampling rate, converter, and the range of every code. */
export function fitOf(set: FragmentSet, model: TakenBy): Fit {
  const { input } = model;
  const { source: where, converter = {} } = set;
  const problems: Problem[] = [];
  const unknown: string[] = [];
  const compare = <T>(field: string, found: T | undefined, wanted: T, what: string) => {
    if (found === undefined) unknown.push(what);
    else if (found !== wanted)
      problems.push({
        where,
        field,
        message: `not the ${what} of model ${model.name}`,
        value: found,
        allowed: `${wanted}`,
      });
  };
  compare('samples', set.samples, input.samples, 'samples of a fragment');
  compare('channels', set.channels ?? 1, input.channels ?? 1, 'channels');
  compare('rate', converter.sampleRateHz, input.sampleRateHz, 'sampling rate in Hz');
  compare('codeBits', converter.codeBits, input.codeBits, 'bits of a code');
  // A model's zero is what it subtracts, which need not be the converter's; and it says nothing of a gain. Of these it is known.
  if (takesEcg17(model)) {
    compare('gain', converter.gain, ECG17_CONVERTER.gain, 'codes a unit');
    compare('units', converter.units, ECG17_CONVERTER.units, 'unit');
  }
  problems.push(...outOfRange(set, input));
  return { problems, unknown, ownLabels: sameClasses(set.classes, model.classes) };
}

/** The first code that the model's converter cannot give, with its place, and how many there are. */
function outOfRange(set: FragmentSet, { codeBits }: InputSpec): Problem[] {
  // Sixteen bits hold every code of 16 bits, whichever sign the array gives them.
  if (codeBits === 16) return [];
  const top = 2 ** codeBits - 1;
  let [first, count] = [-1, 0];
  for (let i = 0; i < set.codes.length; i++) {
    const code = set.codes[i]!;
    if (code >= 0 && code <= top) continue;
    if (count === 0) first = i;
    count++;
  }
  if (count === 0) return [];
  const { channels = 1 } = set;
  const at = first % codesPerFragment(set);
  const place = `sample ${Math.floor(at / channels)}${channels > 1 ? ` of channel ${at % channels}` : ''}`;
  const others = count > 1 ? `, the first of ${count}` : '';
  return [
    {
      where: set.source,
      field: `${set.names[Math.floor(first / codesPerFragment(set))]}, ${place}`,
      message: `no code of ${codeBits} bits${others}`,
      value: set.codes[first],
      allowed: `0 to ${top}`,
    },
  ];
}

/** Throws UserError with everything in which data and model differ. */
export function requireFit(set: FragmentSet, model: TakenBy): Fit {
  const fit = fitOf(set, model);
  if (fit.problems.length > 0) throw new UserError(fit.problems);
  return fit;
}
