/** What units there are; each has a file of this name in `kinds`. */
export const KIND_NAMES = ['fuzz', 'placement', 'mutation'] as const;

export type KindName = (typeof KIND_NAMES)[number];
