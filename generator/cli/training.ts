import { type OtherOptions, readingSignals } from '../data/open.js';
import type { SignalSet } from '../data/signal-set.js';
import type { RoundReport } from '../quantise/fine-tune.js';
import { watched } from '../support/long-work.js';
import { log, note, Progress } from '../support/progress.js';
import type { OnJobEpoch } from '../train/parallel.js';
import type { Metrics } from '../train/tasks/task.js';

/** The fragments of a folder or a data set file, read in front of a person who watches; says what to know of them. */
export async function readWatched(path: string, other?: OtherOptions): Promise<SignalSet> {
  const set = await watched(readingSignals(path, other), `reading ${path}`);
  for (const text of set.provenance.notes) note(text);
  return set;
}

/** Progress on stderr: one line that is written over for a person who watches, in a log one now and then with the time left. */
export function progress(): OnJobEpoch {
  // Trainings run side by side, each at its own pace.
  const jobs = new Map<number, Progress>();
  return (job, { phase, epoch, epochs, loss, meanBitwidth, storageBytes, ...metrics }) => {
    const size =
      meanBitwidth === undefined ? '' : `, ${meanBitwidth.toFixed(2)} bases per weight, ${storageBytes} bytes stored`;
    const text = `${job + 1}, ${phase}: epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}${metricText(metrics)}${size}`;
    if (!process.stderr.isTTY) {
      const own = jobs.get(job) ?? new Progress(process.stderr);
      jobs.set(job, own);
      own.tell(text, epoch / epochs);
      if (epoch === epochs) own.end();
      return;
    }
    process.stderr.write(`\r\x1b[K${text}${epoch === epochs ? '\n' : ''}`);
  };
}

/** Metrics of a task in words. */
function metricText({ accuracy, F1, RMSE }: Metrics): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  if (accuracy !== undefined) return `, right ${percent(accuracy)}`;
  if (F1 !== undefined) return `, F1 ${percent(F1)}`;
  return RMSE === undefined ? '' : `, error ${RMSE.toPrecision(3)} spreads`;
}

/** Progress of one training, with the time that is left. */
export function imitationProgress(): (report: RoundReport) => void {
  let done = 0;
  return ({ epochs, loss, storageBytes }) => {
    done++;
    log(`epoch ${done} of ${epochs}, loss ${loss.toPrecision(3)}, ${storageBytes} bytes`, done / epochs);
  };
}
