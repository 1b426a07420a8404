import { type Edge, INPUT, type Node } from '../../../network/network.js';

/** What each stream is divided by; 1 where nothing is said. */
export type Factors = ReadonlyMap<Edge, number>;

/** Factors of streams: one for all that are added to each other or stand side by side; 1 for the input. */
export class StreamFactors {
  readonly #parent = new Map<Edge, Edge>();
  readonly #factors = new Map<Edge, number>([[INPUT, 1]]);
  readonly #nodes: readonly Node[];

  constructor(nodes: readonly Node[]) {
    this.#nodes = nodes;
    for (const node of nodes)
      if (node.kind !== 'convolution') for (const edge of node.from) this.#join(edge, node.name);
  }

  /** null: it may still be set. */
  known(edge: Edge): number | null {
    return this.#factors.get(this.#find(edge)) ?? null;
  }

  /** From now on it is what it is. */
  of(edge: Edge): number {
    const known = this.known(edge) ?? 1;
    this.set(edge, known);
    return known;
  }

  set(edge: Edge, factor: number): void {
    this.#factors.set(this.#find(edge), factor);
  }

  all(): Factors {
    return new Map(this.#nodes.map(({ name }) => [name, this.of(name)]));
  }

  #find(edge: Edge): Edge {
    const up = this.#parent.get(edge);
    return up === undefined ? edge : this.#find(up);
  }

  /** The input, whose factor is given, stays the one that names its class. */
  #join(a: Edge, b: Edge): void {
    const [one, other] = [this.#find(a), this.#find(b)];
    if (one === other) return;
    if (one === INPUT) this.#parent.set(other, one);
    else this.#parent.set(one, other);
  }
}
