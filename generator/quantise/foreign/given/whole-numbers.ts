import { TOLERANCE_ULPS, ulp32 } from '../../recover/recover.js';

/** Numbers as whole multiples of a step. */
export interface Whole {
  /** 0 where all numbers are. */
  step: number;
  numbers: number[];
}

/** The largest step of which all values are whole multiples, to float32, none beyond `most`; null: there is none. */
export function wholeNumbers(values: readonly number[], most: number): Whole | null {
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  if (largest === 0) return { step: 0, numbers: values.map(() => 0) };
  const tolerance = TOLERANCE_ULPS * ulp32(largest);
  for (let steps = 1; steps <= most; steps++) {
    const step = largest / steps;
    const isWhole = (value: number) => Math.abs(value - step * Math.round(value / step)) <= tolerance;
    if (values.every(isWhole)) return { step, numbers: values.map((value) => Math.round(value / step)) };
  }
  return null;
}
