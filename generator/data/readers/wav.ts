import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Problem, UserError } from '../../support/errors.js';
import { type FragmentFile, listClassFolders, listFiles } from './class-folder-files.js';
import { folderNames } from './class-folders.js';
import { missing } from './missing.js';
import { readBytes } from './read-bytes.js';
import type { About, Reader } from './reader.js';
import { RealWindows } from './real-windows.js';
import { parseWav, type Wav } from './wav-file.js';

const options = z.strictObject({
  folders: folderNames,
  parts: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'folders in the folder, such as `train` and `test`, each with a folder a class; the folder itself if left out',
    ),
  step: z
    .int()
    .min(1)
    .optional()
    .describe('samples from the start of a window to that of the next in longer files; left out: a file is one window'),
  missing,
});
type Options = z.infer<typeof options>;

/** Most bytes of a file: 24 hours of one channel at 1 kHz and 16 bits are 173 MB. */
const MAX_BYTES = 2 ** 29;

/**
 * WAV files in a folder a class; without classes in the folder itself. Full scale is 1, so that `input.gain` is the codes of half
 * the range; a file is one window, or cut into several, all of which are a group.
 */
export const wav: Reader<Options> = {
  options,
  *read(dir, given, about) {
    const windows = new RealWindows(dir, about, given.missing);
    const files = (given.parts ?? ['']).flatMap((part) => filesIn(dir, part, given, about, windows));
    const left = { files: 0, samples: 0 };
    for (const [i, file] of files.entries()) {
      try {
        const found = parseWav(readBytes(file.path, MAX_BYTES), file.path);
        const problems = differences(found, file.path, about, given);
        windows.refuse(...problems);
        if (problems.length === 0) addWindows(windows, file, found, given.step, left);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        windows.refuse(...error.problems);
      }
      yield (i + 1) / files.length;
    }
    if (left.samples > 0)
      windows.note(`${left.samples} samples at the ends of ${left.files} files fill no window and are left out`);
    return windows.done();
  },
};

/** A file, and the folder that it is a part of. */
type Part = Omit<FragmentFile, 'label'> & { part: string; label: string | null };

function filesIn(dir: string, part: string, given: Options, about: About, windows: RealWindows): Part[] {
  const folder = join(dir, part);
  const prefix = part === '' ? '' : `${part}/`;
  if (about.classes.length === 0)
    return listFiles(folder, 'wav').map((file) => {
      const name = `${prefix}${file.slice(0, -'.wav'.length)}`;
      return { path: join(folder, file), name, part: name, label: null };
    });
  const { files, problems, notes } = listClassFolders(
    folder,
    { ...given, extension: 'wav' },
    { ...about, groups: null },
  );
  // There may be more of them than a call takes.
  for (const problem of problems) windows.refuse(problem);
  for (const note of notes) windows.note(note);
  return files.map(({ path, name, label }) => ({
    path,
    name: `${prefix}${name}`,
    part: `${part}/${basename(path)}`,
    label: about.classes[label]!,
  }));
}

/** What a file says of itself against what the data set's file says of all. */
function differences(
  { rateHz, channels, samples }: Wav,
  where: string,
  { input }: About,
  { step }: Options,
): Problem[] {
  const message = 'not what the data set says';
  const compare = (field: string, value: number, wanted: number): Problem[] =>
    value === wanted ? [] : [{ where, field, message, value, allowed: `${wanted}` }];
  const length =
    step === undefined
      ? compare('samples', samples, input.samples).map((problem) =>
          samples < input.samples ? problem : { ...problem, fix: 'options.step cuts longer files into windows' },
        )
      : samples < input.samples
        ? [{ where, field: 'samples', message, value: samples, allowed: `${input.samples} or more` }]
        : [];
  return [...compare('rate', rateHz, input.rateHz), ...compare('channels', channels, input.channels), ...length];
}

function addWindows(
  windows: RealWindows,
  { path: where, name, part, label }: Part,
  { values, samples, channels }: Wav,
  step: number | undefined,
  left: { files: number; samples: number },
): void {
  const length = windows.about.input.samples;
  let [at, index] = [0, 0];
  for (; at + length <= samples; at += step ?? length, index++) {
    const own = step === undefined ? name : `${name} (${index})`;
    const cut = values.subarray(at * channels, (at + length) * channels);
    windows.add({ part, where, name: own, group: name, label, values: cut, order: 'samples' });
  }
  const rest = samples - (at - (step ?? length) + length);
  if (rest <= 0) return;
  left.files++;
  left.samples += rest;
}
