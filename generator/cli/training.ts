import { readingSignals } from '../data/open.js';
import { watched } from '../support/long-work.js';
import type { OnJobEpoch } from '../train/parallel.js';

/** The fragments of a folder, read in front of a person who watches. */
export const readWatched = (dir: string) => watched(readingSignals(dir), `reading ${dir}`);

/** Progress on stderr, one line that is written over, only for a person who watches. */
export function progress(): OnJobEpoch | undefined {
  if (!process.stderr.isTTY) return undefined;
  return (job, { phase, epoch, epochs, loss, accuracy, meanBitwidth, storageBytes }) => {
    const share = (100 * accuracy).toFixed(1);
    const size =
      meanBitwidth === undefined ? '' : `, ${meanBitwidth.toFixed(2)} bases per weight, ${storageBytes} bytes stored`;
    process.stderr.write(
      `\r\x1b[K${job + 1}, ${phase}: epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}, right ${share} %${size}`,
    );
    if (epoch === epochs) process.stderr.write('\n');
  };
}
