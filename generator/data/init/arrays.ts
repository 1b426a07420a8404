import { join } from 'node:path';
import { type NpyArray, npzNames, parseNpy, parseNpz } from '../../support/npy.js';
import { usualArrays } from '../readers/npz.js';
import { readBytes } from '../readers/read-bytes.js';
import { knownOf } from './array-targets.js';
import { type Draft, type Listing, longerIsTime, ofKind } from './draft.js';

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
  const beside = named?.type === 'text' ? { from: classNames!, names: named.values } : undefined;
  const known = knownOf(y === undefined ? undefined : all.get(y), shape, beside);
  return {
    reader: 'npz',
    options: { files, ...(usual === undefined && { arrays: [{ x, ...(y !== undefined && { y }) }] }) },
    ...known,
    ...shape,
    rateHz: null,
    assumed: [
      `windows are ${x}${others.map((one) => `, ${one.x}`).join('')}, labels ${y ?? 'none'}`,
      ...shape.assumed,
      ...known.assumed,
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
  const known = knownOf(first.y === undefined ? undefined : read(first.y), shape);
  return {
    reader: 'npy',
    options: { files: chosen.map(({ x, y }) => ({ x, ...(y !== undefined && { y }) })) },
    ...known,
    ...shape,
    rateHz: null,
    assumed: [
      `windows are ${chosen.map(({ x, y }) => `${x} (labels ${y ?? 'none'})`).join(', ')}`,
      ...shape.assumed,
      ...known.assumed,
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
