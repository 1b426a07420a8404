/*
 * Plain text of the program, as its help prints it, in Markdown: flags, paths and what stands in angle brackets are code, and nothing of
 * it is taken for markup.
 */

const CODE =
  /(?<![`\w/.-])(?:--[a-z][\w-]*|[\w./*-]*<[\w|./-]+>[\w./*-]*|(?:build|configs|docs|models|sim)\/[\w./*-]*\w\/?)/g;

/** Text of a paragraph or of a cell. */
export function proseText(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : plainText(part)))
    .join('');
}

function plainText(text: string): string {
  let at = 0;
  let out = '';
  for (const { 0: code, index } of text.matchAll(CODE)) {
    out += `${escaped(text.slice(at, index))}\`${code}\``;
    at = index + code.length;
  }
  return out + escaped(text.slice(at));
}

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/(?<=\s|^|\w|\()[*_](?=\S)/g, '\\$&');

/** `a`, `b` or `c`, as code. */
export function inWords(values: readonly string[]): string {
  const code = values.map((value) => `\`${value}\``);
  return code.length < 2 ? code.join('') : `${code.slice(0, -1).join(', ')} or ${code.at(-1)}`;
}
