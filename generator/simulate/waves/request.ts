import type { Hardware } from '../../arch/hardware.js';
import { completions } from '../../arch/rhythm.js';
import { UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { writableTarget } from '../../support/write-staged.js';
import { WAVE_FORMATS, type WaveFormat } from '../simulators.js';
import { LAYOUTS } from './layouts.js';

/** What of a waveform a caller names. */
export interface WaveOptions {
  /** Its ending says its format. */
  file: string;
  /** The first window that it shows, of those simulated, and how many; the first one alone if not given. */
  fragment?: number | undefined;
  fragments?: number | undefined;
  /** Cycles after reset; all if not given. */
  from?: number | undefined;
  to?: number | undefined;
}

/** The same, checked, with the cycles; `all`: windows that are simulated. */
export interface WaveRequest {
  file: string;
  format: WaveFormat;
  fragment: number;
  fragments: number;
  from: number;
  to: number;
  all: number;
}

const ENDINGS = Object.keys(WAVE_FORMATS).map((format) => `.${format}`);

/** The layouts beside a waveform. */
export const layoutFiles = (file: string) => Object.keys(LAYOUTS).map((ending) => file.replace(/[^.]*$/, ending));

/** The format that a file's ending says. Throws UserError for another one, and where no such file can be written. */
export function waveFormat(file: string): WaveFormat {
  const [ending] = /\.[^./\\]*$/.exec(file) ?? [];
  if (ending !== undefined && ENDINGS.includes(ending)) {
    for (const beside of [file, ...layoutFiles(file)]) writableTarget(beside);
    return ending.slice(1) as WaveFormat;
  }
  const like = ending === undefined || ending.slice(1) in LAYOUTS ? undefined : nearest(ending, ENDINGS);
  throw new UserError({
    where: '--waves',
    message: 'not a kind of waveform',
    value: file,
    allowed: `a file that ends in ${ENDINGS.join(' or ')}`,
    fix: `${ending === undefined ? file : file.slice(0, -ending.length)}${like ?? ENDINGS.at(-1)}`,
  });
}

/** Cycles behind the last score, in which the bench finishes. */
const FINISH = 20;
/** Latencies of a window after which a run with random pauses is over too. */
const PAUSED = 12;

/** The last cycle in which something happens. Nobody predicts a run with pauses: it ends when its bench does. */
function lastCycle(hardware: Hardware, fragments: number, stall: number): number {
  const last = completions(hardware, fragments).at(-1)! + FINISH;
  return stall > 0 ? last + PAUSED * fragments * hardware.latencyCycles : last;
}

/**
 * Checks a request against the windows that are simulated; `stall`: seed of random pauses, 0: none.
 *
 * @throws UserError for windows that are not simulated, and cycles in which nothing happens
 */
export function waveRequest(
  hardware: Hardware,
  options: WaveOptions,
  { all, stall }: { all: number; stall: number },
): WaveRequest {
  const { file, fragment = 0, fragments = 1, from = 0 } = options;
  const format = waveFormat(file);
  refuse('--wave-fragment', fragment, 0, all - 1, 'not among the windows that are simulated');
  refuse(
    '--wave-fragments',
    fragments,
    1,
    all - fragment,
    `more windows than are simulated from window ${fragment} on`,
  );
  const end = lastCycle(hardware, fragments, stall);
  const windows = fragments === 1 ? 'the window is' : `the ${fragments} windows are`;
  refuse('--wave-from', from, 0, end, `${windows} over by then`);
  const to = options.to ?? end;
  refuse('--wave-to', to, from, Number.MAX_SAFE_INTEGER, 'before the first cycle that is asked for');
  return { file, format, fragment, fragments, from, to: Math.min(to, end), all };
}

function refuse(where: string, value: number, least: number, most: number, message: string): void {
  if (value >= least && value <= most) return;
  const allowed = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw new UserError({ where, message, value, allowed, fix: `${where} ${value < least ? least : most}` });
}
