import type { Problem } from '../../support/errors.js';

/** More problems than this are counted, not listed: a folder may hold a thousand bad files. */
export const LISTED = 20;

/** The first problems of `where`, and how many there are besides. */
export function capped(where: string, problems: readonly Problem[]): Problem[] {
  const left = problems.length - LISTED;
  if (left <= 0) return [...problems];
  return [...problems.slice(0, LISTED), { where, message: `and ${left} more problems` }];
}
