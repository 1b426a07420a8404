import { keptFile } from '../support/roots.js';
import { type CheckName, type CheckResult, readCheck } from './check-results.js';
import { staleNote } from './freshness.js';
import { NETLIST_RESULTS, reportedNetlists } from './netlist-results.js';
import { percent } from './percent.js';
import { grouped, markdownTable } from './table.js';

export const CHECKS_DOCUMENT = keptFile('docs/checks.md');

/** Each check: the command that makes it, and its result in a sentence. */
const ROWS: { [N in CheckName]: { command: string; what: string; found: (result: CheckResult<N>) => string } } = {
  fuzz: {
    command: 'make fuzz',
    what: 'random networks, every value and cycle',
    found: ({ networks, rows, left }) => {
      const values = rows.reduce((total, row) => total + row.values, 0);
      return `${grouped(networks)} networks, ${grouped(values)} values compared, 0 failures${left > 0 ? `; ${grouped(left)} networks were left` : ''}`;
    },
  },
  mutation: {
    command: 'make mutate',
    what: 'defects put into the Verilog and its memories',
    found: ({ mutants, invalid, killed, equivalent }) =>
      `${grouped(killed)} of ${grouped(mutants - invalid - equivalent)} noticed; besides, ${grouped(equivalent)} change nothing, each with a reason, and ${grouped(invalid)} do not compile`,
  },
  formal: {
    command: 'make formal',
    what: '[lemmas](formal.md) about the modules',
    found: ({ lemmas, tools }) =>
      `${lemmas.length} lemmas proved, ${grouped(lemmas.reduce((total, { cases }) => total + cases, 0))} cases; ${tools}`,
  },
  coverage: {
    command: 'make coverage',
    what: 'branches taken and signal bits changed in simulation',
    found: ({ modules, waived }) => {
      const all = (pick: (m: (typeof modules)[number]) => number) => modules.reduce((n, m) => n + pick(m), 0);
      const [lines, bits] = [all((m) => m.lines), all((m) => m.bits)];
      return `${grouped(lines - waived)} of ${grouped(lines)} branches, the others with reasons; ${percent(all((m) => m.bitsToggled) / bits)} % of ${grouped(bits)} bits`;
    },
  },
};

/** The page on what the checks found. Throws UserError if a result did not pass or contradicts itself. */
export function checksDocument(): string {
  const names = Object.keys(ROWS) as CheckName[];
  const marks: (string | null)[] = [];
  const row = <N extends CheckName>(name: N) => {
    const { command, what, found } = ROWS[name];
    const result = readCheck(name);
    marks.push(result?.stale ?? null);
    const told = result === null ? '**no result yet**' : found(result);
    return [what, `\`${command}\``, `${told}${result?.stale ? ` **(${result.stale})**` : ''}`];
  };
  const rows = names.map(row);
  const netlists = reportedNetlists(NETLIST_RESULTS);
  marks.push(...netlists.map(({ stale }) => stale));
  return `# What the checks found

Written by \`make docs\` from \`docs/results/checks\` and \`docs/results/netlists\`; a result that did not pass is not taken.

${[markdownTable(['check', 'command', 'found'], rows), netlistTable(netlists), staleNote(marks)].filter(Boolean).join('\n\n')}
`;
}

/** Netlists that were simulated; a result that says otherwise than its network is not read. */
function netlistTable(netlists: ReturnType<typeof reportedNetlists>): string {
  if (netlists.length === 0) return '';
  const rows = netlists.map(({ design, target, cells, yosys, simulator, fragments, scores, stale }) => [
    `\`${design}\``,
    target,
    grouped(Object.values(cells).reduce((total, n) => total + n, 0)),
    `Yosys ${yosys}, ${simulator}`,
    `${fragments}, ${scores.values} scores, all cycles as predicted${stale ? ` **(${stale})**` : ''}`,
  ]);
  return `Netlists that Yosys made of whole designs, simulated cell by cell (\`make netlist\`): each score and class as in the network.

${markdownTable(['design', 'part or board', 'cells', 'tools', 'fragments'], rows)}`;
}
