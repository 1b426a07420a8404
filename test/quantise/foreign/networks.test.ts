import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signalSet } from '../../../generator/data/signal-set.js';
import type { LayerGraph } from '../../../generator/import/graph/graph.js';
import { lower } from '../../../generator/import/lower/lower.js';
import { toNetwork } from '../../../generator/import/to-network/to-network.js';
import { checkNetwork } from '../../../generator/model/check-network.js';
import type { FloatNetwork } from '../../../generator/model/float-model.js';
import { floatScores as referenceScores } from '../../../generator/model/float-network.js';
import { arithmeticOf } from '../../../generator/model/nodes/nodes.js';
import { ranges } from '../../../generator/model/ranges.js';
import { ends, type Node } from '../../../generator/network/network.js';
import { quantise } from '../../../generator/quantise/recipe/recipe.js';
import { assertExact, simulationOf } from '../../../generator/quantise/simulation.js';
import { stepsOf } from '../../../generator/quantise/steps.js';
import { UserError } from '../../../generator/support/errors.js';
import { random } from '../../../generator/support/random.js';
import { loadBackend } from '../../../generator/train/backend.js';
import { floatScores } from '../../../generator/train/loop.js';
import { toInput } from '../../../generator/train/real-input.js';
import { graphs } from '../../import/lower/graphs.js';

const backend = await loadBackend();
const [CHANNELS, SAMPLES] = [2, 12];
const input = { samples: SAMPLES, channels: CHANNELS, sampleRateHz: 1, codeBits: 8, zero: 128, shift: 0, bits: 8 };
const rng = random(5);
const fragments = Array.from({ length: 6 }, (_, i) => ({
  codes: Array.from({ length: CHANNELS * SAMPLES }, () => rng.integer(0, 255)),
  group: 'g',
  name: `${i}`,
}));
const set = signalSet('random', { samples: SAMPLES, channels: CHANNELS, codeBits: 8 }, fragments);

/** A network of random nodes with random weights; null: it is refused. */
function networkOf(graph: LayerGraph): FloatNetwork | null {
  try {
    const { layers, per } = toNetwork('x', lower(graph));
    const classes = Array.from({ length: ends({ layers })[0]!.outChannels }, (_, c) => `class ${c}`);
    return { name: 'x', classes, input, inputScale: 1 / 64, layers, ...(per && { per }) };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

const has = ({ layers }: { layers: readonly Node[] }, kind: Node['kind']) => layers.some((node) => node.kind === kind);

test('training computes the streams of any network as the reference does', () => {
  let joined = 0;
  fc.assert(
    fc.property(graphs, (graph) => {
      const network = networkOf(graph);
      if (network === null) return;
      if (has(network, 'add') || has(network, 'concat')) joined++;
      floatScores(backend, network, set).forEach((scores, i) => {
        const seen = toInput(fragments[i]!.codes, network);
        const byChannel = Float64Array.from(
          seen,
          (_, at) => seen[(at % SAMPLES) * CHANNELS + Math.floor(at / SAMPLES)]!,
        );
        const wanted = referenceScores(network, byChannel);
        const largest = Math.max(1, ...wanted.map(Math.abs));
        expect(scores).toHaveLength(wanted.length);
        scores.forEach((score, at) => {
          expect(Math.abs(score - wanted[at]!) / largest).toBeLessThan(1e-4);
        });
      });
    }),
    { numRuns: 150 },
  );
  expect(joined).toBeGreaterThan(20);
});

const RECIPE = { name: 'r', structure: { kind: 'kernelwise' }, maxBits: 3, alphaBits: 8, activationBits: 8 } as const;

test('a quantised network is in training, score for score, what the interpreter computes', () => {
  let [done, signed, steps] = [0, 0, 0];
  fc.assert(
    fc.property(graphs, (graph) => {
      const network = networkOf(graph);
      if (network === null) return;
      const integer = quantise(network, RECIPE, set);
      expect(checkNetwork(integer)).toEqual([]);
      const range = ranges(integer);
      const own = stepsOf(integer, -6);
      for (const node of integer.layers) {
        const from = node.from.map((edge) => range.get(edge)!);
        // float32 holds sums below 2^24 exactly.
        for (const { min, max } of arithmeticOf(node).sums(node, from)) if (Math.max(-min, max) >= 2 ** 24) return;
        if (node.kind === 'concat') expect(new Set(node.from.map((edge) => own.get(edge))).size).toBe(1);
        if (node.kind === 'add') for (const bits of node.align) expect(bits).toBeLessThanOrEqual(12);
      }
      done++;
      if (integer.per === 'step') steps++;
      if (integer.layers.some((node) => node.kind !== 'concat' && node.activation === 'none')) signed++;
      assertExact(backend, integer, simulationOf(integer, network.inputScale), set);
    }),
    { numRuns: 200 },
  );
  for (const count of [done, signed, steps]) expect(count).toBeGreaterThan(30);
});
