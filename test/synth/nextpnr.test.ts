import { describe, expect, test } from 'vitest';
import { FAMILIES } from '../../generator/devices/devices.js';
import { instanceOf, readReport, readUtilisation } from '../../generator/synth/nextpnr.js';

const { packed } = FAMILIES.ice40.router;
const step = (delay: number, from: string, to: string) => ({
  delay,
  from: { cell: from, port: 'O' },
  to: { cell: to },
  type: 'logic',
});

/** The parts of a report that are read, and some that are not. */
const report = {
  fmax: { clk: { achieved: 40.5, constraint: 48 }, slow: { achieved: 30.25, constraint: 48 } },
  utilization: {
    ICESTORM_LC: { available: 5280, used: 1234 },
    ICESTORM_RAM: { available: 30, used: 20 },
    ICESTORM_SPRAM: { available: 4, used: 1 },
    ICESTORM_DSP: { available: 8, used: 7 },
    SB_IO: { available: 96, used: 3 },
  },
  critical_paths: [
    { from: '<async>', to: 'posedge clk', path: [step(99, 'scan', 'in_0')] },
    {
      from: 'posedge clk',
      to: 'posedge clk',
      path: [step(1.5, 'core.layer_conv1.pool.a_LC', 'x'), step(2, 'x', 'core.b_LC')],
    },
    { from: 'posedge clk', to: 'posedge slow', path: [step(1, 'core.a', 'core.b')] },
  ],
};
const read = (value: unknown) => readReport(JSON.stringify(value), packed, 'report.json');

describe('report', () => {
  test('cells, the slowest clock, and the slowest path between flip-flops', () => {
    expect(read(report)).toEqual({
      fmaxMHz: 30.25,
      lc: 1234,
      bram: 20,
      spram: 1,
      dsp: 7,
      criticalPath: { ns: 3.5, from: 'conv1.pool', to: 'top', through: ['conv1 pool'] },
    });
  });

  test('a part without DSP blocks has no entry for them', () => {
    const { ICESTORM_DSP: _, ...utilization } = report.utilization;
    expect(read({ ...report, utilization }).dsp).toBe(0);
  });

  test.each([
    ['without a clock', { ...report, fmax: {} }, 'has no clock'],
    ['without logic cells', { ...report, utilization: {} }, 'has no ICESTORM_LC'],
    ['of another form', { fmax: {} }, 'not a report of nextpnr'],
  ])('%s is refused', (_, value, message) => {
    expect(() => read(value)).toThrow(`report.json: ${message}`);
  });
});

test.each([
  ['core.layer_conv1.pool.position_SB_LUT4_O_5_LC', 'conv1.pool'],
  ['core.score_o_LC', 'top'],
  ['in_3_DFFLC', 'harness'],
  ['$nextpnr_ICESTORM_LC_3', 'harness'],
])('%s belongs to %s', (cell, instance) => {
  expect(instanceOf(cell)).toBe(instance);
});

test('utilisation is read from the log of a design that does not fit', () => {
  const log = `Info: Packing carries..
Info: Device utilisation:
Info: \t         ICESTORM_LC:  5700/ 5280   107%
Info: \t        ICESTORM_RAM:    29/   30    96%
ERROR: Unable to place cell 'x', no BELs remaining to implement cell type 'ICESTORM_LC'
`;
  expect(readUtilisation(log)).toEqual({
    ICESTORM_LC: { used: 5700, available: 5280 },
    ICESTORM_RAM: { used: 29, available: 30 },
  });
  expect(readUtilisation('ERROR: no design')).toEqual({});
});
