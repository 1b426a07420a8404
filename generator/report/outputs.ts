import { scoreLog2, thresholdsOf, unitsOf } from '../model/decision.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import type { PerChannel } from '../network/input.js';
import { endPositions } from '../network/steps.js';
import { outputsOf, type TaskKind, taskOf } from '../network/task.js';
import { grouped } from './table.js';

/** What each output of a model says, in words and as a table. */
export interface OutputWords {
  /** What a window comes to, in a sentence without its full stop. */
  gives: string;
  /** How scores become what they say. */
  rule: string;
  head: string[];
  rows: (string | number)[][];
}

const WORDS: Record<TaskKind, (model: IntegerNetwork) => OutputWords> = {
  classes: (model) => ({
    gives: `${model.classes.length} scores and the class${ofSteps(model)}`,
    rule: 'The class is the one of the largest score, of the lowest index on a tie',
    head: ['index', 'class'],
    rows: model.classes.map((name, i) => [i, name]),
  }),
  labels: (model) => ({
    gives: `${model.classes.length} scores${ofSteps(model)}, one for each label: any number of them may hold`,
    rule: `A label holds where its score is above its threshold; one step of a score is ${stepOf(model)}, and a sigmoid of 0 is 1/2`,
    head: ['index', 'label', 'threshold'],
    rows: thresholdsOf(model).map((threshold, i) => [i, model.classes[i]!, threshold]),
  }),
  values: (model) => {
    const units = unitsOf(model);
    return {
      gives: `${model.classes.length} scores${ofSteps(model)}, one for each value`,
      rule: `A value is its score times ${stepOf(model)}`,
      head: ['index', 'value', ...(units ? ['unit'] : []), 'one step of the score'],
      rows: model.classes.map((name, i) => [i, name, ...(units ? [units[i]!] : []), stepOf(model)]),
    };
  },
  several: (model) => ({
    gives: `${model.classes.length} scores${ofSteps(model)}, ${listed(
      outputsOf(model).map(({ name, count, task }) => `${count} of ${name} (${task.kind})`),
    )}`,
    rule: 'Scores of the outputs follow one another; what each says is said by its own alone',
    head: ['output', 'says', 'scores', 'how many'],
    rows: outputsOf(model).map(({ name, task, first, count }) => [name, task.kind, `from ${first}`, count]),
  }),
};

const listed = (words: readonly string[]) => words.join(', ');

export const outputWords = (model: IntegerNetwork): OutputWords => WORDS[taskOf(model).kind](model);

/** Empty: scores are of the window. */
function ofSteps(model: IntegerNetwork): string {
  return model.per === 'step' ? ` of each of ${grouped(endPositions(model))} steps, one step after the other` : '';
}

/** Real value of one step of the scores. */
const stepOf = (model: IntegerNetwork): number => 2 ** scoreLog2(model);

/** How real samples become codes, in words; null: it is not known. `unit`: how a unit, which is the user's word, is written. */
export function converterWords({ input }: IntegerNetwork, unit = (text: string) => text): string | null {
  const { converter, codeBits } = input;
  if (converter === undefined) return null;
  const listed = (value: PerChannel) =>
    typeof value === 'number' ? `${value}` : `of each channel ${value.join(', ')}`;
  const units = converter.units === undefined ? '' : ` (${[converter.units].flat().map(unit).join(', ')})`;
  return `code = zero + gain * sample${units}, to the nearest, kept to 0 to ${2 ** codeBits - 1}; zero ${listed(converter.zero)}, gain ${listed(converter.gain)}`;
}
