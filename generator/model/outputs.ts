import { type Output, outputsOf } from '../network/task.js';
import type { IntegerNetwork } from './integer-model.js';

/** An output, and the network as if it had this one alone; its scores are `ownScores`. */
export interface OutputModel {
  output: Output;
  model: IntegerNetwork;
}

/** The outputs of a network, each by itself: what is said of one output is said of these. */
export const outputModels = (model: IntegerNetwork): OutputModel[] =>
  outputsOf(model).map((output) => {
    const layers = model.layers.map((node, i) =>
      i < model.layers.length - 1 || node.kind === 'concat'
        ? node
        : { ...node, scaleLog2: node.scaleLog2 + (output.scaleLog2 ?? 0) },
    );
    return { output, model: { ...model, layers, classes: [...output.classes], task: output.task } };
  });

/** The output's own scores of all. */
export const ownScores = ({ first, count }: Output, scores: ArrayLike<number>): number[] =>
  Array.from({ length: count }, (_, i) => scores[first + i]!);
