import type { DataSummary, RecordingSummary } from '../data/summary.js';
import { textTable } from '../report/table.js';
import { printable } from '../support/printable.js';
import { targetTable } from './target-table.js';

/** Groups of byte-identical windows that are shown, and names of each. */
const SHOWN = { groups: 10, names: 4 };

/** What a data set holds, in words: by class or target, by recording, the range of codes, copies. */
export function dataTable(summary: DataSummary): string {
  const { source, fragments, samples, channels, groups, codes, recordings } = summary;
  const shape = channels === 1 ? `${samples} samples` : `${channels} channels of ${samples} samples`;
  const what = recordings === undefined ? 'fragments' : 'windows';
  const from = recordings === undefined ? '' : ` from ${recordsOf(recordings.rows)} records`;
  return [
    `${printable(source)}: ${fragments} ${what} of ${shape}${from}, ${groups} groups`,
    classTable(summary),
    ...(recordings === undefined ? [] : ['', ...recordingLines(recordings), '']),
    ...codes.map(({ min, max, mean, sd }, c) => {
      const of = channels === 1 ? 'ADC codes' : `channel ${c}: ADC codes`;
      return `${of} ${min} to ${max}, mean ${mean.toFixed(1)}, standard deviation ${sd.toFixed(1)}`;
    }),
    ...duplicateLines(summary, what),
  ].join('\n');
}

function classTable({ classes, targets, groups, fragments, recordings }: DataSummary): string {
  if (targets !== undefined) return targetTable(targets, fragments);
  if (classes.length === 0) return 'no classes';
  if (recordings === undefined)
    return textTable(
      ['class', 'fragments', 'groups'],
      classes.map((c) => [
        c.name,
        c.fragments,
        c.fragments > 0 && groups === fragments ? 'each its own' : c.groups.join(' ') || 'none',
      ]),
    );
  // Which records they are is said of each record.
  return textTable(
    ['class', 'windows', 'records', 'groups'],
    classes.map(({ name, fragments: windows, groups: own }) => {
      const of = recordings.rows.filter(({ classes: found }) => found.some((one) => one.name === name));
      return [name, windows, recordsOf(of), own.length];
    }),
  );
}

/** Records, each of which may have rows of several leads. */
const recordsOf = (rows: readonly RecordingSummary[]) => new Set(rows.map(({ record }) => record)).size;

function recordingLines({ rows, leftOut }: NonNullable<DataSummary['recordings']>): string[] {
  const severalLeads = new Set(rows.map(({ lead }) => lead)).size > 1;
  const aliases = rows.some(({ record, group }) => group !== record);
  const reasons = [...new Set(rows.flatMap((row) => row.leftOut.map(({ why }) => why)))];
  const of = (row: RecordingSummary, why: string) => row.leftOut.find((one) => one.why === why)?.windows ?? 0;
  const sum = (count: (row: RecordingSummary) => number) => rows.reduce((total, row) => total + count(row), 0);
  const head = [
    'record',
    ...(severalLeads ? ['lead'] : []),
    ...(aliases ? ['group'] : []),
    'windows',
    ...reasons,
    'classes',
  ];
  const lines = rows.map((row) => [
    printable(row.record),
    ...(severalLeads ? [printable(row.scored ? row.lead : `${row.lead} (for training)`)] : []),
    ...(aliases ? [printable(row.group)] : []),
    row.windows,
    ...reasons.map((why) => of(row, why)),
    row.classes.map(({ name, windows }) => `${name} ${windows}`).join(', ') || 'none',
  ]);
  const blank = [...(severalLeads ? [''] : []), ...(aliases ? [''] : [])];
  const all = [
    'in all',
    ...blank,
    sum(({ windows }) => windows),
    ...reasons.map((why) => sum((row) => of(row, why))),
    '',
  ];
  const whys = [...new Set(leftOut.map(({ why }) => why))];
  return [
    textTable(head, [...lines, all]),
    ...whys.map((why) => {
      const own = leftOut.filter((one) => one.why === why);
      const counted = own.map(({ recording, what, count }) =>
        what === 'annotation' ? `${recording} (${count})` : recording,
      );
      return `left out, ${printable(why)}: ${printable(counted.join(' '))}`;
    }),
  ];
}

/** Windows that overlap in a flat signal may all be the same: a few names say where. */
function duplicateLines({ duplicates }: DataSummary, what: string): string[] {
  const more = duplicates.length - SHOWN.groups;
  return [
    `${duplicates.length} groups of byte-identical ${what}${duplicates.length > 0 ? ':' : ''}`,
    ...duplicates.slice(0, SHOWN.groups).map((names) => {
      const others = names.length - SHOWN.names;
      const shown = names.slice(0, SHOWN.names).join(' = ');
      return `  ${shown}${others > 0 ? ` and ${others} more` : ''}`;
    }),
    ...(more > 0 ? [`  and ${more} more groups`] : []),
  ];
}
