import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../../support/errors.js';
import { loadOptional } from '../../../support/optional-package.js';
import type { WorkerAnswer, WorkerJob } from './read-hdf5.js';
import { buffersOf } from './tree.js';
import { TooMuch, walkHdf5 } from './walk.js';

/*
 * Thread of `readHdf5`, which ends it when it takes too long: in a damaged file the HDF5 library may walk in a circle for ever.
 */

/** Most bytes of the library's memory: it would take 4 GiB. */
const MAX_MEMORY = 2 ** 30;
const PAGE = 2 ** 16;
const FILE = '/file.h5';
/** An option of Emscripten that the types of the library lack. */
const WITHOUT_COPY = { canOwn: true } as object;

const message = await answer(workerData as WorkerJob);
// Handed over, not copied.
parentPort!.postMessage(message, 'root' in message ? buffersOf(message.root) : []);

async function answer({ bytes, wanted }: WorkerJob): Promise<WorkerAnswer> {
  try {
    boundMemory();
    const { ready } = await loadOptional('HDF5 files', ['h5wasm'], () => import('h5wasm'));
    const library = await ready;
    library.activate_throwing_error_handler();
    // A file of memory: the library sees nothing of the disk, wherever links of the file lead.
    library.FS.writeFile(FILE, bytes, WITHOUT_COPY);
    return { root: walkHdf5(library, library.open(FILE, library.H5F_ACC_RDONLY, false, -1, -1), wanted) };
  } catch (error) {
    if (error instanceof UserError) return { problems: error.problems };
    if (error instanceof TooMuch) return { tooMuch: error.message };
    return { damage: reasonOf(error) };
  }
}

interface Memory {
  buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Growth beyond the bound fails as if the machine had no more. */
function boundMemory(): void {
  const { prototype } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: Memory } } }).WebAssembly
    .Memory;
  const { grow } = prototype;
  prototype.grow = function (this: Memory, pages: number): number {
    if (this.buffer.byteLength + pages * PAGE > MAX_MEMORY) throw new RangeError('not enough memory');
    return grow.call(this, pages);
  };
}

/** The innermost of the library's messages, which are printed as a stack. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const last = [...text.matchAll(/^\s*#\d+: .* in \S+: (.*)$/gm)].at(-1);
  return last?.[1] ?? (text.includes('HDF5-DIAG') ? 'the file cannot be opened' : text.split('\n')[0]!);
}
