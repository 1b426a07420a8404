import type { Comparison, ComparisonRow } from '../evaluate/comparison-file.js';
import { PROTOCOLS, type ProtocolName } from '../evaluate/protocol.js';
import { protocolText } from './evaluation.js';
import { percent, plusMinus } from './percent.js';
import { grouped, listOf, markdownTable, textTable } from './table.js';

const signed = (mean: number, error: number) => `${mean < 0 ? '' : '+'}${plusMinus(mean, error)}`;

/** Columns of one protocol; differences where the comparison has some. */
function columns(kind: ProtocolName, rows: readonly ComparisonRow[]): { head: string[]; cells: string[][] } {
  const compared = rows.some(({ scores }) => scores[kind]?.difference);
  const head = [`accuracy by ${kind}, %`, 'standard error', 'macro F1, %', ...(compared ? ['against the first'] : [])];
  const cells = rows.map(({ scores }) => {
    const own = scores[kind];
    if (own === undefined) return head.map(() => '-');
    const { accuracy, pooledMacroF1, difference } = own;
    return [
      plusMinus(accuracy.mean, accuracy.sd),
      percent(accuracy.standardError),
      percent(pooledMacroF1.mean),
      ...(compared ? [difference === null ? '-' : signed(difference.mean, difference.standardError)] : []),
    ];
  });
  return { head, cells };
}

/** A row a network, some columns a protocol. */
function table({ rows, protocols }: Comparison): { head: string[]; rows: string[][] } {
  const scored = protocols.map(({ kind }) => columns(kind, rows));
  return {
    head: [
      'network',
      ...scored.flatMap(({ head }) => head),
      ...['stored bytes', 'bases per trained weight', 'lane cycles, M'],
    ],
    rows: rows.map((row, i) => [
      row.name,
      ...scored.flatMap(({ cells }) => cells[i]!),
      grouped(row.storage.meanBytes),
      row.averageBitwidth?.toFixed(2) ?? '-',
      row.laneCycles === null ? '-' : (row.laneCycles / 1e6).toFixed(2),
    ]),
  };
}

/** The comparison as a Markdown table. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { head, rows } = table(comparison);
  return markdownTable(head, rows);
}

/** What `compare` prints. */
export function comparisonReport(comparison: Comparison): string {
  const { head, rows } = table(comparison);
  return `${textTable(head, rows)}\n\n${comparisonLegend(comparison)}`;
}

/** By what is scored, and what the columns mean. */
export function comparisonLegend({ protocols, rows }: Pick<Comparison, 'protocols' | 'rows'>): string {
  const kinds = protocols.map(({ kind }) => kind);
  const others = rows.every(({ scores }) => scores[kinds[0]!])
    ? ''
    : '; of a row that is not, by its own first protocol';
  const units = listOf(kinds.map((kind) => PROTOCOLS[kind].units));
  return [
    ...protocols.map((protocol) => `${protocolText({ protocol })}.`),
    `Accuracy: mean +- standard deviation over folds and seeds, and the standard error of the mean for another sample of ${units}.`,
    '"Against the first": points of accuracy above the first row and their standard error, paired fragment by fragment.',
    'Macro F1 is of the confusion matrix of all folds of a seed, mean over seeds. Stored bytes: every stored bit, mean over the networks.',
    'Bases per trained weight. Lane cycles: sign-adds of one fragment, so the cycles of a single lane.',
    ...(kinds.length > 1 ? [`Sizes are of the networks by ${kinds[0]}${others}.`] : []),
  ].join('\n');
}
