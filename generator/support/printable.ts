/** Control and format characters, line separators, lone surrogates, and what no character is assigned to. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/** Shown of a text that is too long: its head and its tail. */
const TAIL = 20;

/**
 * A text of the user's as it may be printed in a line of a message: control characters, which could steer the terminal or
 * turn the reading direction, are written as escapes, and what is longer than `most` characters is cut in its middle.
 */
export function printable(text: string, max = 400): string {
  const shown =
    text.length <= max
      ? text
      : `${text.slice(0, max - TAIL)} ... (${text.length - max} characters) ... ${text.slice(-TAIL)}`;
  return shown.replace(UNPRINTABLE, escaped);
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const digits = character.codePointAt(0)!.toString(16);
  return SHORT[character] ?? (digits.length > 4 ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`);
}

/** A value as it may be printed in a line of a message: JSON, cut. */
export function printableValue(value: unknown, max = 120): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    // Nested deeper than the stack, or of a kind that JSON does not know.
    text = typeof value === 'object' ? 'a value that cannot be printed' : String(value);
  }
  return printable(text, max);
}
