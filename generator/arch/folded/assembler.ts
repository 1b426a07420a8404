import { type Instruction, SOURCES } from './isa.js';

/** Largest steps and counts that an instruction holds. */
export interface Limits {
  /** Of a step of an address. */
  step: number;
  /** Values of one store. */
  store: number;
}

/** Collects instructions and keeps the two addresses: what they are is known at every place outside loops. */
export class Assembler {
  readonly instructions: Instruction[] = [];
  load = 0;
  store = 0;
  #pitch: number | null = null;

  /** `pixelwise`: some layer is. */
  constructor(
    readonly limits: Limits,
    readonly pixelwise: boolean,
  ) {}

  get address(): number {
    return this.instructions.length;
  }

  emit(...instructions: Instruction[]): void {
    this.instructions.push(...instructions);
  }

  /** Moves the load address by `distance`. */
  moveLoad(distance: number): void {
    for (const step of pieces(distance, this.limits.step)) this.emit({ op: 'read', step });
    this.load += distance;
  }

  /** Sets what each store or finished row adds to the store address. */
  pitch(step: number): void {
    if (this.#pitch !== step) this.setPitch(step);
  }

  /** What follows is reached on several ways. */
  forget(): void {
    this.#pitch = null;
  }

  setPitch(step: number): void {
    this.emit({ op: 'pitch', step, bump: false });
    this.#pitch = step;
  }

  /** Moves the store address by `distance`. */
  moveStore(distance: number): void {
    for (const step of pieces(distance, this.limits.step)) {
      this.emit({ op: 'pitch', step, bump: true });
      this.#pitch = step;
    }
    this.store += distance;
  }

  /** `count` values stored one after the other, `count` possibly more than an instruction holds. Uses loop 1. */
  storeMany(what: 'zeros' | 'inputs', count: number): void {
    this.pitch(1);
    const source = SOURCES[what];
    const max = this.limits.store;
    const rounds = Math.floor(count / max);
    if (rounds > 1) this.loop(1, rounds, () => this.emit({ op: 'store', source, count: max }));
    const rest = rounds > 1 ? count - rounds * max : count;
    for (let left = rest; left > 0; left -= max) this.emit({ op: 'store', source, count: Math.min(max, left) });
    this.store += count;
  }

  /** Repeats `body`, which must begin and end in the same state but for the addresses. */
  loop(loop: 0 | 1, rounds: number, body: () => void): void {
    const before = { load: this.load, store: this.store };
    if (rounds > 1) this.emit({ op: loop === 0 ? 'setLoop0' : 'setLoop1', rounds });
    const target = this.address;
    this.#pitch = null; // another one in later rounds
    body();
    if (rounds > 1) this.emit({ op: 'next', loop, target });
    this.load = before.load + rounds * (this.load - before.load);
    this.store = before.store + rounds * (this.store - before.store);
  }
}

/** A distance or a count as steps that fit. */
export function pieces(distance: number, max: number): number[] {
  const steps: number[] = [];
  for (let left = distance; left !== 0; left -= steps.at(-1)!) steps.push(Math.max(-max, Math.min(max, left)));
  return steps;
}
