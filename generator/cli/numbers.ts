import { InvalidArgumentError } from 'commander';

/** Parser of a flag that counts what is to be done. None of it would be a check that passes because nothing ran. */
export function wholeNumber(least: number, most = 999_999_999): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,9}$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`not a whole number from ${least} to ${most}.`);
    return value;
  };
}
