import { type SignalSet, windowCodes } from '../data/signal-set.js';
import type { FloatModel } from '../model/float-model.js';
import type { IntegerModel } from '../model/integer-model.js';
import { Interpreter } from '../model/interpreter.js';
import { integerWeights } from '../model/weights.js';
import { ends } from '../network/network.js';
import type { Backend } from '../train/backend.js';
import { floatScores } from '../train/loop.js';
import type { Activation } from '../train/network.js';
import { gridsOf } from './to-integer.js';

/** An integer network in the training's arithmetic: real weights on their grids, and the quantisers between layers. */
export interface Simulation {
  model: FloatModel;
  activations: Activation[];
}

/** What computes, in float32, the same as the integer model. `inputScale`: real value of one input step, a power of two. */
export function simulationOf(model: IntegerModel, inputScale: number): Simulation {
  const grids = gridsOf(model, inputScale);
  const layers = model.layers.map(
    ({ name, kind, from, inChannels, outChannels, kernel, stride, padding, pool, ...layer }, i) => ({
      ...{ name, kind, from, inChannels, outChannels, kernel, stride, padding, pool },
      weights: Float32Array.from(integerWeights(model.layers[i]!), (w) => w * 2 ** grids[i]!.alphaLog2),
      bias: Float32Array.from(layer.bias, (b) => b * 2 ** layer.scaleLog2),
    }),
  );
  const { name, classes, input } = model;
  return { model: { name, classes, input, inputScale, layers }, activations: grids.map((g) => g.activation) };
}

/**
 * Proves on fragments that what was trained is what hardware will compute: every score of the simulation is the
 * interpreter's times 2^scaleLog2, exactly.
 *
 * @throws Error that names the first fragment and class that differ
 */
export function assertExact(
  backend: Backend,
  integer: IntegerModel,
  { model, activations }: Simulation,
  set: SignalSet,
): void {
  const step = 2 ** ends(integer)[0]!.scaleLog2;
  const interpreter = new Interpreter(integer);
  floatScores(backend, model, set, 50, activations).forEach((scores, i) => {
    interpreter.scores(windowCodes(set, i)).forEach((expected, c) => {
      if (scores[c] !== expected * step)
        throw new Error(
          `${integer.name} is not what was trained: score of ${integer.classes[c]} for ${set.names[i]} is ${scores[c]} in the ` +
            `training's arithmetic, ${expected * step} in the hardware's`,
        );
    });
  });
}
