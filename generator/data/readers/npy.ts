import { join } from 'node:path';
import { z } from 'zod';
import { parseNpy } from '../../support/npy.js';
import { addArrays } from './array-windows.js';
import { axes } from './axes.js';
import { missing } from './missing.js';
import { readBytes } from './read-bytes.js';
import type { Reader } from './reader.js';
import { RealWindows } from './real-windows.js';

const file = z.string().min(1);
const options = z.strictObject({
  files: z
    .array(
      z.strictObject({
        x: file.describe('file with the windows'),
        y: file.optional().describe('file with their labels'),
        group: file.optional().describe('file with what must not be split between training and test, of each window'),
      }),
    )
    .min(1)
    .describe('in the folder, one after the other'),
  axes,
  missing,
});

/**
 * Arrays that NumPy saved, windows and labels each in a file. Real values and whole numbers become codes by `input.zero` and
 * `input.gain` of the data set, codes as they are by 0 and 1.
 */
export const npy: Reader<z.infer<typeof options>> = {
  options,
  targets: true,
  steps: true,
  *read(dir, { files, axes: order, missing: rule }, about) {
    const windows = new RealWindows(dir, about, rule);
    const open = (name: string | undefined) => {
      if (name === undefined) return undefined;
      const where = join(dir, name);
      return { where, array: parseNpy(readBytes(where), where) };
    };
    for (const [i, { x, y, group }] of files.entries()) {
      addArrays(windows, { name: x, x: open(x)!, y: open(y), group: open(group) }, order);
      yield (i + 1) / files.length;
    }
    return windows.done();
  },
};
