import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../support/errors.js';
import { npzNames, parseNpz } from '../../support/npy.js';
import { addArrays } from './array-windows.js';
import { axes } from './axes.js';
import { missing } from './missing.js';
import { readBytes } from './read-bytes.js';
import type { Reader } from './reader.js';
import { RealWindows } from './real-windows.js';

const name = z.string().min(1);
const options = z.strictObject({
  files: z.array(name).min(1).describe('in the folder, one after the other'),
  arrays: z
    .array(
      z.strictObject({
        x: name.describe('array of the windows'),
        y: name.optional().describe('array of their labels'),
        group: name.optional().describe('array of what must not be split between training and test, of each window'),
      }),
    )
    .min(1)
    .optional()
    .describe('in each file; `X_train` and `y_train`, `X_test` and `y_test`, or `X` and `y`, if left out'),
  axes,
  missing,
});

/** Names that arrays usually have, windows and labels; capitals do not matter. All of the first group that are there are read. */
const USUAL: readonly (readonly (readonly [string, string])[])[] = [
  [
    ['x_train', 'y_train'],
    ['x_val', 'y_val'],
    ['x_valid', 'y_valid'],
    ['x_test', 'y_test'],
  ],
  [['x', 'y']],
  [['data', 'labels']],
  [['signals', 'labels']],
];

/** The arrays of windows, with those of their labels, among names of the usual form. */
export function usualArrays(names: readonly string[]): { x: string; y?: string }[] {
  const find = (wanted: string) => names.find((one) => one.toLowerCase() === wanted);
  const groups = USUAL.map((pairs) =>
    pairs.flatMap(([of, with_]) => {
      const [x, y] = [find(of), find(with_)];
      return x === undefined ? [] : [{ x, ...(y !== undefined && { y }) }];
    }),
  );
  return groups.find((found) => found.length > 0) ?? [];
}

/** Archives of arrays (np.savez), otherwise as `npy`. */
export const npz: Reader<z.infer<typeof options>> = {
  options,
  targets: true,
  steps: true,
  *read(dir, { files, arrays, axes: order, missing: rule }, about) {
    const windows = new RealWindows(dir, about, rule);
    for (const [i, file] of files.entries()) {
      const where = join(dir, file);
      const bytes = readBytes(where);
      const there = npzNames(bytes, where);
      const chosen: NonNullable<typeof arrays> = arrays ?? usualArrays(there);
      if (chosen.length === 0)
        throw new UserError({
          where,
          message: 'no array has a usual name',
          value: there,
          allowed: 'X_train and y_train, X_test and y_test, or X and y',
          fix: 'options.arrays with the names',
        });
      const named = chosen.flatMap(({ x, y, group }) => [x, y, group].filter((one) => one !== undefined));
      const found = parseNpz(bytes, where, named);
      const of = (one: string | undefined) =>
        one === undefined ? undefined : { where: `${where}: ${one}`, array: found.get(one)! };
      for (const { x, y, group } of chosen)
        addArrays(windows, { name: `${file}/${x}`, x: of(x)!, y: of(y), group: of(group) }, order);
      yield (i + 1) / files.length;
    }
    return windows.done();
  },
};
