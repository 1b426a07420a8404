import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refuseLinkedFolders } from '../../generator/emit/own-folders.js';
import { problemsOf } from '../data/readers/files.js';
import { inFolder } from './tiny.js';

test('files and links in the place of folders, each once, whatever would lie below them', () =>
  inFolder((folder) => {
    mkdirSync(join(folder, 'c'));
    writeFileSync(join(folder, 'a'), 'mine');
    symlinkSync('../nowhere', join(folder, 'b'));
    const paths = ['a/deep/x.v', 'b/deep/x.v', 'c/deep/x.v'];
    expect(problemsOf(() => refuseLinkedFolders(folder, paths))).toMatchObject([
      { where: join(folder, 'a'), message: expect.stringContaining('not a folder') },
      { where: join(folder, 'b'), message: expect.stringContaining('a symbolic link to ../nowhere') },
    ]);
    expect(() => refuseLinkedFolders(folder, ['c/deep/x.v'])).not.toThrow();
  }));
