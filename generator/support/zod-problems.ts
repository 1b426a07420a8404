import type { z } from 'zod';
import type { Problem } from './errors.js';
import { nearest } from './nearest.js';

type Path = readonly PropertyKey[];

/** `['layers', 2, 'kernel']` as `layers[2].kernel`. */
export function printPath(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

/** What a zod schema found wrong with `given`, as our problems; `path` is where `given` lies inside the file `where`. */
export function zodProblems(where: string, error: z.ZodError, given: unknown, path: Path = []): Problem[] {
  return error.issues.filter(isOwn).flatMap((issue) => {
    const at = [...path, ...issue.path];
    const field = printPath(at);
    const value = valueAt(given, issue.path);
    const found = value === undefined ? {} : { value };
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          where,
          field: printPath([...at, key]),
          message: 'unknown field',
          ...suggest(nearestMissing(key, given, issue.path, error)),
        }));
      case 'too_small':
        return { where, field, message: 'too small', ...found, ...bound(issue, issue.minimum, 'more') };
      case 'too_big':
        return { where, field, message: 'too large', ...found, ...bound(issue, issue.maximum, 'less') };
      case 'not_multiple_of':
        return { where, field, message: 'no multiple', ...found, allowed: `multiples of ${issue.divisor}` };
      case 'invalid_value':
        return { where, field, ...oneOf(value, issue.values) };
      case 'invalid_union':
        if (issue.errors.length === 0) return { where, field, ...oneOf(value, optionsOf(issue)) };
        return unionProblems(where, issue.errors, value, at);
      case 'invalid_type':
        if (value === undefined) return { where, field, message: 'missing field', allowed: typeName(issue.expected) };
        if (typeof value === 'number' && !Number.isFinite(value))
          return { where, field, message: 'no finite number', value: `${value}`, allowed: typeName(issue.expected) };
        return { where, field, message: 'wrong type', ...found, allowed: typeName(issue.expected) };
      case 'custom':
        return { where, field, message: issue.message, ...found, ...told(issue) };
      default:
        return { where, field, message: issue.message, ...found };
    }
  });
}

type Issue = z.core.$ZodIssue;

/** zod itself bounds whole numbers; where the schema has a bound too, that one is to be told. */
function isOwn(issue: Issue, _: number, all: readonly Issue[]): boolean {
  const general = (issue.code === 'too_big' || issue.code === 'too_small') && 'note' in issue;
  return !general || !all.some((other) => other !== issue && printPath(other.path) === printPath(issue.path));
}

/** A bound of a number, or of the length of a text or a list. No number is the nearest to a bound that is not allowed itself. */
function bound(
  { origin, inclusive = true, exact = false }: { origin: string; inclusive?: boolean; exact?: boolean },
  limit: number | bigint,
  way: 'more' | 'less',
): Pick<Problem, 'allowed' | 'fix'> {
  if (origin === 'number' || origin === 'int')
    return inclusive ? { allowed: `${limit} or ${way}`, fix: `${limit}` } : { allowed: `${way} than ${limit}` };
  const what = origin === 'string' ? 'characters' : 'entries';
  return { allowed: exact ? `exactly ${limit} ${what}` : `${limit} ${what} or ${way}` };
}

/** A value that is none of those that are known. */
function oneOf(value: unknown, values: readonly unknown[]): Omit<Problem, 'where'> {
  const allowed = values.map(String).join(', ');
  if (value === undefined) return { message: 'missing field', allowed };
  const numbers = values.filter((known) => typeof known === 'number');
  const near =
    typeof value === 'number' && numbers.length > 0
      ? `${numbers.reduce((best, known) => (Math.abs(known - value) < Math.abs(best - value) ? known : best))}`
      : nearest(String(value), values.map(String));
  return { message: 'not one of the known values', value, allowed, ...suggest(near) };
}

/** Of several forms of an object the field that tells them apart names all. */
function optionsOf(issue: Issue): readonly unknown[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
}

/** Several forms: all values of one kind at once, else the form that fits best, which is probably meant. */
function unionProblems(where: string, forms: readonly Issue[][], value: unknown, at: Path): Problem[] {
  const field = printPath(at);
  const whole = forms.flatMap((issues) => issues.filter(({ path }) => path.length === 0));
  if (
    forms.every((issues) => issues.length === 1 && issues[0]!.code === 'invalid_value' && issues[0]!.path.length === 0)
  )
    return [
      {
        where,
        field,
        ...oneOf(
          value,
          whole.flatMap((issue) => ('values' in issue ? issue.values : [])),
        ),
      },
    ];
  // Values of several kinds, and none of them.
  const scalar = forms.every((issues) =>
    issues.every(({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')),
  );
  if (scalar) {
    const kinds = whole.flatMap((issue) =>
      issue.code === 'invalid_type' ? [typeName(issue.expected)] : 'values' in issue ? issue.values.map(String) : [],
    );
    const allowed = [...new Set(kinds)].join(', or ');
    if (value === undefined) return [{ where, field, message: 'missing field', allowed }];
    return [{ where, field, message: 'none of the known forms', value, allowed }];
  }
  const ranked = [...forms].sort((a, b) => weight(a) - weight(b));
  const best = ranked.filter((issues) => weight(issues) === weight(ranked[0]!));
  const missing = best.map((issues) => missingFields(issues, value));
  if (best.length > 1 && missing.every((names) => names !== null))
    return [
      {
        where,
        field,
        message: 'none of the known forms',
        ...(value !== undefined && { value }),
        allowed: forms
          .map((issues) => missingFields(issues, value))
          .flatMap((names) => (names === null ? [] : [names.join(' and ')]))
          .join('; or '),
      },
    ];
  return zodProblems(where, { issues: ranked[0]! } as unknown as z.ZodError, value, at);
}

/** How far a form is off: every field that is wrong, missing or unknown counts. */
function weight(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

/** The fields that a form lacks, where nothing of it is there; null: something is, or something else is wrong. */
function missingFields(issues: readonly Issue[], value: unknown): string[] | null {
  const known = issues.filter(({ code }) => code !== 'unrecognized_keys');
  const missing = known.filter(({ path }) => path.length === 1 && valueAt(value, path) === undefined);
  return missing.length > 0 && missing.length === known.length ? missing.map(({ path }) => String(path[0])) : null;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  ...{ int: 'a whole number', number: 'a number', string: 'a text', boolean: 'true or false' },
  ...{ array: 'a list', tuple: 'a list', object: 'an object', record: 'an object' },
};

/** What a type is called in messages. */
const typeName = (type: string) => TYPE_NAMES[type] ?? type;

/** What a check of our own says is allowed, and what mends it. */
function told({ params }: z.core.$ZodIssueCustom): Pick<Problem, 'allowed' | 'fix'> {
  const { allowed, fix } = params ?? {};
  return { ...(typeof allowed === 'string' && { allowed }), ...(typeof fix === 'string' && { fix }) };
}

const suggest = (fix: string | undefined) => (fix === undefined ? {} : { fix });

/** The missing field of the same object that an unknown one probably stands for. */
function nearestMissing(key: string, given: unknown, path: Path, error: z.ZodError): string | undefined {
  const missing = error.issues.filter((i) => i.path.length === path.length + 1 && valueAt(given, i.path) === undefined);
  const names = missing.filter((i) => path.every((part, at) => part === i.path[at])).map((i) => String(i.path.at(-1)));
  return nearest(key, names) ?? 'remove it';
}

function valueAt(given: unknown, path: Path): unknown {
  let value = given;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[part];
  return value;
}
