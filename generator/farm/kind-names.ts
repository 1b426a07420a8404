/** What units there are; each has a file of this name in `kinds`. */
export const KIND_NAMES = [
  'fuzz',
  'placement',
  'board-placement',
  'mutation',
  'recipe',
  'compared',
  'explored',
] as const;

export type KindName = (typeof KIND_NAMES)[number];
