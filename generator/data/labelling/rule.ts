import { z } from 'zod';
import type { Problem } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { BEATS, RHYTHMS } from '../readers/wfdb-annotations.js';
import { beatsIn, type Marks, rhythmShare } from './marks.js';

const text = z.string().min(1);
const symbols = z.array(text).min(1);
const share = z.number().min(0).max(1);

const labelCase = z
  .strictObject({
    class: text.describe('what such a window is'),
    rhythm: text.describe('as annotations name it, such as `(AFIB`'),
    above: share.optional().describe('share of the window in that rhythm that is not enough; left out: all of it is'),
    beats: symbols.optional().describe('symbols of all beats in the window; it has at least one, of any of them'),
    each: z.boolean().default(false).describe('each of `beats` occurs in the window'),
  })
  .refine(({ each, beats }) => !each || beats !== undefined, { path: ['each'], message: 'of no beats' });

/** How annotations give a window its class: the first case that holds; none: no class. */
export const ruleSchema = z
  .strictObject({
    start: text.optional().describe('rhythm before the first mark of one; none if left out'),
    cases: z.array(labelCase).min(1).describe('tried in this order; a window in which none holds has no class'),
  })
  .describe("from the annotations in a window to the window's class");

export type Rule = z.infer<typeof ruleSchema>;
type Case = Rule['cases'][number];

/** Class of samples [from, to) by the first case that holds; undefined: none does. */
export function classByRule({ cases }: Rule, marks: Marks, from: number, to: number): string | undefined {
  const beats = beatsIn(marks, from, to);
  return cases.find((one) => holds(one, marks, beats, from, to))?.class;
}

function holds(
  { rhythm, above, beats, each }: Case,
  marks: Marks,
  found: ReadonlySet<string>,
  from: number,
  to: number,
) {
  const part = rhythmShare(marks, rhythm, from, to);
  if (above === undefined ? part < 1 : part <= above) return false;
  if (beats === undefined) return true;
  if (found.size === 0 || [...found].some((symbol) => !beats.includes(symbol))) return false;
  return !each || beats.every((symbol) => found.has(symbol));
}

/**
 * What a rule names that there is not: classes, beat symbols, rhythms.
 *
 * @param present rhythms that occur in the data, besides those that PhysioNet lists
 */
export function ruleProblems(
  { start, cases }: Rule,
  where: string,
  classes: readonly string[],
  present: Iterable<string>,
): Problem[] {
  const rhythms = [...new Set([...RHYTHMS, ...present])];
  const unknown = (field: string, message: string, value: string, allowed: readonly string[]): Problem => {
    const fix = nearest(value, allowed);
    return { where, field: `options.rule.${field}`, message, value, allowed: allowed.join(' '), ...(fix && { fix }) };
  };
  const rhythm = (field: string, value: string | undefined) =>
    value === undefined || rhythms.includes(value)
      ? []
      : [unknown(field, 'no rhythm of the annotations', value, rhythms)];
  return [
    ...rhythm('start', start),
    ...cases.flatMap((one, i) => [
      ...(classes.includes(one.class)
        ? []
        : [unknown(`cases[${i}].class`, 'no class of the data set', one.class, classes)]),
      ...rhythm(`cases[${i}].rhythm`, one.rhythm),
      ...(one.beats ?? []).flatMap((symbol, b) =>
        BEATS.includes(symbol) ? [] : [unknown(`cases[${i}].beats[${b}]`, 'no symbol of a beat', symbol, [...BEATS])],
      ),
    ]),
  ];
}
