import { type OtherOptions, readingSignals } from '../data/open.js';
import type { SignalSet } from '../data/signal-set.js';
import type { RoundReport } from '../quantise/fine-tune.js';
import { progressText, watched } from '../support/long-work.js';
import { note } from '../support/progress.js';
import type { OnJobEpoch } from '../train/parallel.js';
import type { Metrics } from '../train/tasks/task.js';

/** The fragments of a folder or a data set file, read in front of a person who watches; says what to know of them. */
export async function readWatched(path: string, other?: OtherOptions): Promise<SignalSet> {
  const set = await watched(readingSignals(path, other), `reading ${path}`);
  for (const text of set.provenance.notes) note(text);
  return set;
}

/** Progress on stderr, one line that is written over, only for a person who watches. */
export function progress(): OnJobEpoch | undefined {
  if (!process.stderr.isTTY) return undefined;
  return (job, { phase, epoch, epochs, loss, meanBitwidth, storageBytes, ...metrics }) => {
    const size =
      meanBitwidth === undefined ? '' : `, ${meanBitwidth.toFixed(2)} bases per weight, ${storageBytes} bytes stored`;
    process.stderr.write(
      `\r\x1b[K${job + 1}, ${phase}: epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}${metricText(metrics)}${size}`,
    );
    if (epoch === epochs) process.stderr.write('\n');
  };
}

/** Metrics of a task in words. */
function metricText({ accuracy, F1, RMSE }: Metrics): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  if (accuracy !== undefined) return `, right ${percent(accuracy)}`;
  if (F1 !== undefined) return `, F1 ${percent(F1)}`;
  return RMSE === undefined ? '' : `, error ${RMSE.toPrecision(3)} spreads`;
}

/** Time between two lines in ms where no terminal is. */
const QUIET = 10_000;

/** Progress of one training, with the time that is left: a line that is written over, or one now and then for a log. */
export function imitationProgress(): (report: RoundReport) => void {
  const start = performance.now();
  let line = start;
  let done = 0;
  return ({ epochs, loss, storageBytes }) => {
    const now = performance.now();
    done++;
    const text = `${progressText(done / epochs, (now - start) / 1000)}, loss ${loss.toPrecision(3)}, ${storageBytes} bytes`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}${done === epochs ? '\n' : ''}`);
    else if (now - line >= QUIET) {
      process.stderr.write(`${text}\n`);
      line = now;
    }
  };
}
