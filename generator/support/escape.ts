/**
 * Names of the user's classes as they stand in what bitbeat writes: one function for each language. In JSON it is
 * `JSON.stringify`, in messages `printable`, and pictures are escaped by vega. A class name is printable ASCII; names of
 * models, designs, layers, records and fragments are held to letters, digits and a few signs where they are read, so
 * that nothing of the user's reaches comments, shells or names of files as anything else.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** What would end the line, steer a terminal or turn the reading direction, as `\u202e`. */
const visible = (text: string) => text.replace(CONTROL, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text of Markdown, also in the cell of a table. */
export const markdownText = (text: string) =>
  visible(text)
    .replace(/[&<>]/g, (c) => ENTITIES[c]!)
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    // At its beginning these would make a list, a heading or a line; behind the digits of a number too.
    .replace(/^(\d*)([-=.:])/, '$1\\$2');

/**
 * String literal of C and C++. Trigraphs (`??/` is a backslash to some compilers) cannot come about, and what is not ASCII
 * stands as the octal bytes of its UTF-8, which end after three digits whatever follows.
 */
export function cString(text: string): string {
  const characters = [...Buffer.from(text, 'utf8')].map((byte) => {
    const c = String.fromCharCode(byte);
    if (c === '"' || c === '\\' || c === '?') return `\\${c}`;
    return byte >= 0x20 && byte < 0x7f ? c : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${characters.join('')}"`;
}
