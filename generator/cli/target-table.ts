import type { LabelSummary, TargetSummary, ValueSummary } from '../data/target-summary.js';
import { textTable } from '../report/table.js';
import { printable } from '../support/printable.js';

/** Targets that are no classes, in words, of so many windows. */
export function targetTable(targets: TargetSummary, windows: number): string {
  return targets.kind === 'labels' ? labelTable(targets, windows) : valueTable(targets);
}

function labelTable({ names, several, none }: LabelSummary, all: number): string {
  const table = textTable(
    ['label', 'windows', 'share'],
    names.map(({ name, windows }) => [printable(name), windows, `${((100 * windows) / all).toFixed(1)} %`]),
  );
  return `${table}\n${several} windows with several labels, ${none} with none`;
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
