import { describe, expect, it } from 'vitest';
import { signalSet } from '../../../generator/data/signal-set.js';
import type { AlqGroup, AlqModel } from '../../../generator/model/float-model.js';
import { chained } from '../../../generator/network/network.js';
import { tameOutliers } from '../../../generator/quantise/recover/outliers.js';
import { alqWeights } from '../../../generator/quantise/sketch.js';

const one = (alpha: number, negative = false): AlqGroup => ({ alphas: [alpha], negative: [[negative]] });

/**
 * Samples -> 3 channels (the sample; its opposite; its double) -> 3 classes. All codes lie above zero, so channel 1 is
 * silent. `dense`: groups of the second layer, [class][channel].
 */
function network(first: AlqGroup[], dense: AlqGroup[]): AlqModel {
  const shape = { kernel: 1, stride: 1, padding: 0, pool: null, structure: { kind: 'kernelwise' as const } };
  const hidden = {
    ...shape,
    name: 'hidden',
    inChannels: 3,
    outChannels: 3,
    groups: dense,
    bias: Float32Array.of(0.5, 0, 0),
  };
  const last = {
    ...shape,
    name: 'last',
    inChannels: 3,
    outChannels: 3,
    groups: Array.from({ length: 9 }, () => one(1)),
    bias: new Float32Array(3),
  };
  return {
    name: 'n',
    classes: ['a', 'b', 'c'],
    input: { samples: 1, channels: 1, sampleRateHz: 360, codeBits: 11, zero: 1024, shift: 2, bits: 8 },
    inputScale: 0.01,
    layers: chained([
      { ...shape, name: 'conv', inChannels: 1, outChannels: 3, groups: first, bias: new Float32Array(3) },
      hidden,
      last,
    ]),
  };
}
const first = [one(1), one(1, true), one(2)];
const ones = () => Array.from({ length: 9 }, () => one(1));
const calibration = signalSet('test', { samples: 1, channels: 1 }, [
  { codes: [1100], group: '1', name: 'a' },
  { codes: [1200], group: '1', name: 'b' },
]);

describe('tameOutliers', () => {
  it('leaves a model without outliers as it is', () => {
    const dense = ones();
    dense[0] = one(32);
    const model = network(first, dense);
    expect(tameOutliers(model, calibration)).toEqual({ model, outliers: [] });
  });

  it('splits an alpha over equal bases: the weights stay the same', () => {
    const dense = ones();
    dense[2] = { alphas: [100, 1], negative: [[false], [true]] };
    const model = network(first, dense);
    const { model: tame, outliers } = tameOutliers(model, calibration);
    expect(outliers).toEqual([{ layer: 'hidden', output: 0, group: 2, alpha: 100, fate: 'split' }]);
    expect(tame.layers[1]!.groups[2]!.alphas).toEqual([25, 25, 25, 25, 1]);
    expect(tame.layers.map(alqWeights)).toEqual(model.layers.map(alqWeights));
  });

  it('prunes a group whose input is silent, however large', () => {
    const dense = ones();
    dense[1] = one(1e6);
    const { model: tame, outliers } = tameOutliers(network(first, dense), calibration);
    expect(outliers.map((o) => o.fate)).toEqual(['input silent']);
    expect(tame.layers[1]!.groups[1]!.alphas).toEqual([]);
    expect(tame.layers[1]!.groups[0]!.alphas).toEqual([1]);
  });

  it('prunes a silent output whole and keeps it silent', () => {
    const dense = ones();
    dense[0] = one(1e6, true);
    const { model: tame, outliers } = tameOutliers(network(first, dense), calibration);
    expect(outliers.map((o) => o.fate)).toEqual(['output silent']);
    expect(tame.layers[1]!.groups.map((g) => g.alphas.length)).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect([...tame.layers[1]!.bias]).toEqual([0, 0, 0]);
  });

  it('cuts what eight bases cannot hold and says so', () => {
    const dense = ones();
    dense[0] = one(1000);
    const { model: tame, outliers } = tameOutliers(network(first, dense), calibration);
    expect(outliers.map((o) => o.fate)).toEqual(['cut']);
    expect(tame.layers[1]!.groups[0]!.alphas).toEqual(new Array(8).fill(32));
  });

  it('judges inputs by the layer that is read, whatever stands between', () => {
    const dense = ones();
    dense[1] = one(1e6);
    const { layers, ...model } = network(first, dense);
    const [conv, hidden, last] = layers;
    // Reads the input too; none of its channels is silent.
    const awake = { ...conv!, name: 'awake', groups: [one(1), one(1), one(1)] };
    const end = { ...last!, name: 'awakeEnd', from: ['awake'] as const };
    const { outliers } = tameOutliers({ ...model, layers: [conv!, awake, hidden!, end, last!] }, calibration);
    expect(outliers).toEqual([{ layer: 'hidden', output: 0, group: 1, alpha: 1e6, fate: 'input silent' }]);
  });

  it('takes no channel of the input for silent', () => {
    const model = network(first, ones());
    const [conv, ...others] = model.layers;
    const groups = [one(1), one(40), one(1, true), one(1), one(2), one(1)];
    const two = {
      ...model,
      input: { ...model.input, channels: 2 },
      layers: [{ ...conv!, inChannels: 2, groups }, ...others],
    };
    const set = signalSet('two', { samples: 1, channels: 2 }, [{ codes: [1100, 1200], group: '1', name: 'a' }]);
    const { outliers } = tameOutliers(two, set);
    expect(outliers).toEqual([{ layer: 'conv', output: 0, group: 1, alpha: 40, fate: 'split' }]);
  });
});
