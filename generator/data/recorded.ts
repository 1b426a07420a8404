import { UserError } from '../support/errors.js';
import type { Recorded } from './recording.js';
import type { SignalSet } from './signal-set.js';

/** First sample of a window in its recording. */
export function sampleOf({ inputs: [{ starts, channels }], recorded }: SignalSet, i: number): number {
  return (starts![i]! - recorded!.recordings[recorded!.of[i]!]!.start) / channels;
}

/** Number of the block of so many samples in which a window lies whole; undefined: it lies in two. */
export function blockOf(set: SignalSet, i: number, block: number): number | undefined {
  const [{ samples }] = set.inputs;
  const at = sampleOf(set, i);
  const number = Math.floor(at / block);
  return at + samples <= (number + 1) * block ? number : undefined;
}

/** Name of the record of a window. */
export const recordOf = ({ recorded }: SignalSet, i: number): string => recorded!.recordings[recorded!.of[i]!]!.name;

/** Throws UserError for windows that are cut from no annotated recording. */
export function recordedOf({ recorded, provenance: { source: where } }: SignalSet): Recorded {
  if (recorded !== undefined) return recorded;
  throw new UserError({
    where,
    message: 'windows without the recordings that they are from',
    allowed: 'a data set file with reader wfdb-annotated, or a folder of annotated WFDB records',
  });
}
