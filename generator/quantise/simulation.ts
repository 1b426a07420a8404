import { type SignalSet, windowCodes } from '../data/signal-set.js';
import type { FloatNetwork, FloatNode } from '../model/float-model.js';
import type { IntegerNetwork, IntegerNode } from '../model/integer-model.js';
import { Interpreter } from '../model/interpreter.js';
import { integerWeights } from '../model/weights.js';
import type { Backend } from '../train/backend.js';
import { floatScores } from '../train/loop.js';
import type { Activation } from '../train/network.js';
import type { LayerGrid } from './grid.js';
import { scoreLog2 } from './steps.js';
import { gridsOf, quantiserOf } from './to-integer.js';

/** An integer network in the training's arithmetic: real weights on their grids, and the quantisers between layers. */
export interface Simulation {
  model: FloatNetwork;
  activations: Activation[];
}

/** A node with real numbers; of a convolution they lie on its grid. */
const REAL: { [K in IntegerNode['kind']]: (node: Extract<IntegerNode, { kind: K }>, grid: LayerGrid) => FloatNode } = {
  convolution(node, { alphaLog2 }) {
    const { structure: _s, alphaBits: _a, bitwidths: _b, alphas: _al, signs: _si, requant: _r, ...layer } = node;
    const { scaleLog2, bias, ...shape } = layer;
    return {
      ...shape,
      weights: Float32Array.from(integerWeights(node), (w) => w * 2 ** alphaLog2),
      bias: Float32Array.from(bias, (b) => b * 2 ** scaleLog2),
    };
  },
  add({ align: _align, requant: _requant, scaleLog2: _scaleLog2, ...shape }) {
    return shape;
  },
  concat: (node) => node,
};

/** What computes, in float32, the same as the integer model. `inputScale`: real value of one input step, a power of two. */
export function simulationOf(model: IntegerNetwork, inputScale: number): Simulation {
  const grids = gridsOf(model, inputScale);
  let next = 0;
  const layers = model.layers.map((node) => {
    const grid = node.kind === 'convolution' ? grids[next++] : undefined;
    return (REAL[node.kind] as (node: IntegerNode, grid?: LayerGrid) => FloatNode)(node, grid);
  });
  const { name, classes, input, per } = model;
  return {
    model: { name, classes, input, inputScale, layers, ...(per && { per }) },
    activations: model.layers.map(quantiserOf),
  };
}

/**
 * Proves on fragments that what was trained is what hardware will compute: every score of the simulation is the
 * interpreter's times 2^scaleLog2, exactly.
 *
 * @throws Error that names the first fragment and class that differ
 */
export function assertExact(
  backend: Backend,
  integer: IntegerNetwork,
  { model, activations }: Simulation,
  set: SignalSet,
): void {
  const step = 2 ** scoreLog2(integer);
  const interpreter = new Interpreter(integer);
  floatScores(backend, model, set, 50, activations).forEach((scores, i) => {
    interpreter.scores(windowCodes(set, i)).forEach((expected, c) => {
      if (scores[c] !== expected * step)
        throw new Error(
          `${integer.name} is not what was trained: score of ${integer.classes[Math.floor((c * integer.classes.length) / scores.length)]} for ${set.names[i]} is ${scores[c]} in the ` +
            `training's arithmetic, ${expected * step} in the hardware's`,
        );
    });
  });
}
