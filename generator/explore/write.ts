import { join } from 'node:path';
import { printIntegerModel } from '../model/file.js';
import { MODEL_EXTENSION } from '../model/file-layout.js';
import { writeStaged } from '../support/write-staged.js';
import { explorationSchema } from './result.js';
import type { Explored } from './search.js';

export const RESULT_FILE = 'pareto.json';

export const printResult = (result: Explored['result']) =>
  `${JSON.stringify(explorationSchema.parse(result), null, 2)}\n`;

/** Designs that were placed and fit, each as a file that `generate` takes; text by path below the exploration's folder. */
export function designFiles({ result, models, designs }: Explored): Map<string, string> {
  const files = new Map<string, string>();
  const placed = result.designs.filter(({ placed: routed }) => routed !== null);
  for (const { name, network } of models)
    if (placed.some(({ model }) => model === name))
      files.set(`models/${name}${MODEL_EXTENSION}`, printIntegerModel(network));
  for (const { name, model } of placed) {
    const { model: _, ...design } = designs.find((one) => one.name === name)!;
    const own = { ...design, model: `../models/${model}${MODEL_EXTENSION}` };
    files.set(`designs/${name}.json`, `${JSON.stringify(own, null, 2)}\n`);
  }
  return files;
}

/** Writes what was found into a folder; the result comes last: where it lies, the rest does too. Returns the paths. */
export function writeExplored(folder: string, explored: Explored, page: string): string[] {
  const files = new Map([
    ...designFiles(explored),
    ['times.json', `${JSON.stringify(explored.times, null, 2)}\n`],
    ['index.html', page],
    [RESULT_FILE, printResult(explored.result)],
  ]);
  for (const [path, text] of files) writeStaged(join(folder, path), text);
  return [...files.keys()].map((path) => join(folder, path));
}
