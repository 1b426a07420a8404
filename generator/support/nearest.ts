/** Levenshtein distance: the fewest insertions, deletions and replacements that turn one text into the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The choice that looks most like `text`, however little; undefined of none. */
export function closest(text: string, choices: readonly string[]): string | undefined {
  const cost = (choice: string) => distance(text.toLowerCase(), choice.toLowerCase());
  return [...choices].sort((a, b) => cost(a) - cost(b))[0];
}

/** The choice that looks most like `text`, or undefined if none shares at least half of its letters; for `fix` of a Problem. */
export function nearest(text: string, choices: readonly string[]): string | undefined {
  const best = closest(text, choices);
  const cost = best === undefined ? 0 : distance(text.toLowerCase(), best.toLowerCase());
  return best !== undefined && cost <= Math.max(text.length, best.length) / 2 ? best : undefined;
}
