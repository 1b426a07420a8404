import { Chapter, Stale, Table } from '../../report/html/parts.js';
import { percent } from '../../report/percent.js';
import type { MeasuredDesign } from '../../report/results.js';
import { grouped } from '../../report/table.js';
import type { ChecksFacts, netlistsOf, Simulated } from '../artefacts/results.js';

interface Verification {
  /** Committed, of this design. */
  kept: { simulation: MeasuredDesign['simulation']; stale: string | null } | null;
  here: readonly Simulated[];
  netlists: ReturnType<typeof netlistsOf>;
  checks: ChecksFacts;
  /** When each was measured, by its file; none: that is not known. */
  dates: ReadonlyMap<string, string>;
}

const hash = ({ generator, tree }: { generator: string; tree: string }) => (
  <code>{`${generator}-${tree.slice(0, 8)}`}</code>
);
const sum = (values: readonly { values: number }[]) => grouped(values.reduce((total, one) => total + one.values, 0));

/** What was compared, and what was checked of the generator as a whole. */
export function VerificationChapter({ kept, here, netlists, checks, dates }: Verification) {
  const when = (name: string) => dates.get(name) ?? '-';
  const rows = [
    ...here.map(({ result, stale, file }) => [
      `simulation in ${result.simulator}`,
      result.pass ? 'PASS' : <strong class="fail">FAIL</strong>,
      `${grouped(result.fragments)} fragments (${result.source}), ${sum(result.layers)} values of layers, ${result.cycleMismatches === null ? 'pauses, no cycles' : 'all cycles'}`,
      hash(result),
      when(file),
      <Stale mark={stale} />,
    ]),
    ...(kept === null
      ? []
      : [
          [
            `simulation in ${kept.simulation.simulator}, kept`,
            kept.simulation.pass ? 'PASS' : <strong class="fail">FAIL</strong>,
            `${grouped(kept.simulation.fragments)} fragments, ${sum(kept.simulation.layers)} values of layers, all cycles`,
            hash(kept.simulation),
            when('kept'),
            <Stale mark={kept.stale} />,
          ],
        ]),
    ...netlists.map((netlist) => [
      `netlist of ${netlist.target}`,
      'PASS',
      `${netlist.fragments} fragments, ${grouped(netlist.scores.values)} scores, all cycles; Yosys ${netlist.yosys}, ${netlist.simulator}`,
      hash(netlist),
      when('netlists'),
      <Stale mark={netlist.stale} />,
    ]),
  ];
  return (
    <Chapter id="verification" title="Verification">
      <h3>This design</h3>
      {rows.length === 0 ? (
        <p class="note">Nothing was compared yet: npx bitbeat simulate.</p>
      ) : (
        <Table
          label="what was compared"
          head={['check', 'result', 'compared', 'files', 'measured', 'state']}
          rows={rows}
        />
      )}
      <h3>The generator</h3>
      <Table
        label="checks of the generator"
        head={['check', 'found', 'files', 'measured', 'state']}
        rows={checkRows(checks, when)}
      />
      {checks.formal !== null && (
        <details>
          <summary>Lemmas</summary>
          <Table
            label="lemmas"
            head={['lemma', 'cases', 'result']}
            rows={checks.formal.lemmas.map(({ lemma, cases, result }) => [lemma, cases, result])}
          />
        </details>
      )}
      {checks.mutation !== null && (
        <details>
          <summary>Defects by module</summary>
          <Table
            label="defects by module"
            head={['module', 'defects', 'noticed', 'change nothing', 'do not compile']}
            rows={checks.mutation.modules.map(({ module, mutants, killed, equivalent, invalid }) => [
              module,
              mutants,
              killed,
              equivalent,
              invalid,
            ])}
          />
        </details>
      )}
    </Chapter>
  );
}

function checkRows({ fuzz, mutation, formal, coverage }: ChecksFacts, when: (name: string) => string) {
  const row = <T extends { generator: string; tree: string; stale: string | null }>(
    name: string,
    what: string,
    result: T | null,
    found: (result: T) => string,
  ) =>
    result === null
      ? [what, 'no result yet', '-', '-', '']
      : [what, found(result), hash(result), when(name), <Stale mark={result.stale} />];
  const total = <T,>(list: readonly T[], of: (one: T) => number) => list.reduce((all, one) => all + of(one), 0);
  return [
    row(
      'fuzz',
      'random networks',
      fuzz,
      ({ networks, rows, failures }) => `${grouped(networks)} networks, ${sum(rows)} values, ${failures} failures`,
    ),
    row(
      'mutation',
      'defects put into the Verilog',
      mutation,
      ({ mutants, invalid, killed, equivalent }) =>
        `${grouped(killed)} of ${grouped(mutants - invalid - equivalent)} noticed; ${grouped(equivalent)} change nothing`,
    ),
    row(
      'formal',
      'lemmas',
      formal,
      ({ lemmas, tools }) => `${lemmas.length} proved, ${grouped(total(lemmas, ({ cases }) => cases))} cases; ${tools}`,
    ),
    row('coverage', 'coverage', coverage, ({ modules, waived }) => {
      const lines = total(modules, (m) => m.lines);
      const bits = total(modules, (m) => m.bits);
      return `${grouped(lines - waived)} of ${grouped(lines)} branches; ${percent(total(modules, (m) => m.bitsToggled) / bits)} % of ${grouped(bits)} bits`;
    }),
  ];
}
