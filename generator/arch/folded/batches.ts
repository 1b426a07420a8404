import type { EncodedLayer } from '../../model/encode.js';

/** What one output channel is computed of. */
export interface Output {
  /** With the rounding half. */
  bias: number;
  /** Groups rising; empty: the bias alone. */
  passes: FoldedPass[];
}

/** A basis of a group, or, where each tap has a pass of its own, a weight. */
export interface FoldedPass {
  alpha: number;
  group: number;
  /** Window word of the group, and whether it is subtracted; null: a basis. */
  word: { index: number; negative: boolean } | null;
}

/** Output channels that are computed of one filling of the window memory. */
export interface Batch {
  outputs: Output[];
  /** Groups that have a place in the window memory, one behind the other. */
  groups: number[];
}

/** The output channels of a layer. */
export function outputsOf({ passes, biases }: EncodedLayer): Output[] {
  const outputs: Output[] = [];
  let first = true;
  let group = 0;
  for (const { alpha, skip, last } of passes) {
    if (first) {
      outputs.push({ bias: biases[outputs.length]!, passes: [] });
      group = 0;
    }
    group += skip;
    if (alpha > 0) outputs.at(-1)!.passes.push({ alpha, group, word: null });
    first = last;
  }
  return outputs;
}

/** Every weight that is not 0 as a pass of its own; `order`: taps of a group in the order of their window words. */
export function weightsOf(outputs: readonly Output[], signs: Uint8Array, order: readonly number[]): Output[] {
  let at = 0;
  return outputs.map(({ bias, passes }) => {
    const groups = new Map<number, number[]>();
    for (const { alpha, group } of passes) {
      const sums = groups.get(group) ?? order.map(() => 0);
      groups.set(
        group,
        sums.map((sum, index) => sum + (signs[at + order[index]!] === 1 ? -alpha : alpha)),
      );
      at += order.length;
    }
    const ofGroup = ([group, weights]: [number, number[]]) =>
      weights.flatMap((weight, index) =>
        weight === 0 ? [] : [{ alpha: Math.abs(weight), group, word: { index, negative: weight < 0 } }],
      );
    return { bias, passes: [...groups].flatMap(ofGroup) };
  });
}

/** Groups that some output reads, rising. */
export function groupsRead(outputs: readonly Output[]): number[] {
  return [...new Set(outputs.flatMap(({ passes }) => passes.map(({ group }) => group)))].sort((a, b) => a - b);
}

/** The smallest batches of neighbouring outputs such that no two of them read the same group. */
export function smallestBatches(outputs: readonly Output[]): Batch[] {
  const lastReader = new Map(outputs.flatMap(({ passes }, o) => passes.map(({ group }) => [group, o] as const)));
  const batches: Output[][] = [];
  let needed = -1;
  outputs.forEach((output, o) => {
    if (o > needed) batches.push([]);
    batches.at(-1)!.push(output);
    for (const { group } of output.passes) needed = Math.max(needed, lastReader.get(group)!);
  });
  return batches.map((own) => ({ outputs: own, groups: groupsRead(own) }));
}

/** Neighbouring batches together, as long as `fits` lets so many groups be one: each costs a fill and a last shift out. */
export function joined(batches: readonly Batch[], fits: (groups: number) => boolean): Batch[] {
  const all: Batch[] = [];
  for (const { outputs, groups } of batches) {
    const before = all.at(-1);
    if (before === undefined || !fits(before.groups.length + groups.length)) all.push({ outputs, groups });
    else {
      const both = [...before.groups, ...groups].sort((a, b) => a - b);
      all[all.length - 1] = { outputs: [...before.outputs, ...outputs], groups: both };
    }
  }
  return all;
}
