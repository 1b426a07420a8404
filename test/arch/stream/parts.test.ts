import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../../generator/arch/build.js';
import { layerSizings } from '../../../generator/arch/sizing.js';
import { partsOfLayers } from '../../../generator/arch/stream/parts.js';
import { UserError } from '../../../generator/support/errors.js';
import { buildTiny } from '../../emit/tiny.js';

const { model } = buildTiny().hardware;
const layers = layerSizings(model);
const lanes = [16, 8, 4, 1];

const problemsOf = (outputLanes: number[]) => {
  try {
    partsOfLayers({ lanes, outputLanes }, layers, 'design.json');
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  return [];
};

describe('given output lanes', () => {
  test.each([
    [[1, 1, 1], 'folding.outputLanes', undefined],
    [[1, 0, 1, 1], 'folding.outputLanes[1]', '1'],
    [[1, 1.6, 1, 1], 'folding.outputLanes[1]', '2'],
    [[1000, 1, 1, 1], 'folding.outputLanes[0]', `${layers[0]!.shape.outChannels}`],
    [[1, 1, 1, 2], 'folding.outputLanes[3]', '1'],
  ])('%j is refused', (outputLanes, field, fix) => {
    expect(problemsOf(outputLanes)).toEqual([expect.objectContaining({ where: 'design.json', field })]);
    expect(problemsOf(outputLanes)[0]!.fix).toBe(fix);
  });

  test('as many engines share the channels, and none takes more cycles than before', () => {
    const build = (outputLanes: number[]) =>
      buildHardware(
        { name: 'x', model: 'x', architecture: 'stream', folding: { lanes, outputLanes } },
        model,
        'design.json',
      );
    const [whole, cut] = [build([1, 1, 1, 1]), build([1, 2, 3, 1])];
    const names = layers.map(({ name }) => name);
    expect(cut.layers.map(({ name }) => name)).toEqual([
      ...[names[0], `${names[1]}_0`, `${names[1]}_1`],
      ...[`${names[2]}_0`, `${names[2]}_1`, `${names[2]}_2`, names[3]],
    ]);
    const cyclesOf = (node: string) => whole.layers.find(({ name }) => name === node)!.cycles;
    for (const { layer, cycles } of cut.layers) {
      const own = cut.layers.filter((other) => other.layer.channels.node === layer.channels.node).length;
      if (own > 1) expect(cycles).toBeLessThan(cyclesOf(layer.channels.node));
      else expect(cycles).toBe(cyclesOf(layer.channels.node));
    }
    expect(cut.intervalCycles).toBeLessThanOrEqual(whole.intervalCycles);
  });
});
