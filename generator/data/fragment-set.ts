import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { UserError } from '../support/errors.js';

/** ADC codes as they are stored: 16-bit converters need the unsigned form. */
export type Codes = Int16Array | Uint16Array;

/** How codes were taken; what is absent is not known. */
export interface Converter {
  sampleRateHz?: number | undefined;
  codeBits?: number | undefined;
  /** Code of 0 units. */
  zero?: number | undefined;
  /** Codes per unit, and the unit. */
  gain?: number | undefined;
  units?: string | undefined;
}

/** Fragments of one length with what is known of each. */
export interface FragmentSet {
  /** Where they come from: a folder, a WFDB record, or `synthetic ECG (seed n)`. */
  source: string;
  samples: number;
  /** Channels (leads); absent: 1. */
  channels?: number;
  /** What is known of the converter; absent: nothing. */
  converter?: Converter;
  /** ADC codes, [fragment][sample][channel], flat. */
  codes: Codes;
  /** Names of the classes; `labels` index into it. */
  classes: string[];
  /** Class of each fragment; -1: not known. */
  labels: number[];
  /** Record (patient) of each fragment, e.g. `201`. */
  records: string[];
  /** Name of each fragment, unique in the set, e.g. `1 NSR/100m (0)`. */
  names: string[];
  /** SHA-256 (hex) of each fragment's codes; equal for byte-identical fragments. */
  hashes: string[];
  /** Of fragments that are cut from a continuing signal: the window of it that each is, from 0. */
  windows?: number[];
  /** What a user should know of how it was read, a line each. */
  notes?: string[];
}

/** Codes of one fragment: its samples of all channels. */
export function codesPerFragment({
  samples,
  channels = 1,
}: {
  samples: number;
  channels?: number | undefined;
}): number {
  return samples * channels;
}

/** Codes of fragment i, a view without copying. */
export function fragment(set: FragmentSet, i: number): Codes {
  const codes = codesPerFragment(set);
  return set.codes.subarray(i * codes, (i + 1) * codes);
}

/** The fragments of `indices`, in that order. */
export function selectFragments(set: FragmentSet, indices: readonly number[]): FragmentSet {
  const codes = emptyLike(set.codes, indices.length * codesPerFragment(set));
  indices.forEach((from, to) => {
    codes.set(fragment(set, from), to * codesPerFragment(set));
  });
  const pick = <T>(values: T[]) => indices.map((i) => values[i]!);
  return {
    ...set,
    codes,
    labels: pick(set.labels),
    records: pick(set.records),
    names: pick(set.names),
    hashes: pick(set.hashes),
    ...(set.windows && { windows: pick(set.windows) }),
  };
}

/** Zeros of the same kind. */
export function emptyLike(codes: Codes, length: number): Codes {
  return codes instanceof Uint16Array ? new Uint16Array(length) : new Int16Array(length);
}

/** One fragment before it joins a set. */
export interface Fragment {
  codes: Codes;
  label: number;
  record: string;
  name: string;
}

/** Joins fragments of `samples` samples each to a set and hashes them. */
export function fragmentSet(
  source: string,
  classes: readonly string[],
  samples: number,
  fragments: readonly Fragment[],
  { channels = 1, converter }: { channels?: number | undefined; converter?: Converter | undefined } = {},
): FragmentSet {
  const kind = emptyLike(fragments[0]?.codes ?? new Int16Array(), 0);
  const set = new FragmentCollector(source, classes, samples, fragments.length, { channels, converter }, kind);
  for (const { codes, label, record, name } of fragments) set.add(codes, label, record, name);
  return set.done();
}

/** A set in the making, whose codes lie in their place from the beginning: large sets are not held twice. */
export class FragmentCollector {
  private readonly set: FragmentSet;
  private readonly each: number;

  /** @throws UserError when this machine cannot hold `capacity` fragments */
  constructor(
    source: string,
    classes: readonly string[],
    samples: number,
    capacity: number,
    { channels = 1, converter }: { channels?: number | undefined; converter?: Converter | undefined } = {},
    kind: Codes = new Int16Array(),
  ) {
    this.each = codesPerFragment({ samples, channels });
    let codes: Codes;
    try {
      codes = emptyLike(kind, capacity * this.each);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const message = 'more fragments than are held in memory at once';
      throw new UserError({ where: source, message, value: capacity, fix: 'a folder with a part of them' });
    }
    const shape = { samples, ...(channels > 1 && { channels }), ...(converter && { converter }) };
    this.set = { source, ...shape, codes, classes: [...classes], labels: [], records: [], names: [], hashes: [] };
  }

  add(codes: ArrayLike<number>, label: number, record: string, name: string): void {
    const { set, each } = this;
    const at = set.names.length * each;
    set.codes.set(codes, at);
    set.labels.push(label);
    set.records.push(record);
    set.names.push(name);
    set.hashes.push(hashCodes(set.codes.subarray(at, at + each)));
  }

  done(): FragmentSet {
    return { ...this.set, codes: this.set.codes.subarray(0, this.set.names.length * this.each) };
  }
}

/** SHA-256 (hex) of the codes as little-endian 16-bit words. */
export function hashCodes(codes: Codes): string {
  const bytes = Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength);
  const ordered = endianness() === 'LE' ? bytes : Buffer.from(bytes).swap16();
  return createHash('sha256').update(ordered).digest('hex');
}
