import type { PartLevel } from '../quantise/foreign/kept-levels.js';
import type { ComparedOutput, Level, MetricKind } from '../quantise/foreign/quantise-network.js';
import { textTable } from '../report/table.js';
import { printable } from '../support/printable.js';

const percent = (share: number | null) => (share === null ? '-' : `${(100 * share).toFixed(1)} %`);
const number = (value: number | null | undefined) => (value == null ? '-' : `${Number(value.toPrecision(4))}`);

/** How metrics are called and printed, and what they are where that is not plain. */
const METRICS: Record<MetricKind, { head: string; show: (value: number) => string; what?: string }> = {
  accuracy: { head: 'right', show: percent },
  F1: { head: 'F1', show: number, what: 'F1 of all labels together, each said where its score is above 0' },
  RMSE: {
    head: 'RMSE',
    show: number,
    what: 'RMSE: root of the mean square error, in spreads of the value, mean of all',
  },
  R2: { head: 'R2', show: number },
};

export interface ShownLevels {
  levels: readonly Level[];
  outputs: readonly ComparedOutput[];
  /** That they were compared on. */
  windows: number;
  /** The last level, or why it is not there. */
  rtl: PartLevel | string;
}

/** Levels of a quantised network, what each is worth, and each output by its targets. */
export function levelsTable({ levels, outputs, windows, rtl }: ShownLevels): string {
  const kinds = Object.keys(levels[0]!.metrics) as MetricKind[];
  const labels = outputs.filter(({ float }) => float.F1 !== undefined).length;
  const same = labels === 0 ? 'same class' : labels === outputs.length ? 'same labels' : 'decided alike';
  const agree = levels.some(({ agreement }) => agreement !== null);
  const head = [
    ...['level', 'windows', 'largest difference', 'rms'],
    ...(agree ? [same] : []),
    ...kinds.map((kind) => METRICS[kind].head),
  ];
  const row = ({ level, largest, rms, agreement, metrics }: Level, count: number) => [
    level,
    count,
    largest.toPrecision(3),
    rms.toPrecision(3),
    ...(agree ? [percent(agreement)] : []),
    ...kinds.map((kind) => (metrics[kind] === undefined ? '-' : METRICS[kind].show(metrics[kind]))),
  ];
  const last = typeof rtl === 'string' ? ['RTL', ...head.slice(1).map(() => '-')] : row(rtl.level, rtl.windows);
  return [
    textTable(head, [...levels.map((level) => row(level, windows)), last]),
    ...(typeof rtl === 'string' ? [`RTL: ${rtl}`] : []),
    'differences of scores from the network as imported, in spreads of the score',
    ...kinds.flatMap((kind) => METRICS[kind].what ?? []),
    ...(outputs.length === 0 ? [] : [outputTable(outputs)]),
  ].join('\n');
}

const COLUMNS = ['accuracy', 'F1', 'error', 'R2'] as const;

function outputTable(outputs: readonly ComparedOutput[]): string {
  const columns = COLUMNS.filter((key) => outputs.some(({ float }) => float[key] !== undefined));
  const units = outputs.some(({ unit }) => unit !== undefined);
  return textTable(
    ['output', ...(units ? ['unit'] : []), ...columns.flatMap((key) => [`${key} as imported`, `${key} integer`])],
    outputs.map(({ name, unit, float, integer }) => [
      printable(name),
      ...(units ? [printable(unit ?? '')] : []),
      ...columns.flatMap((key) => [number(float[key]), number(integer[key])]),
    ]),
  );
}
