import type * as Device from './device.js';
import { ECP5 } from './ecp5.js';
import { GATEMATE } from './gatemate.js';
import { GOWIN } from './gowin.js';
import { ICE40 } from './ice40.js';
import { MACHXO3 } from './machxo3.js';
import { NEXUS } from './nexus.js';
import { XILINX } from './xilinx.js';

/** Every family that bitbeat knows; one more is a file and a line. */
export const FAMILIES = {
  ice40: ICE40,
  ecp5: ECP5,
  gowin: GOWIN,
  gatemate: GATEMATE,
  nexus: NEXUS,
  machxo3: MACHXO3,
  xilinx: XILINX,
} as const satisfies Readonly<Record<string, Device.Family>>;

export type FamilyName = keyof typeof FAMILIES;

/** All that is known of a family, by its interface. */
export const familyOf = (name: FamilyName): Device.Family => FAMILIES[name];
