import type { CoverageResult } from '../verify/coverage/campaign.js';
import { textTable } from './table.js';

export function coverageReport({ pass, modules, uncovered, absent, failures }: CoverageResult): string {
  const share = (part: number, all: number) => (all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`);
  const table = textTable(
    ['module', 'branches', 'taken', '', 'signal bits', 'changed', ' '],
    modules.map((m) => [
      m.module,
      m.lines,
      m.linesReached,
      share(m.linesReached, m.lines),
      m.bits,
      m.bitsToggled,
      share(m.bitsToggled, m.bits),
    ]),
  );
  const places = uncovered.map(({ module, line, what, text, waived }) => {
    return `${module}.v:${line} ${what}: ${text}\n    ${waived === null ? 'NOT TAKEN' : `waived: ${waived}`}`;
  });
  const parts = [
    table,
    ...(absent.length > 0 ? [`not in any simulated design: ${absent.join(', ')}`] : []),
    ...(places.length > 0 ? [`Never taken:\n${places.join('\n')}`] : []),
    ...(failures.length > 0 ? [failures.join('\n')] : []),
    pass ? 'PASS' : 'FAIL',
  ];
  return parts.join('\n\n');
}
