import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { codesPerWindow } from '../network/input.js';
import { UserError } from '../support/errors.js';
import type { Recorded } from './recording.js';
import {
  allNumbers,
  type ClassTargets,
  eachOutput,
  type OutputTargets,
  type Targets,
  withoutClasses,
} from './targets.js';

export type { ClassTargets, LabelTargets, Targets, ValueTargets } from './targets.js';

/** Codes as they are stored: 16-bit converters need the unsigned form. */
export type Codes = Int16Array | Uint16Array;

/** How codes were taken; what is absent is not known. Lists have an entry for each channel. */
export interface Converter {
  rateHz?: number | undefined;
  codeBits?: number | undefined;
  /** Codes of 0 units. */
  zero?: readonly number[] | undefined;
  /** Codes per unit, and the units. */
  gain?: readonly number[] | undefined;
  units?: readonly string[] | undefined;
}

/** Shape of one window, and its converter. */
export interface SignalShape extends Converter {
  /** Samples of a window, of each channel. */
  samples: number;
  channels: number;
}

/** What one input of a network takes: codes of every window. */
export interface SignalInput extends SignalShape {
  /** [window][sample][channel], flat; with `starts` [sample][channel] of what windows are cut from. */
  codes: Codes;
  /** Of each window the index of its first code. Left out: one window behind the other. With it windows may overlap. */
  starts?: readonly number[] | undefined;
}

/** Where signals come from. */
export interface Provenance {
  /** A folder, a file, a record, or `built-in signals (seed n)`. */
  source: string;
  /** Name of the data set, where a file describes it. */
  dataset?: string | undefined;
  /** What a user should know of how they were read, a line each. */
  notes: readonly string[];
  /** What was not taken, and why: of a recording, windows or all of it. */
  leftOut?: readonly LeftOut[] | undefined;
}

export interface LeftOut {
  /** Name of the record. */
  recording: string;
  /** Of whose windows they are, or that is missing. */
  lead?: string | undefined;
  /** What is left out: all of the record, one lead of it, some of its annotations or windows. */
  what: 'record' | 'lead' | 'annotation' | 'window';
  count: number;
  /** `no class`, `invalid samples`, `no lead MLII`, ... */
  why: string;
}

/** Windows of one length with what is known of each. A part of a set is a set: see `subset`. */
export interface SignalSet {
  /** Of the network's inputs, in their order; at least one, all of as many windows. */
  inputs: readonly [SignalInput, ...SignalInput[]];
  /** null: nothing is known. */
  targets: Targets | null;
  /** What a target is of. */
  per: 'window' | 'step';
  /** Of each window what must not be split between training and test: its patient, machine or speaker. */
  groups: readonly string[];
  /** Of each window, all different, e.g. `1 NSR/100m (0)`. */
  names: readonly string[];
  /** SHA-256 (hex) of each window's codes; equal for windows that are equal in every bit. */
  hashes: readonly string[];
  /** Of windows that are cut from a continuing signal: the number of each in it, from 0. */
  windows?: readonly number[] | undefined;
  /** Of windows that are cut from annotated recordings. */
  recorded?: Recorded | undefined;
  provenance: Provenance;
}

/** Codes of window i of an input, a view without copying. */
export function windowCodes({ inputs: [input] }: Pick<SignalSet, 'inputs'>, i: number): Codes {
  const codes = codesPerWindow(input);
  const start = input.starts?.[i] ?? i * codes;
  return input.codes.subarray(start, start + codes);
}

/** Codes of every window, as `windowCodes`. */
export const windowsOf = (set: Pick<SignalSet, 'inputs' | 'names'>): Codes[] =>
  set.names.map((_, i) => windowCodes(set, i));

/**
 * The classes of windows.
 *
 * @throws UserError when the set has no targets, or others
 */
export function classesOf({ targets, per, provenance }: SignalSet): ClassTargets {
  if (targets?.kind === 'classes' && per === 'window') return targets;
  throw new UserError(withoutClasses(provenance.source, targets, per));
}

/**
 * What is known of windows.
 *
 * @throws UserError when it is nothing
 */
export function targetsOf({ targets, provenance }: SignalSet): Targets {
  if (targets === null) throw new UserError(withoutClasses(provenance.source, null));
  return targets;
}

/** All that is known of windows but the names of it, as plain data: the classes of windows, or what else. */
export function knownOf(set: SignalSet): readonly unknown[] {
  const targets = targetsOf(set);
  return targets.kind === 'classes' && set.per === 'window' ? targets.labels : [set.per, allNumbers(targets)];
}

