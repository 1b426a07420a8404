import { join } from 'node:path';
import { likeliestVariable, readMatlab } from '../readers/matlab.js';
import { readBytes } from '../readers/read-bytes.js';
import { parseWav } from '../readers/wav-file.js';
import { type Draft, type Listing, longerIsTime } from './draft.js';

/** Files of a folder that are looked into. */
const LOOKED = 200;

const extension = (name: string) => (file: string) => file.toLowerCase().endsWith(`.${name}`);

/** Files in a folder a class, which may lie in parts such as `train` and `test`. */
function classFolders({ files }: Listing, kind: string) {
  const own = files.filter(extension(kind)).map((file) => ({ file, folders: file.split('/').slice(0, -1) }));
  const depth = own[0]?.folders.length ?? 0;
  if (own.length === 0 || own.some(({ folders }) => folders.length !== depth)) return null;
  const names = [...new Set(own.map(({ folders }) => folders.at(-1) ?? ''))].sort();
  const numbered = names.every((name, i) => name.startsWith(`${i + 1} `));
  const byNumber = [...names].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const isNumbered = numbered || byNumber.every((name, i) => name.startsWith(`${i + 1} `));
  const classes = depth === 0 ? [] : isNumbered ? byNumber.map((name) => name.replace(/^\d+ /, '')) : names;
  const parts = depth === 2 ? { parts: [...new Set(own.map(({ folders }) => folders[0]!))] } : {};
  const folders = isNumbered && depth > 0 ? { folders: 'numbered' } : {};
  return { files: own.map(({ file }) => file), classes, options: { ...folders, ...parts }, depth };
}

/** WAV files in class folders, or in the folder itself. */
export async function understandWav(listing: Listing): Promise<Draft | null> {
  const found = classFolders(listing, 'wav');
  if (found === null) return null;
  const looked = found.files.slice(0, LOOKED).map((file) => {
    const where = join(listing.dir, file);
    return parseWav(readBytes(where), where);
  });
  const [first] = looked as [(typeof looked)[number]];
  const lengths = looked.map(({ samples }) => samples);
  const samples = Math.min(...lengths);
  const cut = lengths.some((length) => length !== samples);
  return {
    reader: 'wav',
    options: { ...found.options, ...(cut && { step: samples }) },
    classes: found.classes,
    samples,
    channels: first.channels,
    rateHz: first.rateHz,
    codeBits: Math.min(16, first.bits),
    ...(first.bits <= 16 && { zero: 2 ** (first.bits - 1), gain: 2 ** (first.bits - 1) }),
    assumed: [
      found.classes.length > 0 ? 'a folder is a class' : 'no folder says a class',
      ...(cut ? [`files are longer than the shortest one, ${samples} samples, and are cut into windows`] : []),
    ],
  };
}

/** MATLAB files in class folders. */
export async function understandMat(listing: Listing): Promise<Draft | null> {
  const found = classFolders(listing, 'mat');
  if (found === null || found.depth !== 1) return null;
  const variable = likeliestVariable(join(listing.dir, found.files[0]!));
  const looked = found.files.slice(0, LOOKED).map((file) => {
    const { rows, columns, values } = readMatlab(join(listing.dir, file), undefined, variable);
    return { rows, columns, top: largest(values) };
  });
  const [first] = looked as [(typeof looked)[number]];
  const top = Math.max(1, ...looked.map((one) => one.top));
  return {
    reader: 'class-folders',
    options: { ...found.options, ...(variable !== undefined && { variable }) },
    classes: found.classes,
    ...longerIsTime(first.rows, first.columns),
    rateHz: null,
    codeBits: Math.min(16, Math.ceil(Math.log2(top + 1))),
    assumed: [
      'a folder is a class',
      ...(variable === undefined ? [] : [`windows are the variable ${variable}`]),
      `codes are of so many bits as the largest one needs, ${top}`,
    ],
  };
}

function largest(values: ArrayLike<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]!);
  return most;
}
