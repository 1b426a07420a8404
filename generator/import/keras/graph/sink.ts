import type { Problem } from '../../../support/errors.js';
import type { Op, Tensor } from '../../op-graph.js';

/** Most calls of layers, and most operators of them: models that are layers of models can ask for any number. */
const MAX_STEPS = 50_000;
const MAX_OPS = 200_000;

/** Of the generation whose conventions a file follows; TensorFlow.js follows Keras 2. */
export type Generation = 2 | 3;

/** Stops the translation of one layer; what is wrong has been noted. */
export class Abandoned extends Error {}

/** Stops everything; what is wrong has been noted. */
export class TooLarge extends Error {}

/** What the layers of a model become, and what is wrong with them. */
export class Sink {
  readonly where: string;
  readonly generation: Generation;
  readonly ops: Op[] = [];
  readonly constants = new Map<string, Tensor>();
  readonly problems: Problem[] = [];
  readonly notes = new Set<string>();
  /** Arrays that have been looked through for values that are no finite numbers. */
  readonly looked = new WeakSet<Float64Array>();
  readonly #names = { op: new Set<string>(), value: new Set<string>() };
  #steps = 0;
  readonly #constants = new Map<string, string>();

  constructor(where: string, generation: Generation) {
    this.where = where;
    this.generation = generation;
  }

  /** The name, or, if there is one of it, with the number of its use. */
  unique(kind: 'op' | 'value', name: string): string {
    const names = this.#names[kind];
    let free = name;
    for (let i = 2; names.has(free); i++) free = `${name}.${i}`;
    names.add(free);
    return free;
  }

  /** Name by which operators read numbers: `make` is asked once for each key. */
  constant(key: string, make: () => Tensor): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.unique('value', key);
    this.#constants.set(key, name);
    this.constants.set(name, make());
    return name;
  }

  /** Counts a call of a layer. @throws TooLarge */
  step(): void {
    this.#steps++;
    if (this.#steps <= MAX_STEPS && this.ops.length <= MAX_OPS) return;
    this.problems.push({
      where: this.where,
      message: 'more layers than are read',
      allowed: `${MAX_STEPS} calls or fewer`,
    });
    throw new TooLarge();
  }
}
