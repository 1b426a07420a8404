import { version } from './render.js';
import { folderHash } from './write-tree.js';

/** What a result says of the generated folder that it was measured on: the generator's version, and the hash of its files. */
export function measuredOn(folder: string): { generator: string; tree: string } {
  return { generator: version(), tree: folderHash(folder) };
}
