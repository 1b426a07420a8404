/** What is wrong with a JSON text, and where: an offset in UTF-16 units. */
export interface JsonFault {
  at: number;
  message: string;
  allowed?: string;
  fix?: string;
}

/** Deepest nesting that is read: no file of ours has a tenth of it, and recursive readers stay within their stack. */
export const MAX_DEPTH = 100;

interface Level {
  /** Key -> where it stands; null for an array. */
  keys: Map<string, number> | null;
}

/**
 * Reads a text by RFC 8259 and finds what `JSON.parse` is silent about or words badly: a key twice, numbers beyond double
 * precision, nesting without end, comments, commas too many, names without quotes. Only the first fault of the form is found,
 * but all keys that stand twice.
 */
export function scanJson(text: string): JsonFault[] {
  const twice: JsonFault[] = [];
  const levels: Level[] = [];
  // What may come next: a value, a key, ':', or ',' with the closing bracket.
  let next: 'value' | 'key' | 'colon' | 'after' = 'value';
  let first = false; // nothing has come in this object or array, so it may be closed
  let at = 0;

  for (;;) {
    at = skipSpace(text, at);
    const c = text[at];
    if (levels.length === 0 && next === 'after') return c === undefined ? twice : [...twice, more(text, at)];
    if (c === undefined) return [...twice, { at, message: 'the text ends too early', allowed: 'a whole JSON text' }];
    const level = levels.at(-1);
    const close = level?.keys ? '}' : ']';
    if (level !== undefined && c === close && (next === 'after' || first)) {
      levels.pop();
      at++;
      [next, first] = ['after', false];
      continue;
    }
    if (c === '/' && (text[at + 1] === '/' || text[at + 1] === '*'))
      return [...twice, { at, message: 'a comment, which JSON does not have', fix: 'leave it out' }];
    switch (next) {
      case 'after':
        if (c !== ',') return [...twice, unexpected(text, at, `, or ${close}`)];
        at++;
        [next, first] = [level!.keys ? 'key' : 'value', false];
        break;
      case 'colon':
        if (c !== ':') return [...twice, unexpected(text, at, ':')];
        at++;
        next = 'value';
        break;
      case 'key': {
        const end = c === '"' ? stringEnd(text, at) : null;
        if (end === null) return [...twice, keyFault(text, at)];
        if (typeof end !== 'number') return [...twice, end];
        note(level!.keys!, JSON.parse(text.slice(at, end)) as string, at);
        at = end;
        [next, first] = ['colon', false];
        break;
      }
      case 'value': {
        if (c === '{' || c === '[') {
          levels.push({ keys: c === '{' ? new Map() : null });
          if (levels.length > MAX_DEPTH)
            return [...twice, { at, message: 'nested too deeply', allowed: `${MAX_DEPTH} levels or fewer` }];
          at++;
          [next, first] = [c === '{' ? 'key' : 'value', true];
          break;
        }
        const end = c === '"' ? stringEnd(text, at) : wordEnd(text, at);
        if (typeof end !== 'number') return [...twice, end];
        at = end;
        [next, first] = ['after', false];
      }
    }
  }

  function note(keys: Map<string, number>, key: string, where: number): void {
    const before = keys.get(key);
    if (before === undefined) keys.set(key, where);
    else
      twice.push({
        at: where,
        message: `the field ${JSON.stringify(key)} stands twice, first in ${place(text, before)}`,
        fix: 'leave one of them out',
      });
  }
}

/** Line and column, from 1. */
export function place(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return `line ${line}, column ${at - before.lastIndexOf('\n')}`;
}

const SPACE = new Set([' ', '\t', '\n', '\r']);

function skipSpace(text: string, at: number): number {
  let end = at;
  while (SPACE.has(text[end]!)) end++;
  return end;
}

/** Behind the string that begins at `at`. */
function stringEnd(text: string, at: number): number | JsonFault {
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) return i + 1;
    if (c < 0x20) return { at: i, message: 'a control character in a string', allowed: 'an escape such as \\n' };
    if (c !== 0x5c) continue;
    const escaped = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(i + 1, i + 6));
    if (escaped === null)
      return {
        at: i,
        message: 'an escape that JSON does not have',
        allowed: '\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
      };
    i += escaped[0].length;
  }
  return { at, message: 'a string without an end', allowed: 'a whole JSON text' };
}

/** Behind the number or word that begins at `at`. */
function wordEnd(text: string, at: number): number | JsonFault {
  const word = /^[^\s,:[\]{}"]*/.exec(text.slice(at, at + 400))![0];
  if (['true', 'false', 'null'].includes(word)) return at + word.length;
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) {
    if (Number.isFinite(Number(word))) return at + word.length;
    return { at, message: `the number ${word} is larger than double precision holds`, allowed: 'up to 1.79e308' };
  }
  if (word === '' && (text[at] === ']' || text[at] === '}'))
    return { at, message: `a comma or colon before ${text[at]}, without a value behind it`, fix: 'leave it out' };
  if (/^[+-]?(?:NaN|Infinity)$/.test(word))
    return { at, message: `${word} is no number of JSON`, allowed: 'a finite number' };
  return unexpected(text, at, 'a value: a number, a string in ", true, false, null, [ or {');
}

function keyFault(text: string, at: number): JsonFault {
  if (text[at] === '}') return { at, message: 'a comma before }, without a field behind it', fix: 'leave it out' };
  return unexpected(text, at, 'the name of a field in "');
}

function more(text: string, at: number): JsonFault {
  return { ...unexpected(text, at, 'the end of the text'), message: 'more text behind the end of the JSON text' };
}

function unexpected(text: string, at: number, allowed: string): JsonFault {
  return { at, message: `cannot be read from ${JSON.stringify(text.slice(at, at + 12))} on`, allowed };
}
