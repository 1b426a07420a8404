/** A share as percent with one decimal. */
export const percent = (share: number) => (100 * share).toFixed(1);

/** Mean and standard deviation, or mean and standard error, in percent with one decimal. */
export const plusMinus = (mean: number, deviation: number) => `${percent(mean)} +- ${percent(deviation)}`;
