import type { Comparison, ComparisonRow } from '../evaluate/comparison-file.js';
import { seedsText } from './evaluation.js';
import { percent, plusMinus } from './percent.js';
import { grouped, markdownTable, textTable } from './table.js';

const result = ({ accuracy, pooledMacroF1 }: ComparisonRow['fragment']) => [
  plusMinus(accuracy.mean, accuracy.sd),
  percent(accuracy.standardError),
  percent(pooledMacroF1.mean),
];

const signed = (mean: number, error: number) => `${mean < 0 ? '' : '+'}${plusMinus(mean, error)}`;

/** A row a network; `patient` adds the scores by patient. */
function table(rows: readonly ComparisonRow[], patient: boolean): { head: string[]; rows: string[][] } {
  const byPatient = (row: ComparisonRow) => (row.patient === null ? ['-', '-', '-'] : result(row.patient));
  return {
    head: [
      'network',
      'accuracy by fragment, %',
      'standard error',
      'macro F1, %',
      'against the first',
      ...(patient ? ['accuracy by patient, %', 'standard error', 'macro F1, %'] : []),
      'stored bytes',
      'bases per weight',
      'lane cycles, M',
    ],
    rows: rows.map((row) => [
      row.name,
      ...result(row.fragment),
      row.difference === null ? '-' : signed(row.difference.mean, row.difference.standardError),
      ...(patient ? byPatient(row) : []),
      grouped(row.storage.meanBytes),
      row.averageBitwidth?.toFixed(2) ?? '-',
      row.laneCycles === null ? '-' : (row.laneCycles / 1e6).toFixed(2),
    ]),
  };
}

/** The comparison as a Markdown table. */
export function comparisonMarkdown({ rows, patientProtocol }: Comparison): string {
  const { head, rows: cells } = table(rows, patientProtocol !== null);
  return markdownTable(head, cells);
}

/** What `compare` prints. */
export function comparisonReport({ rows, patientProtocol, protocol }: Comparison): string {
  const { head, rows: cells } = table(rows, patientProtocol !== null);
  return `${textTable(head, cells)}\n\n${comparisonLegend({ protocol, patientProtocol })}`;
}

/** What the columns mean. */
export function comparisonLegend({
  protocol,
  patientProtocol,
}: Pick<Comparison, 'protocol' | 'patientProtocol'>): string {
  const { folds, seeds, fragments } = protocol;
  return [
    `${folds} folds, ${seedsText(seeds)}, ${fragments} fragments: mean +- standard deviation over folds and seeds, and the standard error of the mean for`,
    'another sample. "Against the first": points of accuracy above the first row and their standard error, paired fragment by fragment.',
    'Macro F1 is of the confusion matrix of all folds of a seed, mean over seeds. Stored bytes: every stored bit, mean over the networks.',
    'Bases per weight of the trained network. Lane cycles: sign-adds of one fragment, so the cycles of a single lane.',
    ...(patientProtocol === null
      ? []
      : [
          `By patient: ${patientProtocol.fragments} fragments of ${patientProtocol.groups} patients, the ${patientProtocol.scoredClasses.length} classes of more than one.`,
        ]),
  ].join('\n');
}
