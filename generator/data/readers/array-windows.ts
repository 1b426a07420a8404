import { UserError } from '../../support/errors.js';
import type { NpyArray } from '../../support/npy.js';
import { targetColumns } from '../target-names.js';
import { type ArrayLabels, arrayLabels } from './array-labels.js';
import { arrayTargets } from './array-targets.js';
import type { Axes } from './axes.js';
import type { About } from './reader.js';
import type { RealWindows } from './real-windows.js';
import type { Order } from './values.js';

/** What belongs together: windows, their labels or targets, and what each must not be split from. */
export interface ArrayPart {
  /** Of the array of windows; begins the windows' names. */
  name: string;
  x: { where: string; array: NpyArray };
  y?: { where: string; array: NpyArray } | undefined;
  group?: { where: string; array: NpyArray } | undefined;
}

/**
 * Joins the windows of an array, [window][channel][time] or [window][time][channel]; axes of length 1 may be left out.
 *
 * @throws UserError when lengths are not what the data set says
 */
export function addArrays(windows: RealWindows, { name, x, y, group }: ArrayPart, given: Axes): void {
  const { input } = windows.about;
  const { array, where } = x;
  if (array.type === 'text')
    throw new UserError({ where, message: 'texts, no values of a signal', value: array.dtype });
  const order = orderOf(array.shape, where, input, given);
  const count = array.shape[0]!;
  if (given === undefined && input.samples === input.channels && input.channels > 1)
    windows.note(
      `${name}: as many samples as channels, taken for windows, channels, time; options.axes says which it is`,
    );
  const { labels, targets, note } =
    y === undefined ? unlabelled(where, windows.about) : known(y, count, windows.about, given);
  if (note !== undefined) windows.note(`${name}: ${note}`);
  const groups = group === undefined ? null : groupsOf(group.array, group.where, count);
  const length = input.samples * input.channels;
  for (let i = 0; i < count; i++)
    windows.add({
      part: name,
      where: `${where}[${i}]`,
      name: `${name} (${i})`,
      group: groups?.[i],
      label: labels?.[i] ?? null,
      targets: targets?.(i),
      values: array.values.subarray(i * length, (i + 1) * length),
      order,
    });
}

/** What an array says of windows: their classes, or the targets of each. */
interface Known extends ArrayLabels {
  targets?: (window: number) => ArrayLike<number>;
}

function known(
  { array, where }: NonNullable<ArrayPart['y']>,
  count: number,
  { classes, targets }: About,
  axes: Axes,
): Known {
  if (targets === null) return arrayLabels(array, where, count, classes);
  const all = Array.from(arrayTargets(array, where, count, targets, axes));
  const each = all.length / count;
  return { labels: null, targets: (i) => all.slice(i * each, (i + 1) * each) };
}

function unlabelled(where: string, { classes, targets }: About): Known {
  if (classes.length === 0 && targets === null) return { labels: null };
  const [what, names] = targets === null ? ['labels', classes] : ['targets', targetColumns(targets)];
  throw new UserError({ where, message: `no array has the ${what} of these windows`, allowed: names.join(', ') });
}

function groupsOf({ values, shape, dtype }: NpyArray, where: string, windows: number): string[] {
  if (values.length === windows) return [...values].map(String);
  const value = `${dtype} [${shape.join(', ')}]`;
  throw new UserError({ where, message: 'not a group for each window', value, allowed: `[${windows}]` });
}

/** In which order a window's values follow each other. */
function orderOf(
  shape: readonly number[],
  where: string,
  { samples, channels }: { samples: number; channels: number },
  given: Axes,
): Order {
  const long = (lengths: readonly number[]) => lengths.filter((n) => n !== 1).join();
  const own = long(shape.slice(1));
  const fits = { NCT: own === long([channels, samples]), NTC: own === long([samples, channels]) };
  const found = given ?? (fits.NCT ? 'NCT' : 'NTC');
  if (shape.length >= 1 && fits[found]) return found === 'NCT' ? 'channels' : 'samples';
  const forms = { NCT: `[windows, ${channels}, ${samples}]`, NTC: `[windows, ${samples}, ${channels}]` };
  throw new UserError({
    where,
    field: 'shape',
    message: 'not what the data set says',
    value: shape,
    allowed: given === undefined ? `${forms.NCT} or ${forms.NTC}` : forms[given],
  });
}
