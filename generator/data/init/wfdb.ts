import { join } from 'node:path';
import { withoutSegments } from '../readers/wfdb-listing.js';
import { readWfdb } from '../readers/wfdb-record.js';
import type { WfdbSignal } from '../readers/wfdb-signals.js';
import { type Draft, type Listing, ofKind } from './draft.js';

/** s of a window where nothing says its length. */
const SECONDS = 10;
/** Of codes where nothing says them, and the most that there are. */
const [BITS, MAX_BITS] = [12, 16];

/** WFDB records; of those with several segments the whole. */
export async function understandWfdb(listing: Listing): Promise<Draft | null> {
  const headers = withoutSegments(listing.dir, ofKind(listing, 'hea'));
  if (headers.length === 0) return null;
  const records = headers.map((file) => file.replace(/\.hea$/i, ''));
  const first = readWfdb(join(listing.dir, headers[0]!));
  const [lead] = first.signals as [WfdbSignal];
  const isLike = (other: WfdbSignal) =>
    other.samplesPerFrame === lead.samplesPerFrame && other.adcBits === lead.adcBits;
  const like = first.signals.flatMap((signal, i) => (isLike(signal) ? [i] : []));
  const others = first.signals.filter((signal) => !isLike(signal)).map(({ description }, i) => description || `${i}`);
  const chosen = like.map((i) => first.signals[i]!);
  const rateHz = first.sampleRateHz * lead.samplesPerFrame;
  const samples = Math.min(lead.codes.length, Math.round(SECONDS * rateHz));
  const { codeBits, codes, assumed } = codesOf(chosen);
  return {
    reader: 'wfdb',
    options: { records, ...(others.length > 0 && { signals: like }), ...(codes && { codes }) },
    classes: [],
    samples,
    channels: chosen.length,
    rateHz,
    codeBits,
    assumed: [
      `windows last ${Number((samples / rateHz).toPrecision(4))} s`,
      ...(others.length > 0 ? [`signals of another rate or width are not read: ${others.join(', ')}`] : []),
      ...assumed,
      'windows without targets; reader wfdb-annotated makes classes of annotations',
    ],
  };
}

interface CodesDraft {
  codeBits: number;
  codes?: { offset?: number; shift?: number };
  assumed: string[];
}

/** How samples become codes: as the header says of the converter, else as the samples themselves tell. */
function codesOf(signals: readonly WfdbSignal[]): CodesDraft {
  const given = signals[0]!.adcBits;
  if (given !== undefined) {
    const shift = Math.max(0, given - MAX_BITS);
    if (shift === 0) return { codeBits: given, assumed: [] };
    return { codeBits: MAX_BITS, codes: { shift }, assumed: [`the lowest ${shift} of ${given} bits are left out`] };
  }
  let [least, most] = [0, 0];
  for (const { codes, invalid } of signals)
    for (let i = 0; i < codes.length; i++)
      if (codes[i] !== invalid) [least, most] = [Math.min(least, codes[i]!), Math.max(most, codes[i]!)];
  const signed = least < 0;
  const needed = Math.ceil(Math.log2(Math.max(most + 1, -least))) + (signed ? 1 : 0);
  const bits = Math.max(BITS, needed);
  const shift = Math.max(0, bits - MAX_BITS);
  const offset = signed ? 2 ** (bits - 1) : 0;
  const codes = { ...(offset > 0 && { offset }), ...(shift > 0 && { shift }) };
  return {
    codeBits: bits - shift,
    ...(offset + shift > 0 && { codes }),
    assumed: [
      `the header does not say the bits of a sample: ${bits}${signed ? ' with a sign' : ''} hold those of the first record`,
    ],
  };
}
