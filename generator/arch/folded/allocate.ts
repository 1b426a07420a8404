import { random } from '../../support/random.js';

/** Words of a memory that hold something from one step of a program to another, both included. */
export interface Block {
  from: number;
  to: number;
  /** The end of the words that it takes when it lies from `base` on. */
  endAt(base: number): number;
}

/** Where blocks lie: the first word of each, and the words that all of them take. */
export interface Placement {
  bases: number[];
  words: number;
}

/** Orders that are tried when the simple ones leave a gap. */
const TRIES = 400;

/**
 * Places blocks so that no two of them share a word in any step, in about as few words as can be: the best of some orders, each
 * block as low as those before it leave room. In every order that is tried from then on a block at the top goes before others.
 */
export function allocate(blocks: readonly Block[]): Placement {
  const least = mostAtOnce(blocks);
  let best = inTurns(blocks);
  const consider = (order: readonly number[]): boolean => {
    const found = lowest(blocks, order);
    const better = found.words < best.words;
    if (better) best = found;
    return better;
  };
  for (const order of simpleOrders(blocks)) if (best.words > least) consider(order);
  const rng = random(blocks.length);
  let order = blocks.map((_, i) => i).sort((a, b) => best.bases[a]! - best.bases[b]!);
  for (let tries = 0; tries < TRIES && best.words > least; tries++) {
    const from =
      tries % 2 === 0 ? order.indexOf(topOf(blocks, lowest(blocks, order))) : rng.integer(0, order.length - 1);
    const moved = order.toSpliced(from, 1).toSpliced(rng.integer(0, order.length - 1), 0, order[from]!);
    if (consider(moved) || lowest(blocks, moved).words <= lowest(blocks, order).words) order = moved;
  }
  return best;
}

const overlap = (a: Block, b: Block) => a.from <= b.to && b.from <= a.to;

/** Words that are in use in the fullest step: no placement takes fewer. */
function mostAtOnce(blocks: readonly Block[]): number {
  const used = ({ from: step }: Block) =>
    blocks.reduce((sum, b) => (b.from <= step && step <= b.to ? sum + b.endAt(0) : sum), 0);
  return Math.max(0, ...blocks.map(used));
}

/** Blocks take turns in regions one behind the other, as the layers of a chain do in two; those that always live come last. */
function inTurns(blocks: readonly Block[]): Placement {
  const end = Math.max(...blocks.map(({ to }) => to));
  const always = ({ from, to }: Block) => to === end && from <= 1 && blocks.length > 2;
  const order = blocks.map((_, i) => i).sort((a, b) => Number(always(blocks[a]!)) - Number(always(blocks[b]!)));
  const regions: number[][] = [];
  for (const i of order) {
    const free = regions.find((region) => region.every((other) => !overlap(blocks[i]!, blocks[other]!)));
    if (free === undefined) regions.push([i]);
    else free.push(i);
  }
  const bases = blocks.map(() => 0);
  let words = 0;
  for (const region of regions) {
    for (const i of region) bases[i] = words;
    words = Math.max(...region.map((i) => blocks[i]!.endAt(bases[i]!)));
  }
  return { bases, words };
}

/** By time, size, life and both. */
function simpleOrders(blocks: readonly Block[]): number[][] {
  const life = ({ from, to }: Block) => to - from + 1;
  const keys: ((block: Block) => number)[] = [
    ({ from }) => from,
    (block) => -block.endAt(0),
    (block) => -life(block),
    (block) => -life(block) * block.endAt(0),
  ];
  return keys.map((key) => blocks.map((_, i) => i).sort((a, b) => key(blocks[a]!) - key(blocks[b]!)));
}

/** Each block in turn as low as those before it leave room. */
function lowest(blocks: readonly Block[], order: readonly number[]): Placement {
  const bases: number[] = blocks.map(() => 0);
  const placed: number[] = [];
  let words = 0;
  for (const i of order) {
    const block = blocks[i]!;
    const others = placed
      .filter((other) => overlap(block, blocks[other]!))
      .map((other) => ({ base: bases[other]!, end: blocks[other]!.endAt(bases[other]!) }))
      .sort((a, b) => a.base - b.base);
    let base = 0;
    for (const other of others) if (block.endAt(base) > other.base) base = Math.max(base, other.end);
    bases[i] = base;
    words = Math.max(words, block.endAt(base));
    placed.push(i);
  }
  return { bases, words };
}

/** A block that ends where all do. */
const topOf = (blocks: readonly Block[], { bases, words }: Placement): number =>
  blocks.findIndex((block, i) => block.endAt(bases[i]!) === words);
