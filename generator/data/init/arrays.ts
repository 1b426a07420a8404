import { join } from 'node:path';
import { type NpyArray, npzNames, parseNpy, parseNpz } from '../../support/npy.js';
import { usualArrays } from '../readers/npz.js';
import { readBytes } from '../readers/read-bytes.js';
import { classesOf, type Draft, type Listing, longerIsTime, ofKind } from './draft.js';

/** Archives of NumPy arrays. */
export async function understandNpz(listing: Listing): Promise<Draft | null> {
  const files = ofKind(listing, 'npz');
  if (files.length === 0) return null;
  const where = join(listing.dir, files[0]!);
  const bytes = readBytes(where);
  const names = npzNames(bytes, where);
  const all = parseNpz(bytes, where);
  const [usual, ...others] = usualArrays(names);
  const largest = names.reduce((best, name) => (size(all.get(name)) > size(all.get(best)) ? name : best), names[0]!);
  const x = usual?.x ?? largest;
  if (x === undefined) return null;
  const windows = all.get(x)!;
  const y =
    usual === undefined ? names.find((name) => name !== x && all.get(name)!.shape[0] === windows.shape[0]) : usual.y;
  const classNames = names.find((name) => !/^[xy]/i.test(name) && all.get(name)!.type === 'text' && name !== y);
  const named = classNames === undefined ? undefined : all.get(classNames);
  const shape = shapeOf(windows);
  if (shape === null) return null;
  const labels = labelsOf(y === undefined ? undefined : all.get(y), named?.type === 'text' ? named.values : undefined);
  return {
    reader: 'npz',
    options: { files, ...(usual === undefined && { arrays: [{ x, ...(y !== undefined && { y }) }] }) },
    ...labels,
    ...shape,
    rateHz: null,
    assumed: [
      `windows are ${x}${others.map((one) => `, ${one.x}`).join('')}, labels ${y ?? 'none'}`,
      ...shape.assumed,
      ...labels.assumed,
      ...(classNames !== undefined && labels.classes.length > 0 ? [`names of classes from ${classNames}`] : []),
    ],
  };
}

/** Pairs of NumPy arrays. */
export async function understandNpy(listing: Listing): Promise<Draft | null> {
  const files = ofKind(listing, 'npy');
  const pairs = files.flatMap((x) => {
    const y = [x.replace(/x/i, (one) => (one === 'x' ? 'y' : 'Y')), x.replace(/x/i, 'y'), x.replace(/data/i, 'labels')];
    const isX = /^x|[_-]x[._-]|data/i.test(x);
    return isX ? [{ x, y: files.find((file) => file !== x && y.includes(file)) }] : [];
  });
  const chosen = pairs.length > 0 || files.length !== 1 ? pairs : [{ x: files[0]!, y: undefined }];
  const [first] = chosen;
  if (first === undefined) return null;
  const read = (file: string) => parseNpy(readBytes(join(listing.dir, file)), join(listing.dir, file));
  const shape = shapeOf(read(first.x));
  if (shape === null) return null;
  const labels = labelsOf(first.y === undefined ? undefined : read(first.y), undefined);
  return {
    reader: 'npy',
    options: { files: chosen.map(({ x, y }) => ({ x, ...(y !== undefined && { y }) })) },
    ...labels,
    ...shape,
    rateHz: null,
    assumed: [
      `windows are ${chosen.map(({ x, y }) => `${x} (labels ${y ?? 'none'})`).join(', ')}`,
      ...shape.assumed,
      ...labels.assumed,
    ],
  };
}

const size = (array: NpyArray | undefined) => array?.values.length ?? 0;

function shapeOf({ shape, type }: NpyArray): Pick<Draft, 'samples' | 'channels' | 'assumed'> | null {
  const lengths = shape.slice(1).filter((n) => n !== 1);
  if (shape.length < 2 || lengths.length > 2 || type === 'text') return null;
  const [a = 1, b = 1] = lengths;
  const { samples, channels } = longerIsTime(a, b);
  const axes =
    lengths.length < 2 ? 'windows x time' : a < b ? 'windows x channels x time' : 'windows x time x channels';
  return { samples, channels, assumed: [`arrays [${shape.join(', ')}] are ${axes}`] };
}

/** Classes of labels; of those that are none what they are. */
function labelsOf(
  array: NpyArray | undefined,
  names: readonly string[] | undefined,
): Pick<Draft, 'classes' | 'assumed'> {
  if (array === undefined) return { classes: [], assumed: [] };
  const [windows = 1, each = 1] = array.shape;
  const none = (what: string) => ({
    classes: [],
    assumed: [`labels [${array.shape.join(', ')}] are ${what}, which are not read as yet: windows without targets`],
  });
  if (array.type === 'text') return { classes: classesOf(array.values) ?? [], assumed: [] };
  const whole = array.values.every((value: number) => Number.isInteger(value));
  if (!whole) return none('real values');
  if (array.values.length === windows) {
    const found = classesOf([...array.values].map(String));
    if (found === null) return none('as many numbers as a class has no windows');
    const indices = names !== undefined && Math.max(...found.map(Number)) < names.length && Number(found[0]) >= 0;
    return { classes: indices ? names : found, assumed: [] };
  }
  const rows = Array.from({ length: windows }, (_, i) => [...array.values.subarray(i * each, (i + 1) * each)]);
  const hot =
    array.shape.length === 2 &&
    rows.every((row) => row.every((v) => v === 0 || v === 1) && row.filter((v) => v === 1).length === 1);
  if (!hot) return none(array.shape.length === 2 && each < 64 ? 'several labels a window' : 'labels of each step');
  return {
    classes: names?.length === each ? names : rows[0]!.map((_, i) => `${i}`),
    assumed: ['a row of labels has a 1 in the place of its class'],
  };
}
