/** What boards with a crystal have in common: three cycles of the slow clock make a bit of 9600 bits a second. */
export const CRYSTAL = { templates: 'gatedboards', slowHz: 28_800, bitCycles: 3 } as const;
