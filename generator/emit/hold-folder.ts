import { lockFolder } from '../support/folder-lock.js';
import { note } from '../support/progress.js';
import { refuseLinkedFolders } from './own-folders.js';

const held: (() => void)[] = [];

/**
 * Keeps other processes of bitbeat out of a generated folder until this command has ended; waits for one that is there.
 *
 * @throws UserError when a link stands in the place of one of its folders
 */
export function holdFolder(folder: string): void {
  refuseLinkedFolders(folder, []);
  held.push(lockFolder(folder, note));
}

/** Lets go of all folders. */
export function releaseFolders(): void {
  for (const release of held.splice(0)) release();
}
