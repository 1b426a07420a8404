import type { StreamInfo } from './streams.js';

/** The first value of a stream that is not the expected one. */
export interface Difference {
  /** Of this run, from 0. */
  fragment: number;
  channel: number;
  position: number;
  /** Cycle after reset in which it was taken. */
  cycle: number;
  /** null: the vector file has no value for it. */
  expected: number | null;
  /** A number, or the digits with the unknown ones as x or z. */
  got: number | string;
}

export interface StreamResult {
  name: string;
  /** Values compared. */
  values: number;
  mismatches: number;
  first: Difference | null;
  /** Cycle after reset in which the last value of the first fragment was taken; -1: never. */
  firstEnd: number;
}

/** What the bench reported of one run. */
export interface Transcript {
  streams: StreamResult[];
  /** Cycle after reset in which the first sample was taken. */
  firstSample: number;
  /** The cycle in which the last score of each fragment was taken. */
  fragments: { cycle: number }[];
  /** The same of each step of the first fragment; none where scores are those of the window. */
  steps: { cycle: number }[];
  /** Cycle in which the bench gave up waiting for a score. */
  hang: number | null;
  /** Cycle in which a word of a memory first failed its parity. */
  parity: number | null;
}

/** Reads what `bitbeat_tb` and `bb_check` print; see their heads. Throws if the run did not come to its end. */
export function parseTranscript(text: string, streams: readonly StreamInfo[]): Transcript {
  const result: Transcript = {
    streams: streams.map(({ name }) => ({ name, values: 0, mismatches: 0, first: null, firstEnd: -1 })),
    firstSample: -1,
    fragments: [],
    steps: [],
    hang: null,
    parity: null,
  };
  let done = false;
  for (const line of text.split('\n')) {
    const [word, ...rest] = line.trim().split(/\s+/);
    const numbers = rest.map(Number);
    const stream = result.streams[numbers[0]!];
    const info = streams[numbers[0]!];
    switch (word) {
      case 'FIRST':
        result.firstSample = numbers[0]!;
        break;
      case 'FRAGMENT':
        result.fragments.push({ cycle: numbers.at(-1)! });
        break;
      case 'STEP':
        result.steps.push({ cycle: numbers[1]! });
        break;
      case 'HANG':
        result.hang = numbers[0]!;
        break;
      case 'PARITY':
        result.parity = numbers[0]!;
        break;
      case 'DIFF':
        stream!.first ??= difference(info!, numbers, fromHex(rest[3]!, info!), fromHex(rest[4]!, info!));
        break;
      case 'END':
        stream!.first ??= difference(info!, numbers, null, 'a value');
        break;
      case 'X':
        stream!.first ??= difference(info!, numbers, null, 'valid is x');
        break;
      case 'LAYER':
        stream!.values = numbers[1]!;
        stream!.mismatches = numbers[2]!;
        stream!.firstEnd = numbers[3]!;
        break;
      case 'DONE':
        done = true;
        break;
    }
  }
  if (!done) throw new Error(`the simulation stopped before its end:\n${text.slice(-2000)}`);
  return result;
}

function difference(
  info: StreamInfo,
  [, beat, cycle]: readonly number[],
  expected: number | string | null,
  got: number | string,
): Difference {
  const perFragment = info.order.length;
  const place = info.order[beat! % perFragment]!;
  return {
    fragment: Math.floor(beat! / perFragment),
    channel: place.channel,
    position: place.position,
    cycle: cycle!,
    expected: expected === null ? null : Number(expected),
    got,
  };
}

function fromHex(digits: string, { bits, signed }: StreamInfo): number | string {
  if (!/^[0-9a-f]+$/i.test(digits)) return digits;
  const value = BigInt(`0x${digits}`);
  return Number(signed ? BigInt.asIntN(bits, value) : value);
}
