import type * as TensorFlow from '@tensorflow/tfjs';
import type { FloatNetwork } from '../model/float-model.js';
import type { Batch } from './batch.js';
import { forward } from './forward.js';
import { parameterShapes, toParameters } from './network.js';
import type { Tf } from './tensorflow.js';

/** How much of the loss a teacher has: (1 - weight) * cross entropy + weight * temperature^2 * KL(teacher || student). */
export interface TeacherShare {
  weight: number;
  temperature: number;
  /** Of each score over the windows: the student is to give the teacher's scores themselves, in these units, and no probabilities. */
  spreads?: Float32Array;
}

/** Scores alone are learned, so targets say nothing. */
export const imitates = ({ weight, spreads }: TeacherShare) => spreads !== undefined && weight === 1;

/**
 * Networks whose knowledge is handed on (Hinton, Vinyals and Dean, 2015): the mean of their softened probabilities
 * softmax(scores / temperature), on the same augmented batch that the student sees. Holds tensors until `dispose`.
 */
export class Teacher {
  readonly #networks: { model: FloatNetwork; parameters: TensorFlow.Tensor[] }[];

  constructor(
    readonly tf: Tf,
    models: readonly FloatNetwork[],
    readonly share: TeacherShare,
  ) {
    this.#networks = models.map((model) => {
      const shapes = parameterShapes(model.layers);
      return { model, parameters: toParameters(model.layers).map((p, i) => tf.tensor(p, shapes[i]!)) };
    });
  }

  /** Probabilities at the temperature, or scores in units of their spreads; [fragment][class], flat. */
  answers({ size, inputs }: Batch): Float32Array {
    const { temperature, spreads } = this.share;
    const all = this.#networks.map(({ model, parameters }) => {
      let scores = new Float32Array();
      this.tf.tidy(() => {
        const x = this.tf.tensor2d(inputs, [size, inputs.length / size]);
        scores = forward(this.tf, model.layers, parameters, x).dataSync() as Float32Array<ArrayBuffer>;
      });
      if (spreads !== undefined) return scores.map((score, i) => score / spreads[i % spreads.length]!);
      return softmaxRows(scores, model.classes.length, temperature);
    });
    return Float32Array.from(all[0]!, (_, i) => all.reduce((sum, p) => sum + p[i]!, 0) / all.length);
  }

  dispose(): void {
    for (const { parameters } of this.#networks) this.tf.dispose(parameters);
  }
}

/** softmax(scores / temperature) of every row of `classes` scores. */
export function softmaxRows(scores: Float32Array, classes: number, temperature: number): Float64Array {
  const out = new Float64Array(scores.length);
  for (let from = 0; from < scores.length; from += classes) {
    const row = scores.subarray(from, from + classes);
    const max = row.reduce((a, b) => Math.max(a, b));
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      out[from + c] = Math.exp((row[c]! - max) / temperature);
      sum += out[from + c]!;
    }
    for (let c = 0; c < classes; c++) out[from + c]! /= sum;
  }
  return out;
}
