/** Where progress is told. */
export interface Watcher {
  isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Tells what is being done, and the share of it that is done, 0 to 1, where that is known. */
export type Tell = (doing: string, share?: number) => void;

/** Time between two lines of a log in ms. */
export const QUIET = 10_000;
/** Between two states of a line that is written over. */
const REFRESH = 250;

/**
 * Progress of long work. For a person who watches, what is done is a line each, and shares are one line that is written over; in
 * a log there is a line every ten seconds, also when nothing new is told, with the share that is done and the time that is left
 * at this pace, or the time that it has taken so far. Its clock keeps no process running and waits for nothing, so that
 * an interruption ends the process at once.
 */
export class Progress {
  private doing = '';
  private share: number | undefined;
  private since = 0;
  /** Share and time at which this work was first told: what came before says nothing of the pace. */
  private first: { share: number; at: number } | undefined;
  private written = Number.NEGATIVE_INFINITY;
  private over = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly watcher: Watcher) {}

  readonly tell: Tell = (doing, share) => {
    const now = performance.now();
    if (share === undefined) this.first = undefined;
    // A share that falls is that of other work.
    else if (this.first === undefined || share < (this.share ?? 0)) this.first = { share, at: now };
    if (share === undefined || this.share === undefined || share < this.share) this.since = now;
    [this.doing, this.share] = [doing, share];
    if (this.watcher.isTTY) this.show(now);
    else this.timer ??= setInterval(() => this.line(), QUIET).unref();
  };

  /** The same without a line: the pace is counted from here on. */
  pace(doing: string, share: number): void {
    const now = performance.now();
    [this.doing, this.share, this.since, this.first] = [doing, share, now, { share, at: now }];
    if (!this.watcher.isTTY) this.timer ??= setInterval(() => this.line(), QUIET).unref();
  }

  /** Nothing is done any more. */
  end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.over) this.watcher.write('\r\x1b[K');
    this.over = false;
    [this.share, this.first, this.written] = [undefined, undefined, Number.NEGATIVE_INFINITY];
  }

  private show(now: number): void {
    const { watcher, doing, share } = this;
    if (share === undefined) {
      watcher.write(`${this.over ? '\r\x1b[K' : ''}${doing}\n`);
      this.over = false;
    } else if (now - this.written >= REFRESH) {
      watcher.write(`\r\x1b[K${this.text(now)}`);
      [this.over, this.written] = [true, now];
    }
  }

  /** The line of a log, as it is now. */
  line(): void {
    this.watcher.write(`${this.text(performance.now())}\n`);
  }

  private text(now: number): string {
    const { doing, share, first } = this;
    if (share === undefined || first === undefined) return `${doing}: ${duration((now - this.since) / 1000)} so far`;
    return `${doing}: ${progressText(share, (now - first.at) / 1000, first.share)}`;
  }
}

/** `37 %, 12 s left`, after `seconds` in which the share went up from `from`. */
export function progressText(share: number, seconds: number, from = 0): string {
  const percent = `${Math.floor(100 * share)} %`;
  if (share - from < 0.01) return percent;
  return `${percent}, ${duration(Math.ceil((seconds / (share - from)) * (1 - share)))} left`;
}

const duration = (seconds: number) => (seconds < 120 ? `${Math.round(seconds)} s` : `${Math.ceil(seconds / 60)} min`);

const shown = new Progress(process.stderr);

let running = false;

/** A command runs: until `endLog` its log has lines. Of a program that uses the library, only a person who watches is told. */
export function beginLog(): void {
  running = true;
}

/** The command is over: nothing more is told. */
export function endLog(): void {
  running = false;
  shown.end();
}

/** Tells on stderr what is being done: see `Progress`. */
export const log: Tell = (doing, share) => {
  if (running || process.stderr.isTTY) shown.tell(doing, share);
};

/** Tells on stderr what the user should know of the result. */
export function note(text: string): void {
  process.stderr.write(`note: ${text}\n`);
}
