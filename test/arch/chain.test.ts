import { expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { chained } from '../../generator/network/network.js';
import { buildTiny } from '../emit/tiny.js';

test.each(['stream', 'folded'] as const)('%s: a branch is refused with the node and what it should read', (kind) => {
  const { design, hardware } = buildTiny();
  const { layers, ...model } = hardware.model;
  const branched = chained(layers).map((node, i) => (i === 2 ? { ...node, from: ['conv1'] as const } : node));
  const folding = kind === 'folded' ? { lanes: 1, tapsPerLookup: 2 } : { lanes: [1, 1, 1, 1] };
  const own = { ...design, architecture: kind, folding } as typeof design;
  expect(() => buildHardware(own, { ...model, layers: branched }, 'my.json')).toThrow(
    'my.json: model, nodes[2].from[0]: layer conv3 does not read the one before it: hardware is made of chains ' +
      '(found "conv1"); allowed: conv2; try: a network without branches',
  );
});
