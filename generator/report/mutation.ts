import { z } from 'zod';
import type { JudgedMutant } from '../verify/mutation/mutate.js';
import { madeOn } from './check-results.js';
import { textTable } from './table.js';

export const equivalentSchema = z.array(
  z.strictObject({ module: z.string(), before: z.string(), after: z.string(), reason: z.string().min(1) }),
);

type Explained = z.infer<typeof equivalentSchema>;

export function mutationSummary(judged: readonly JudgedMutant[], explained: Explained, seed: number) {
  const reasonOf = ({ module, before, after }: JudgedMutant) =>
    explained.find((e) => e.module === module && e.before === before && e.after === after)?.reason ?? null;
  const counted = (some: readonly JudgedMutant[]) => {
    const survived = some.filter(({ outcome }) => outcome === 'survived');
    const equivalent = survived.filter((mutant) => reasonOf(mutant) !== null).length;
    const killed = some.filter(({ outcome }) => outcome === 'killed').length;
    const invalid = some.filter(({ outcome }) => outcome === 'invalid').length;
    return { mutants: some.length, invalid, killed, equivalent, unexplained: survived.length - equivalent };
  };
  const names = [...new Set(judged.map(({ module }) => module))];
  return {
    ...madeOn('mutation'),
    seed,
    ...counted(judged),
    modules: names.map((name) => ({ module: name, ...counted(judged.filter(({ module }) => module === name)) })),
    survivors: judged
      .filter(({ outcome }) => outcome === 'survived')
      .map((mutant) => {
        const { module, line, operator, before, after } = mutant;
        return { module, line, operator, before, after, reason: reasonOf(mutant) };
      }),
  };
}

type MutationSummary = ReturnType<typeof mutationSummary>;

/** Nothing is shown by mutants of which none compiles. */
export const mutationPassed = ({ mutants, invalid, unexplained }: MutationSummary) =>
  mutants > invalid && unexplained === 0;

/** Killed among those that compile and change something. */
function rate({
  mutants,
  invalid,
  killed,
  equivalent,
}: Pick<MutationSummary, 'mutants' | 'invalid' | 'killed' | 'equivalent'>): string {
  const counting = mutants - invalid - equivalent;
  return counting === 0 ? '-' : `${((100 * killed) / counting).toFixed(1)} %`;
}

export function mutationReport(result: MutationSummary): string {
  const rows = [...result.modules, { module: 'all', ...result }].map((row) => [
    row.module,
    row.mutants,
    row.invalid,
    row.killed,
    row.equivalent,
    row.unexplained,
    rate(row),
  ]);
  const table = textTable(
    ['module', 'mutants', 'do not compile', 'killed', 'equivalent', 'unexplained', 'kill rate'],
    rows,
  );
  const unexplained = result.survivors
    .filter(({ reason }) => reason === null)
    .map(
      ({ module, line, operator, before, after }) =>
        `survived: ${module}:${line} (${operator})\n  ${before}\n  ${after}`,
    );
  const none = result.mutants === result.invalid ? ['No mutant compiles: nothing was checked.'] : [];
  return [table, '', ...unexplained, ...none, mutationPassed(result) ? 'PASS' : 'FAIL'].join('\n');
}
