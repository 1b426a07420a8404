/**
 * Adam (Kingma and Ba, 2015) on plain arrays. Not TensorFlow.js's own: its state is not readable in a way that makes an
 * interrupted training resume bit for bit.
 */
export interface AdamState {
  /** Steps done. */
  step: number;
  /** First and second moments, shaped as the parameters. */
  first: Float32Array[];
  second: Float32Array[];
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

export function initialAdam(parameters: readonly Float32Array[]): AdamState {
  const zeros = () => parameters.map((p) => new Float32Array(p.length));
  return { step: 0, first: zeros(), second: zeros() };
}

/** One step, in place. */
export function adamStep(
  state: AdamState,
  parameters: readonly Float32Array[],
  gradients: readonly Float32Array[],
  learningRate: number,
): void {
  state.step++;
  const rate = (learningRate * Math.sqrt(1 - BETA2 ** state.step)) / (1 - BETA1 ** state.step);
  parameters.forEach((parameter, p) => {
    const gradient = gradients[p]!;
    const first = state.first[p]!;
    const second = state.second[p]!;
    for (let i = 0; i < parameter.length; i++) {
      const g = gradient[i]!;
      first[i] = BETA1 * first[i]! + (1 - BETA1) * g;
      second[i] = BETA2 * second[i]! + (1 - BETA2) * g * g;
      parameter[i] = parameter[i]! - (rate * first[i]!) / (Math.sqrt(second[i]!) + EPSILON);
    }
  });
}
