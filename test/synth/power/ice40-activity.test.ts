import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { ICE40, ICE40_SYNTHESIS } from '../../../generator/devices/ice40.js';
import { modelsOf } from '../../../generator/simulate/cell-models.js';
import { requireTool } from '../../../generator/support/tools.js';
import { readGates } from '../../../generator/synth/power/gates.js';
import { measuredCharges, REBUILT } from '../../../generator/synth/power/ice40.js';
import { countIce40, ice40Nets } from '../../../generator/synth/power/ice40-activity.js';
import { inFolder } from '../../emit/tiny.js';
import { countActivity } from './count-activity.js';

const CYCLES = 2048;

/** The circuit whose current was measured: two counters multiplied each cycle. */
const MATH = `module circuit (input clk_i, input rst_ni, input report_i, output y_o);
  reg [7:0] a, b;
  wire [15:0] product = a * b;
  always @(posedge clk_i) begin
    a <= rst_ni ? a + 8'd3 : 8'd0;
    b <= rst_ni ? b + 8'd5 : 8'd0;
  end
  assign y_o = &a | &b | ^product;
endmodule`;

/** Changes of one cycle in the circuit, synthesised for the UP5K. */
const perCycle = (dsp: boolean) =>
  inFolder((folder) => {
    writeFileSync(join(folder, 'circuit.v'), MATH);
    const json = join(folder, 'netlist.json');
    const yosys = requireTool('yosys').path;
    const synthesis = `${ICE40_SYNTHESIS} ${dsp ? '-dsp ' : ''}-device u -top circuit`;
    execaSync(yosys, ['-q', '-p', `read_verilog circuit.v; ${synthesis}; write_json ${json}`], { cwd: folder });
    const gates = readGates(readFileSync(json, 'utf8'), 'circuit', json);
    const nets = ice40Nets(gates);
    const models = modelsOf(ICE40.models, yosys, Object.keys(nets.cells));
    const counted = countActivity(folder, gates, models, CYCLES);
    const counts = countIce40(nets, counted.nets, { cycles: CYCLES, toggles: counted.toggles, ones: [] });
    return { routed: counts.routed / CYCLES, dsp: counts.dsp / CYCLES, cells: nets.cells };
  });

test('the multiplier whose current was measured does what the charges were made from', {
  timeout: 120_000,
}, async () => {
  const logic = await perCycle(false);
  const block = await perCycle(true);
  expect(logic.cells.SB_MAC16).toBeUndefined();
  expect(block.cells.SB_MAC16).toBe(1);
  expect(logic.routed / REBUILT.logic.routed).toBeCloseTo(1, 1);
  expect(block.routed / REBUILT.dsp.routed).toBeCloseTo(1, 1);
  expect(block.dsp / REBUILT.dsp.dsp).toBeCloseTo(1, 1);
});

test('charges follow from the measured currents', () => {
  const { clock, routed, dsp } = measuredCharges();
  // 1795.6 uA over 42 MHz; 351 uA over 12 MHz and 58.9 changes; what 237 uA leave over for the block.
  expect(clock).toBeCloseTo(42.75, 2);
  expect(routed).toBeCloseTo(0.4966, 4);
  expect(dsp).toBeCloseTo((19.75 - 8.6 * routed) / 6.43, 6);
});
