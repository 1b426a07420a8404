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
  return error.issues.flatMap((issue) => {
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
        return {
          where,
          field,
          message: 'too small',
          ...found,
          allowed: `${issue.minimum} or more`,
          fix: `${issue.minimum}`,
        };
      case 'too_big':
        return {
          where,
          field,
          message: 'too large',
          ...found,
          allowed: `${issue.maximum} or less`,
          fix: `${issue.maximum}`,
        };
      case 'invalid_value': {
        const values = issue.values.map(String);
        return {
          where,
          field,
          message: 'not one of the known values',
          ...found,
          allowed: values.join(', '),
          ...suggest(nearest(String(value), values)),
        };
      }
      case 'invalid_union': {
        // Of several forms the one that fits best is probably meant.
        const [best] = issue.errors.map((issues) => ({ issues })).sort((a, b) => a.issues.length - b.issues.length);
        if (best === undefined) return { where, field, message: issue.message, ...found };
        return zodProblems(where, best as z.ZodError, value, at);
      }
      case 'invalid_type':
        if (value === undefined) return { where, field, message: 'missing field', allowed: issue.expected };
        return { where, field, message: 'wrong type', ...found, allowed: issue.expected };
      case 'custom':
        return { where, field, message: issue.message, ...found, ...told(issue) };
      default:
        return { where, field, message: issue.message, ...found };
    }
  });
}

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
