import { expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { hardwareChain } from '../../generator/arch/chain.js';
import type { IntegerNetwork } from '../../generator/model/integer-model.js';
import { chained } from '../../generator/network/network.js';
import { problemsOf } from '../data/readers/files.js';
import { buildTiny } from '../emit/tiny.js';

test.each(['stream', 'folded'] as const)('%s: a branch is refused with the node and what it should read', (kind) => {
  const { design, hardware } = buildTiny();
  const { layers, ...model } = hardwareChain(hardware.model, 'tiny');
  const branched = chained(layers).map((node, i) => (i === 2 ? { ...node, from: ['conv1'] as const } : node));
  const folding = kind === 'folded' ? { lanes: 1, tapsPerLookup: 2 } : { lanes: [1, 1, 1, 1] };
  const own = { ...design, architecture: kind, folding } as typeof design;
  expect(() => buildHardware(own, { ...model, layers: branched }, 'my.json')).toThrow(
    'my.json: model, nodes[2].from[0]: layer conv3 does not read the one before it: hardware is made of chains ' +
      '(found "conv1"); allowed: conv2; try: a network without branches',
  );
});

const shape = {
  ...{ kind: 'convolution' as const, inChannels: 1, outChannels: 1, kernel: 3, stride: 1, padding: 1, pool: null },
  ...{
    structure: { kind: 'channelwise' as const },
    alphaBits: 4,
    bitwidths: Uint8Array.of(1),
    alphas: Uint16Array.of(3),
  },
  ...{ signs: Uint8Array.of(0, 1, 0), bias: Int32Array.of(0), requant: { shift: 2, bits: 8 }, scaleLog2: 0 },
};

test('all that hardware does not have is refused at once, by node, with the reason', () => {
  const input = { samples: 8, channels: 1, sampleRateHz: 1, codeBits: 8, zero: 128, shift: 0, bits: 8 };
  const model: IntegerNetwork = {
    ...{ name: 'm', classes: ['a', 'b'], input, per: 'step' },
    layers: [
      { ...shape, name: 'spread', from: ['input'], dilation: 2, paddingAfter: 3, activation: 'none' },
      {
        ...{ kind: 'add', name: 'sum', from: ['spread', 'input'], outChannels: 1, align: [0, 1], pool: null },
        ...{ requant: { shift: 1, bits: 8 }, scaleLog2: 0 },
      },
      { kind: 'concat', name: 'both', from: ['spread', 'sum'], outChannels: 2 },
      { ...shape, name: 'scores', from: ['both'], inChannels: 2, requant: null, activation: 'none' },
    ],
  };
  const problems = problemsOf(() => hardwareChain(model, 'my.json'));
  expect(problems.map(({ field, value, allowed }) => [field, value, allowed])).toEqual([
    ['model, nodes[0].dilation', 2, '1'],
    ['model, nodes[0].paddingAfter', 3, '1'],
    ['model, nodes[0].activation', 'none', 'relu'],
    ['model, nodes[1].kind', 'add', 'convolution'],
    ['model, nodes[2].kind', 'concat', 'convolution'],
    ['model, outputs[0].per', 'step', 'window'],
  ]);
  for (const { where, message } of problems)
    expect([where, message]).toEqual(['my.json', expect.stringMatching(/hardware/)]);
});
