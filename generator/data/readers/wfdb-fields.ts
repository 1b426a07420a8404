/** A number as strtod takes it: `360`, `360.`, `.5`, `+3.6e2`. */
export const NUMBER = '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?';
const WHOLE = new RegExp(`^${NUMBER}$`);

/** What takes note of a field that cannot be read. */
export type Refuse = (field: string, message: string, value: string, allowed?: string, fix?: string) => void;

/** Whether a text is a number. */
export const isNumber = (text: string) => WHOLE.test(text);

/** The whole number that a text stands for (`1024.0` is one); undefined if it is none. */
export function whole(text: string): number | undefined {
  const value = WHOLE.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}
