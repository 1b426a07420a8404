import { templateOf } from '../../emit/names.js';

/**
 * What Verilator counts, one point for a place in the source: a branch or block of statements (`line`), or one bit of a
 * signal that changes (`toggle`). The counts of all instances of a module, whatever their parameters, are added up.
 */
export interface Point {
  /** Hand-written module, by the name of its template; others by their own. */
  module: string;
  kind: 'line' | 'toggle';
  line: number;
  /** `if`, `else`, `case`, ... or the signal with its bit. */
  what: string;
  count: number;
}

/** Points by what they are of. */
export type Coverage = Map<string, Point>;

/** Adds the counts of a `coverage.dat` that Verilator wrote; files outside `rtl/` are not of the datapath. Throws Error on another format. */
export function addCounts(coverage: Coverage, text: string): void {
  if (!text.startsWith('# SystemC::Coverage-3')) throw new Error('not a coverage file of Verilator');
  for (const [, described, count] of text.matchAll(/^C '(.*)' (\d+)$/gm)) {
    const fields = new Map(
      described!
        .split('\u0001')
        .filter((field) => field !== '')
        .map((field) => field.split('\u0002') as [string, string]),
    );
    const [file, page] = [fields.get('f'), fields.get('page')];
    const own = /^rtl\/(\w+)\.v$/.exec(file ?? '')?.[1];
    if (own === undefined || page === undefined) continue;
    const module = templateOf(own);
    const kind = page.startsWith('v_toggle') ? 'toggle' : 'line';
    const line = Number(fields.get('l'));
    const what = fields.get('o')!;
    const key = `${kind} ${module}:${line}:${fields.get('n')} ${what}`;
    const before = coverage.get(key);
    if (before === undefined) coverage.set(key, { module, kind, line, what, count: Number(count) });
    else before.count += Number(count);
  }
}

/** A place that is known not to be reached, and why. */
export interface Waiver {
  module: string;
  /** Text of the source line, spaces at its ends left out. */
  text: string;
  /** Of the point; `*`: any. */
  what: string;
  reason: string;
}

/** One waiver a line, `module | what | source line | reason`; empty lines and those from # on are left out. */
export function parseWaivers(text: string, where: string): Waiver[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const parts = line.split(' | ').map((part) => part.trim());
    if (parts.length !== 4 || parts.includes(''))
      throw new Error(`${where}:${i + 1}: not "module | what | source line | reason"`);
    const [module, what, source, reason] = parts as [string, string, string, string];
    return [{ module, what, text: source, reason }];
  });
}

export interface Uncovered extends Point {
  /** Source line. */
  text: string;
  /** Reason of its waiver; null: none. */
  waived: string | null;
}

/** Line points never reached, in the order of their places. `sources`: text of each module. */
export function uncoveredLines(
  coverage: Coverage,
  sources: ReadonlyMap<string, string>,
  waivers: readonly Waiver[],
): Uncovered[] {
  return [...coverage.values()]
    .filter(({ kind, count }) => kind === 'line' && count === 0)
    .map((point) => {
      const text = sources.get(point.module)!.split('\n')[point.line - 1]!.trim();
      const waiver = waivers.find(
        (w) => w.module === point.module && w.text === text && (w.what === '*' || w.what === point.what),
      );
      return { ...point, text, waived: waiver?.reason ?? null };
    })
    .sort((a, b) => (a.module === b.module ? a.line - b.line : a.module < b.module ? -1 : 1));
}
