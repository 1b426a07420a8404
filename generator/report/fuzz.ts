import type { Campaign, FuzzRecord } from '../verify/fuzz/campaign.js';
import { madeOn } from './check-results.js';
import { grouped, textTable } from './table.js';

/** A campaign whose time was over before its first case has shown nothing. */
export const fuzzPassed = ({ records }: Campaign) => records.length > 0 && !records.some(failed);

const failed = ({ failures }: FuzzRecord) => failures.length > 0;

/** One row for each architecture and simulator. */
function rows(records: readonly FuzzRecord[]) {
  const kinds = [...new Set(records.map(({ architecture, simulator }) => `${architecture} ${simulator}`))].sort();
  return kinds.map((kind) => {
    const own = records.filter(({ architecture, simulator }) => `${architecture} ${simulator}` === kind);
    const [architecture, simulator] = kind.split(' ') as [string, string];
    return {
      architecture,
      simulator,
      networks: own.length,
      values: own.reduce((sum, { values }) => sum + values, 0),
      failures: own.filter(failed).length,
    };
  });
}

export function fuzzSummary({ seed, records, left }: Campaign) {
  return {
    ...madeOn('fuzz'),
    seed,
    networks: records.length,
    left,
    failures: records.filter(failed).length,
    rows: rows(records),
  };
}

export function fuzzReport(campaign: Campaign): string {
  const { seed, records, left } = campaign;
  const table = textTable(
    ['architecture', 'simulator', 'networks', 'values compared', 'failures'],
    rows(records).map((row) => [
      row.architecture,
      row.simulator,
      ...[row.networks, row.values, row.failures].map(grouped),
    ]),
  );
  const failures = records.filter(failed).map(({ index, architecture, simulator, failures, path = [], folder }) => {
    const steps = path.length > 0 ? ` --path ${path.join('.')}` : '';
    const command = `bitbeat fuzz --seed ${seed} --case ${index} --architecture ${architecture} --simulator ${simulator}${steps}`;
    return `case ${index}: ${failures.join('\n  ')}\n  repeat: npx ${command}\n  design: ${folder}`;
  });
  const rest = left > 0 ? [`${left} cases are left: the same command goes on.`] : [];
  const none = records.length === 0 ? ['No case was begun in the time given: nothing was checked.'] : [];
  return [table, '', ...failures, ...none, ...rest, fuzzPassed(campaign) ? 'PASS' : 'FAIL'].join('\n');
}
