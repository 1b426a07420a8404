import type { Problem } from '../../support/errors.js';

/** A name that is in none of a file's: the one that is wished for, or that with a number. */
export type FreshName = (wish: string) => string;

/** @param taken names of the file; those that are given out join them */
export function freshNames(taken: Set<string>): FreshName {
  const next = new Map<string, number>();
  return (wish) => {
    let name = wish;
    let n = next.get(wish) ?? 2;
    for (; taken.has(name); n++) name = `${wish} (${n})`;
    next.set(wish, n);
    taken.add(name);
    return name;
  };
}

/** Problems of things of one `kind` that have no name, or one that is there twice. */
export function badNames(kind: string, names: readonly string[], where: string): Problem[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (seen.has(name) ? twice : seen).add(name);
  const nameless = seen.has('') ? [{ where, field: kind, message: 'has no name' }] : [];
  twice.delete('');
  return [
    ...nameless,
    ...[...twice].map((name) => ({ where, field: `${kind} ${name}`, message: 'a name that is there twice' })),
  ];
}
