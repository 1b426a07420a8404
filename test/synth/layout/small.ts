import type { GateCell, Gates } from '../../../generator/synth/power/gates.js';

/** A library of one inverter, a filler and three layers. */
export const LEF = `VERSION 5.4 ;
UNITS
  DATABASE MICRONS 1000 ;
END UNITS
LAYER cc
  TYPE CUT ;
END cc
LAYER metal1
  TYPE ROUTING ;
  DIRECTION HORIZONTAL ;
  PITCH 1 ;
  OFFSET 0.5 ;
  WIDTH 0.3 ;
  CAPACITANCE CPERSQDIST 1e-05 ;
  EDGECAPACITANCE 5e-05 ;
END metal1
LAYER metal2
  TYPE ROUTING ;
  DIRECTION VERTICAL ;
  PITCH 0.8 ;
  OFFSET 0.4 ;
  WIDTH 0.3 ;
END metal2
LAYER metal3
  TYPE ROUTING ;
  DIRECTION HORIZONTAL ;
  PITCH 1 ;
  WIDTH 0.3 ;
END metal3
VIA M2_M1 DEFAULT
  LAYER metal1 ;
    RECT -0.200 -0.200 0.200 0.200 ;
END M2_M1
SITE core
  CLASS CORE ;
  SIZE 0.800 BY 10.000 ;
END core
MACRO FILL
  SIZE 0.800 BY 10.000 ;
END FILL
MACRO INV # an inverter
  CLASS CORE ;
  SIZE 1.600 BY 10.000 ;
  PIN A
    DIRECTION INPUT ;
    PORT
      LAYER metal1 ;
        RECT 0.200 2.000 0.600 3.000 ;
    END
  END A
  PIN Y
    DIRECTION OUTPUT ;
    PORT
      LAYER metal1 ;
        RECT 1.000 4.000 1.400 6.000 ;
    END
  END Y
  PIN vdd
    DIRECTION INOUT ;
    USE POWER ;
    PORT
      LAYER metal1 ;
        RECT -0.200 9.700 1.800 10.300 ;
    END
  END vdd
  OBS
    LAYER metal1 ;
      RECT 0.0 0.0 1.0 1.0 ;
  END
END INV
END LIBRARY
`;

const input = (net: number | '0') => ({ direction: 'input' as const, bits: [net] });
const output = (net: number) => ({ direction: 'output' as const, bits: [net] });

/** A chain of inverters of a type from port `a` to port `y`; the last one also writes a memory whose output is port `q`. */
export function chain(count: number, type: string): Gates {
  const inverters = Array.from(
    { length: count },
    (_, i): GateCell => ({
      ...{ name: `inv${i}`, type, parameters: {} },
      pins: { A: input(2 + i), Y: output(3 + i) },
    }),
  );
  const memory: GateCell = {
    ...{ name: 'store', type: 'bb_memory_0', parameters: {} },
    pins: { wdata_i_0: input(2 + count), we_i_0: input('0'), rdata_o_0: output(3 + count) },
  };
  return {
    top: 'chain',
    ports: [
      { name: 'a', direction: 'input', bits: [2] },
      { name: 'y', direction: 'output', bits: [2 + count, 3 + count] },
    ],
    cells: [...inverters, memory],
  };
}
