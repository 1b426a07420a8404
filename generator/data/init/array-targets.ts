import type { NpyArray } from '../../support/npy.js';
import { targetNames } from '../target-names.js';
import { classesOf, type Draft } from './draft.js';

/** Classes or targets of windows, and what was assumed of them. */
type Known = Pick<Draft, 'classes' | 'targets' | 'assumed'>;

/** Texts that lie beside the windows: names of classes or targets if they are as many. */
interface Names {
  /** Name of the array. */
  from: string;
  names: readonly string[];
}

/** So many numbers a window are of its steps; so many are if the window has as many samples. */
const STEPS = { all: 64, equal: 16 };

/** What an array says of windows: classes by name, by number, or by a 1 in their place; several labels; real values. */
export function knownOf(array: NpyArray | undefined, { samples }: Pick<Draft, 'samples'>, beside?: Names): Known {
  if (array === undefined) return { classes: [], assumed: [] };
  if (array.type === 'text') return { classes: classesOf(array.values) ?? [], assumed: [] };
  const { shape, values } = array;
  const [windows = 1, ...others] = shape;
  const [each = 1, ...more] = others.filter((n) => n !== 1);
  const said = `labels [${shape.join(', ')}]`;
  if (more.length > 0 || each >= STEPS.all || (each === samples && each >= STEPS.equal))
    return { classes: [], assumed: [`${said} are of each step, which are not read as yet: windows without targets`] };
  const present = [...values].filter(Number.isFinite);
  const missing = present.length < values.length;
  const whole = present.every(Number.isInteger);
  const found = whole && each === 1 ? classesOf(present.map(String)) : null;
  if (found !== null) return missing ? unlabelled(said) : ofNumbers(found, beside);
  const bits = present.every((value) => value === 0 || value === 1);
  if (bits && !missing && oneEach(values, windows, each)) {
    const { names, assumed } = namesOf('classes', each, '', beside);
    return { classes: names, assumed: ['a row of labels has a 1 in the place of its class', ...assumed] };
  }
  const [kind, word, what] = bits
    ? (['labels', 'label', '0 and 1'] as const)
    : (['values', 'value', whole ? 'whole numbers' : 'real values'] as const);
  const { names, assumed } = namesOf(kind, each, word, beside);
  return {
    classes: [],
    targets: { kind, names },
    assumed: [`${said} are ${what}, so targets are ${kind}`, ...assumed],
  };
}

const unlabelled = (said: string): Known => ({
  classes: [],
  assumed: [`${said} are classes, of which some are missing: windows without targets`],
});

/** Classes by number; the names beside are theirs if each number is an index of one. */
function ofNumbers(found: readonly string[], beside: Names | undefined): Known {
  const named = beside !== undefined && found.every((label) => beside.names[Number(label)] !== undefined);
  return named
    ? { classes: beside.names, assumed: [`names of classes from ${beside.from}`] }
    : { classes: found, assumed: [] };
}

/** The names beside if they fit, else a word with a number behind it, which is told where it says nothing. */
function namesOf(of: string, count: number, word: string, beside?: Names): { names: string[]; assumed: string[] } {
  const fit = beside?.names.length === count && targetNames.safeParse({ kind: 'labels', names: beside.names }).success;
  if (fit) return { names: [...beside.names], assumed: [`names of ${of} from ${beside.from}`] };
  const names = Array.from({ length: count }, (_, i) => `${word}${i}`);
  const told = word === '' ? [] : [`targets.names are not in the data and are to be corrected: ${names.join(', ')}`];
  return { names, assumed: told };
}

function oneEach(values: ArrayLike<number>, rows: number, columns: number): boolean {
  const ones = new Array<number>(rows).fill(0);
  for (let i = 0; i < values.length; i++) ones[Math.floor(i / columns)]! += values[i]!;
  return ones.every((count) => count === 1);
}
