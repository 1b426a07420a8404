import type { Compared } from './levels.js';

/** Most that levels may be from the network as imported, in spreads of the score. Folding is exact but for the order of sums. */
export const MOST = { folded: 1e-4, integer: 1 };

/**
 * Levels that are further from the network as imported than they may be, in words; of an integer one the first layer that is.
 *
 * @param most root of the mean square of integer scores
 */
export function beyondThresholds({ levels, layers }: Pick<Compared, 'levels' | 'layers'>, most: number): string[] {
  return levels.flatMap(({ level, largest, rms }) => {
    const [what, value, limit] =
      level === 'as folded' ? ['largest difference', largest, MOST.folded] : ['rms', rms, most];
    if (value <= limit) return [];
    const first = level === 'integer' ? firstBeyond(layers, most) : '';
    return [`${level}: ${what} ${value.toPrecision(3)}, at most ${limit} allowed${first}`];
  });
}

function firstBeyond(layers: Compared['layers'], most: number): string {
  const first = layers.find(({ rms }) => rms > most);
  return first === undefined
    ? '; no layer before the scores passes that'
    : `; first at layer ${first.name} (${first.rms.toPrecision(3)})`;
}
