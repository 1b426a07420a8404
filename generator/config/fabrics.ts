/** What a part holds and a design takes. `lut`: LUT4; `bram`: blocks of the family's own size; `spram`: 256 kbit each. */
export interface Resources {
  lut: number;
  ff: number;
  bram: number;
  spram: number;
  dsp: number;
}

/** What lanes are chosen by: a part's family and resources. */
export interface PartFabric {
  family: 'ice40' | 'ecp5';
  resources: Resources;
}

/** The parts that designs are placed and routed for, smallest first within a family. */
export const FABRICS = {
  up5k: { family: 'ice40', resources: { lut: 5280, ff: 5280, bram: 30, spram: 4, dsp: 8 } },
  hx8k: { family: 'ice40', resources: { lut: 7680, ff: 7680, bram: 32, spram: 0, dsp: 0 } },
  'ecp5-25f': { family: 'ecp5', resources: { lut: 24288, ff: 24288, bram: 56, spram: 0, dsp: 28 } },
  'ecp5-85f': { family: 'ecp5', resources: { lut: 83640, ff: 83640, bram: 208, spram: 0, dsp: 156 } },
} as const satisfies Record<string, PartFabric>;

export type PartName = keyof typeof FABRICS;
export const FABRIC_NAMES = Object.keys(FABRICS) as PartName[];
