import { joined } from '../../data/signal-set.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { argmax, Interpreter } from '../../model/interpreter.js';
import { codesPerWindow } from '../../network/input.js';
import { simulationOf } from '../../quantise/simulation.js';
import type { Backend } from '../../train/backend.js';
import { floatScores } from '../../train/loop.js';
import type { Classify } from './sliding.js';

/** By the reference of the hardware, window by window: milliseconds each. */
export function interpreting(model: IntegerNetwork): Classify {
  const interpreter = new Interpreter(model);
  return (windows) => windows.map((codes) => interpreter.classify(codes));
}

/** Windows that are classified by the interpreter too: one in so many. */
const COMPARED = 500;

/**
 * By the same network in the training's arithmetic, whose sums are exact: the same classes, many times as fast. One window in 500 is
 * classified by the interpreter too.
 *
 * @throws Error when the two differ
 */
export function simulating(backend: Backend, integer: IntegerNetwork): Classify {
  // Scores are the interpreter's times a power of two, whichever the input's step is.
  const { model, activations } = simulationOf(integer, 1);
  const interpreter = new Interpreter(integer);
  const { samples, channels } = integer.input;
  let seen = 0;
  return (windows) => {
    if (windows.length === 0) return [];
    if (windows.some((codes) => codes.length !== codesPerWindow(integer.input))) throw new RangeError('another window');
    const set = {
      inputs: [{ samples, channels, codes: joined(windows) }] as const,
      names: windows.map((_, i) => `${i}`),
    };
    const classes = floatScores(backend, model, set, 50, activations).map(argmax);
    windows.forEach((codes, i) => {
      if (seen++ % COMPARED === 0 && interpreter.classify(codes) !== classes[i])
        throw new Error(
          `${integer.name}: the class of a window differs between the training's arithmetic and the interpreter`,
        );
    });
    return classes;
  };
}
