import { sum } from '../../support/integers.js';
import type { Circuit, Fabric } from './circuit.js';
import type { Cells, Coefficients } from './coefficients.js';

/** Weighted sums of all features; null: some kind has no weights. */
export function estimateCells(
  list: readonly Circuit[],
  family: Fabric['family'],
  weights: Coefficients,
): Record<Cells, number | null> {
  const unknown = list.some(({ kind }) => weights[family][kind] === undefined);
  const total = (cells: Cells) => {
    if (unknown) return null;
    const parts = list.flatMap(({ kind, features }) =>
      Object.entries(features).map(([name, n]) => n * (weights[family][kind]![name]?.[cells] ?? 0)),
    );
    return Math.round(sum(parts));
  };
  return { lc: total('lc'), lut: total('lut'), ff: total('ff') };
}
