import { type Problem, UserError } from '../support/errors.js';

/** A part of a document that a command writes, between two lines of comment. */
export interface Block {
  begin: string;
  end: string;
  /** What stands there, for messages. */
  what: string;
}

/** The document with the text of its block replaced. Throws UserError unless both lines are there, each once, in this order. */
export function replaceBlock(document: string, where: string, { begin, end, what }: Block, text: string): string {
  const lines = document.split('\n');
  const places = (line: string) => lines.flatMap((own, i) => (own.trim() === line ? [i] : []));
  const marks = { begin: places(begin), end: places(end) };
  const [first, last] = [marks.begin[0], marks.end[0]];
  if (first === undefined || last === undefined || last < first)
    throw new UserError({
      where,
      message: `has no place for ${what}`,
      allowed: `a line ${begin} and a later line ${end}`,
    });
  const twice = Object.values(marks).flatMap((at): Problem[] =>
    at.length === 1
      ? []
      : [
          {
            where,
            message: `has more than one place for ${what}`,
            value: `lines ${at.map((i) => i + 1).join(', ')}`,
            allowed: `one line ${lines[at[0]!]!.trim()}`,
          },
        ],
  );
  if (twice.length > 0) throw new UserError(twice);
  return [...lines.slice(0, first + 1), text, ...lines.slice(last)].join('\n');
}
