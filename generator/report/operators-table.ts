import { OPERATORS } from '../import/trace/operators/operators.js';
import { markdownTable } from './table.js';

/** Operators that come in, what they become, and what of them does not come in; for docs/networks.md. */
export function operatorsTable(): string {
  const rows = Object.entries(OPERATORS).map(([name, { becomes, limits }]) => [`\`${name}\``, becomes, limits ?? '']);
  return markdownTable(['operator', 'becomes', 'but not'], rows);
}
