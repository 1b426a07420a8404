import { createHash } from 'node:crypto';

/** Fragments of one length with what is known of each. */
export interface FragmentSet {
  /** Where they come from: a folder, a WFDB record, or `synthetic (seed n)`. */
  source: string;
  samples: number;
  /** Channels (leads); absent: 1. */
  channels?: number;
  /** ADC codes, [fragment][sample][channel], flat. */
  codes: Int16Array;
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
export function fragment(set: FragmentSet, i: number): Int16Array {
  const codes = codesPerFragment(set);
  return set.codes.subarray(i * codes, (i + 1) * codes);
}

/** The fragments of `indices`, in that order. */
export function selectFragments(set: FragmentSet, indices: readonly number[]): FragmentSet {
  const codes = new Int16Array(indices.length * codesPerFragment(set));
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
  };
}

/** One fragment before it joins a set. */
export interface Fragment {
  codes: Int16Array;
  label: number;
  record: string;
  name: string;
}

/** Joins fragments of `samples` codes each to a set and hashes them. */
export function fragmentSet(source: string, classes: string[], samples: number, fragments: Fragment[]): FragmentSet {
  const codes = new Int16Array(fragments.length * samples);
  fragments.forEach((f, i) => {
    codes.set(f.codes, i * samples);
  });
  return {
    source,
    samples,
    codes,
    classes: [...classes],
    labels: fragments.map((f) => f.label),
    records: fragments.map((f) => f.record),
    names: fragments.map((f) => f.name),
    hashes: fragments.map((f) => hashCodes(f.codes)),
  };
}

/** SHA-256 (hex) of the codes as little-endian 16-bit words. */
export function hashCodes(codes: Int16Array): string {
  const bytes = Buffer.alloc(codes.length * 2);
  codes.forEach((code, i) => {
    bytes.writeInt16LE(code, i * 2);
  });
  return createHash('sha256').update(bytes).digest('hex');
}
