/** Moments of AMSGrad (Reddi et al., 2018) of a list of values. */
export interface Moments {
  first: Float32Array;
  second: Float32Array;
  /** Largest second moment so far. */
  largest: Float32Array;
}

export const BETA1 = 0.9;
export const BETA2 = 0.999;
export const EPSILON = 1e-8;

export function zeroMoments(length: number): Moments {
  return { first: new Float32Array(length), second: new Float32Array(length), largest: new Float32Array(length) };
}

export function addGradient(moments: Moments, gradient: ArrayLike<number>): void {
  const { first, second, largest } = moments;
  for (let i = 0; i < first.length; i++) {
    const g = gradient[i]!;
    first[i] = BETA1 * first[i]! + (1 - BETA1) * g;
    const v = BETA2 * second[i]! + (1 - BETA2) * g * g;
    second[i] = v;
    if (v > largest[i]!) largest[i] = v;
  }
}

/** The loss around the current weights: a step d changes it by G.d + d.H.d / 2; the least of it is d = -G/H. */
export interface LocalModel {
  /** Pseudo gradient G = learning rate * first / (1 - beta1^step). */
  gradient: Float64Array;
  /** Diagonal of the pseudo Hessian, H = (sqrt(largest) + epsilon) / sqrt(1 - beta2^step). */
  hessian: Float64Array;
}

export function zeroLocalModel(length: number): LocalModel {
  return { gradient: new Float64Array(length), hessian: new Float64Array(length) };
}

/** Fills `local` in. `step`: gradients seen, from 1. */
export function setLocalModel(local: LocalModel, moments: Moments, step: number, learningRate: number): void {
  const { gradient, hessian } = local;
  const { first, largest } = moments;
  const ofFirst = learningRate / (1 - BETA1 ** step);
  const ofSecond = 1 / Math.sqrt(1 - BETA2 ** step);
  for (let i = 0; i < first.length; i++) {
    gradient[i] = ofFirst * first[i]!;
    hessian[i] = (Math.sqrt(largest[i]!) + EPSILON) * ofSecond;
  }
}

/** One AMSGrad step of `values`, in place: to the least of the local model. */
export function amsgradStep(
  values: Float64Array,
  moments: Moments,
  gradient: ArrayLike<number>,
  step: number,
  learningRate: number,
): void {
  addGradient(moments, gradient);
  const { first, largest } = moments;
  const ofFirst = learningRate / (1 - BETA1 ** step);
  const ofSecond = 1 / Math.sqrt(1 - BETA2 ** step);
  for (let i = 0; i < values.length; i++)
    values[i]! -= (ofFirst * first[i]!) / ((Math.sqrt(largest[i]!) + EPSILON) * ofSecond);
}
