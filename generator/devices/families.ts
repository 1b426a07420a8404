import type * as Device from './device.js';
import { ECP5 } from './ecp5.js';
import { GOWIN } from './gowin.js';
import { ICE40 } from './ice40.js';
import { XILINX } from './xilinx.js';

/** Every family that bitbeat knows; one more is a file and a line. */
export const FAMILIES = { ice40: ICE40, ecp5: ECP5, gowin: GOWIN, xilinx: XILINX } as const satisfies Record<
  string,
  Device.Family
>;

export type FamilyName = keyof typeof FAMILIES;

/** All that is known of a family, by its interface. */
export const familyOf = (name: FamilyName): Device.Family => FAMILIES[name];
