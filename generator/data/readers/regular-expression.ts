import { z } from 'zod';

/** A regular expression of JavaScript. */
export const regularExpression = z
  .string()
  .min(1)
  .refine(isRegularExpression, {
    message: 'not a regular expression',
    params: { allowed: 'a regular expression of JavaScript' },
  });

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
