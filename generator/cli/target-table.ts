import type {
  ClassSummary,
  LabelSummary,
  OutputSummary,
  StepClassSummary,
  TargetSummary,
  ValueSummary,
} from '../data/target-summary.js';
import { ofSeveral } from '../network/task.js';
import { textTable } from '../report/table.js';
import { printable } from '../support/printable.js';

/** Targets that are no classes of windows, in words, of so many windows. */
export function targetTable(targets: TargetSummary, windows: number): string {
  const { steps } = targets;
  const counted: Counted =
    steps === undefined ? { one: 'windows', all: windows } : { one: 'steps', all: windows * steps };
  const lines = steps === undefined ? [] : [`${steps} steps a window`];
  const tables = ofSeveral(targets)
    ? targets.outputs.map(({ name, targets: own }) => `${name}:\n${tableOf(own, counted)}`)
    : [tableOf(targets, counted)];
  return [...tables, ...lines].join('\n');
}

interface Counted {
  one: 'windows' | 'steps';
  all: number;
}

function tableOf(targets: OutputSummary, counted: Counted): string {
  switch (targets.kind) {
    case 'classes':
      return classTable(targets, counted);
    case 'labels':
      return labelTable(targets, counted);
    case 'values':
      return valueTable(targets);
  }
}

const shareOf = (count: number, all: number) => `${((100 * count) / all).toFixed(1)} %`;

function classTable({ names }: StepClassSummary | ClassSummary, { all }: Counted): string {
  return textTable(
    ['class', ...('steps' in names[0]! ? ['steps', 'share', 'windows'] : ['windows', 'share'])],
    names.map(({ name, windows, ...of }) => [
      printable(name),
      ...('steps' in of ? [of.steps, shareOf(of.steps, all), windows] : [windows, shareOf(windows, all)]),
    ]),
  );
}

function labelTable({ names, several, none }: LabelSummary, { one, all }: Counted): string {
  const table = textTable(
    ['label', one, 'share'],
    names.map(({ name, windows }) => [printable(name), windows, shareOf(windows, all)]),
  );
  return `${table}\n${several} ${one} with several labels, ${none} with none`;
}

function valueTable({ names }: ValueSummary): string {
  const units = names.some(({ unit }) => unit !== undefined);
  const short = (value: number) => `${Number(value.toPrecision(5))}`;
  return textTable(
    ['value', ...(units ? ['unit'] : []), 'least', 'largest', 'mean', 'standard deviation'],
    names.map(({ name, unit, min, max, mean, sd }) => [
      printable(name),
      ...(units ? [printable(unit ?? '')] : []),
      ...[min, max, mean, sd].map(short),
    ]),
  );
}