/** The windows of `indices`, in that order. */
export function subset(set: SignalSet, indices: readonly number[]): SignalSet {
  const count = set.names.length;
  const pick = <T>(values: readonly T[]) => indices.map((i) => values[i]!);
  const [first, ...others] = set.inputs.map((input) =>
    input.starts === undefined
      ? { ...input, codes: rows(input.codes, count, indices) }
      : { ...input, starts: pick(input.starts) },
  );
  return {
    ...set,
    inputs: [first!, ...others],
    targets: set.targets && eachOutput(set.targets, (own) => someTargets(own, count, indices)),
    groups: pick(set.groups),
    names: pick(set.names),
    hashes: pick(set.hashes),
    ...(set.windows && { windows: pick(set.windows) }),
    ...(set.recorded && { recorded: { ...set.recorded, of: pick(set.recorded.of) } }),
  };
}

function someTargets(targets: OutputTargets, count: number, indices: readonly number[]): OutputTargets {
  switch (targets.kind) {
    case 'classes':
      return { ...targets, labels: [...rows(Int32Array.from(targets.labels), count, indices)] };
    case 'labels':
      return { ...targets, bits: rows(targets.bits, count, indices) };
    case 'values':
      return { ...targets, values: rows(targets.values, count, indices) };
  }
}

/** Rows of a flat array of `count` rows. */
function rows<T extends Codes | Int32Array | Uint8Array | Float32Array>(
  values: T,
  count: number,
  indices: readonly number[],
): T {
  const length = values.length / count;
  const picked = emptyLike(values, indices.length * length);
  indices.forEach((from, to) => {
    picked.set(values.subarray(from * length, (from + 1) * length), to * length);
  });
  return picked;
}

/** One behind the other; at least one. */
export function joined(parts: readonly Codes[]): Codes {
  const all = emptyLike(
    parts[0]!,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Zeros of the same kind. */
function emptyLike<T extends ArrayLike<number>>(values: T, length: number): T {
  return new (values.constructor as new (length: number) => T)(length);
}

/** All windows of sets of one shape, one set after the other, without targets. */
export function joinSets(source: string, sets: readonly SignalSet[]): SignalSet {
  const [{ codes: _, starts: __, ...shape }] = sets[0]!.inputs;
  const windows = sets.flatMap((set) =>
    set.names.map((name, i) => ({ codes: windowCodes(set, i), group: set.groups[i]!, name })),
  );
  const notes = sets.flatMap(({ provenance }) => provenance.notes);
  const joined = signalSet(source, shape, windows);
  return { ...joined, provenance: { source, notes } };
}

/** One window before it joins a set. */
export interface Window {
  codes: ArrayLike<number>;
  /** Index of its class; needed in a set of classes. */
  label?: number;
  group: string;
  name: string;
}

/** Joins windows to a set and hashes them; without `classes` it has no targets. */
export function signalSet(
  source: string,
  shape: SignalShape,
  windows: readonly Window[],
  classes: readonly string[] = [],
): SignalSet {
  const set = new SignalCollector(source, shape, windows.length, classes);
  for (const window of windows) set.add(window);
  return set.done();
}

/** A set in the making, whose codes lie in their place from the beginning: large sets are not held twice. */
export class SignalCollector {
  readonly #codes: Codes;
  readonly #labels: number[] = [];
  readonly #groups: string[] = [];
  readonly #names: string[] = [];
  readonly #hashes: string[] = [];

  /** @throws UserError when this machine cannot hold `capacity` windows */
  constructor(
    readonly source: string,
    readonly shape: SignalShape,
    capacity: number,
    readonly classes: readonly string[] = [],
  ) {
    try {
      const length = capacity * codesPerWindow(shape);
      this.#codes = shape.codeBits === 16 ? new Uint16Array(length) : new Int16Array(length);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const message = 'more windows than are held in memory at once';
      throw new UserError({ where: source, message, value: capacity, fix: 'a part of them' });
    }
  }

  add({ codes, label, group, name }: Window): void {
    const length = codesPerWindow(this.shape);
    const i = this.#names.length;
    this.#codes.set(codes, i * length);
    if (label !== undefined) this.#labels.push(label);
    this.#groups.push(group);
    this.#names.push(name);
    this.#hashes.push(hashCodes(this.#codes.subarray(i * length, (i + 1) * length)));
  }

  done(notes: readonly string[] = []): SignalSet {
    const count = this.#names.length;
    return {
      inputs: [{ ...this.shape, codes: this.#codes.subarray(0, count * codesPerWindow(this.shape)) }],
      targets: this.classes.length === 0 ? null : { kind: 'classes', names: this.classes, labels: this.#labels },
      per: 'window',
      groups: this.#groups,
      names: this.#names,
      hashes: this.#hashes,
      provenance: { source: this.source, notes },
    };
  }
}

/** SHA-256 (hex) of the codes as little-endian 16-bit words. */
export function hashCodes(codes: Codes): string {
  const bytes = Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength);
  const ordered = endianness() === 'LE' ? bytes : Buffer.from(bytes).swap16();
  return createHash('sha256').update(ordered).digest('hex');
}
