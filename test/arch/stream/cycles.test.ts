import { expect, test } from 'vitest';
import { runCycles } from '../../../generator/arch/stream/cycles.js';
import type { LayerHardware } from '../../../generator/arch/stream/engines.js';
import { streamHardware } from '../../../generator/arch/stream/stream.js';
import { buildTiny } from '../../emit/tiny.js';

test.each([
  ['of several lanes', 2],
  ['of one lane', 1],
])('a window too small for its engine %s is told, not waited for', (_what, lanes) => {
  const { model } = buildTiny().hardware;
  const { layers } = streamHardware('tiny', model, { lanes: model.layers.map((_, i) => (i === 0 ? lanes : 1)) }, 'x');
  expect(runCycles(layers, 2).completions).toHaveLength(2);
  const [first, ...others] = layers as [LayerHardware, ...LayerHardware[]];
  const small = { ...first, window: { ...first.window, rows: 1 } };
  expect(() => runCycles([small, ...others], 2)).toThrow('the engines wait for each other for ever');
});
