import { expect, test } from 'vitest';
import { placesOf } from '../../generator/synth/critical-path.js';

const CORES = ['classifier.core', 'classifier'];

test.each([
  ['classifier.core.engine.fetch.program_memory.mem.0.0_RAM', 'fetch program memory (block RAM)'],
  ['classifier.core.engine.activations.gen_block.ram.mem.0.3', 'activations ram (block RAM)'],
  ['classifier.core.engine.activations.gen_block.ram.mem.0.3_DIA_LUT4_Z', 'activations ram'],
  ['classifier.core.engine.lanes.gen_lane[3].lane.sum_q_SB_DFF_Q_LC', 'lanes lane 3'],
  [
    'classifier.core.engine.tables.table_memory.gen_spram[0].spram.ram_SPRAM',
    'tables table memory spram 0 (single-port RAM)',
  ],
  ['classifier.core.engine.lanes.gen_lane[0].lane.$mul$x_DSP', 'lanes lane 0 (DSP)'],
  ['classifier.core.engine.fetch.pc_q_SB_DFF_Q', 'fetch'],
  ['classifier.core.engine.score_LC', 'engine'],
  ['classifier.core.layer_conv1.pool.position_LC', 'conv1 pool'],
  ['classifier.link.buffer.mem.0.0', 'link buffer (block RAM)'],
  ['power_on.count_q_LC', 'power on'],
  ['classifier.core.score_o_LC', 'top'],
  ['$nextpnr_ICESTORM_LC_6', 'top'],
])('%s is in: %s', (cell, place) => {
  expect(placesOf([cell], CORES)).toEqual([place]);
});

test('a place that is not left stands once, cells of no instance not at all', () => {
  const cells = [
    'core.layer_conv1.pool.a',
    'core.layer_conv1.pool.b',
    '$nextpnr_1',
    'core.layer_conv1.pool.c',
    'core.layer_conv2.ring.d',
    'in_3',
  ];
  expect(placesOf(cells, ['core'])).toEqual(['conv1 pool', 'conv2 ring']);
});
