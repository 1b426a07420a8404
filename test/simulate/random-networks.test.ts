import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomNetwork } from './random-network.js';
import { simulateNetwork } from './simulate-network.js';

const RUNS = Number(process.env.BITBEAT_NETWORKS ?? 12);

test(`${RUNS} random networks: every value and every cycle as predicted (Icarus, 4-state)`, {
  timeout: 60_000 + RUNS * 10_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(randomNetwork, async (network) => {
      expect((await simulateNetwork(network, 'icarus', 0)).failures).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test(`${RUNS} random networks with ports that pause at random: every value as predicted`, {
  timeout: 60_000 + RUNS * 10_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(randomNetwork, fc.integer({ min: 1, max: 2 ** 31 - 1 }), async (network, seed) => {
      expect((await simulateNetwork(network, 'icarus', seed)).failures).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
