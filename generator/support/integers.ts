export const ceilDivide = (a: number, b: number) => Math.ceil(a / b);

/** Smallest power of two that is not below `n`. */
export const powerOfTwoFrom = (n: number) => 2 ** Math.ceil(Math.log2(Math.max(1, n)));

export const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
