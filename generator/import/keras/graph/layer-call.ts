import type { z } from 'zod';
import type { Problem } from '../../../support/errors.js';
import { zodProblems } from '../../../support/zod-problems.js';
import type { Attribute, Op, Tensor } from '../../op-graph.js';
import type { WeightScope, WeightSpec } from '../weights/weight-scope.js';
import { checkedWeights } from './checked-weights.js';
import { printShape, type Shape } from './shapes.js';
import { Abandoned, type Sink } from './sink.js';
import type { Wire } from './wire.js';

/** What is called: a layer, or one that a layer wraps. */
export interface Called {
  className: string;
  config: Readonly<Record<string, unknown>>;
  weights: WeightScope;
}

export interface OpOptions {
  attributes?: Readonly<Record<string, Attribute>>;
  /** Of the operator's name, behind the layer's. */
  suffix?: string;
  /** Its name in Keras, if that is not the layer's class. */
  called?: string;
}

/** One call of a layer, as the functions see it that translate layers. */
export class LayerCall {
  readonly name: string;
  readonly inputs: readonly Wire[];
  readonly training: boolean;
  readonly sink: Sink;
  readonly #called: Called;
  readonly #outputs: number;
  readonly #ops: Op[];

  /** @param outputs how many of its tensors are read */
  constructor(
    sink: Sink,
    name: string,
    called: Called,
    { inputs, training, outputs }: { inputs: readonly Wire[]; training: boolean; outputs: number },
    ops: Op[] = [],
  ) {
    this.sink = sink;
    this.name = name;
    this.inputs = inputs;
    this.training = training;
    this.#called = called;
    this.#outputs = outputs;
    this.#ops = ops;
  }

  get className(): string {
    return this.#called.className;
  }

  /** The call of a layer that this one wraps, under the same name. */
  wrapped(called: Omit<Called, 'weights'>, attribute: string): LayerCall {
    const { inputs, training } = this;
    const weights = this.#called.weights.part(attribute);
    return new LayerCall(
      this.sink,
      this.name,
      { ...called, weights },
      { inputs, training, outputs: this.#outputs },
      this.#ops,
    );
  }

  /** The configuration, checked. @throws Abandoned */
  config<T>(schema: z.ZodType<T>): T {
    return this.checked(schema, this.#called.config, []);
  }

  /** A part of the configuration, checked. `path`: where in it. @throws Abandoned */
  checked<T>(schema: z.ZodType<T>, given: unknown, path: readonly string[]): T {
    const parsed = schema.safeParse(given);
    if (parsed.success) return parsed.data;
    this.sink.problems.push(...zodProblems(this.sink.where, parsed.error, given, [this.name, ...path]));
    throw new Abandoned();
  }

  /** The layer's weights in the order of the specs; null: an optional one that is not there. @throws Abandoned */
  weights<const S extends readonly WeightSpec[]>(
    specs: S,
  ): { [K in keyof S]: S[K] extends { optional: true } ? Tensor | null : Tensor } {
    const { className, weights } = this.#called;
    return checkedWeights(this.sink, this.name, className, weights, specs) as never;
  }

  /** Adds an operator of one output; the name of that. */
  op(op: string, from: readonly string[], { attributes = {}, suffix, called }: OpOptions = {}): string {
    const name = suffix === undefined ? this.name : `${this.name}/${suffix}`;
    // The last value of a layer gets the layer's name, when it is known which that is.
    const value = this.sink.unique('value', `${this.name}/${this.#ops.length}`);
    this.#ops.push({
      name: this.sink.unique('op', name),
      op,
      called: called ?? this.className,
      from,
      to: [value],
      attributes,
    });
    return value;
  }

  /** Name of a tensor of numbers made of weights: `make` is asked once for all calls of the layer. */
  constant(suffix: string, make: () => Omit<Tensor, 'integer'>): string {
    return this.sink.constant(`${this.name}/${suffix}`, () => ({ ...make(), integer: false }));
  }

  /** Name of a list of whole numbers, such as axes. */
  whole(numbers: readonly number[]): string {
    const values = Float64Array.from(numbers);
    return this.sink.constant(`[${numbers}]`, () => ({ shape: [values.length], values, integer: true }));
  }

  /** The only input. @throws Abandoned */
  get input(): Wire {
    const [input, ...others] = this.inputs;
    if (input !== undefined && others.length === 0) return input;
    return this.fail({
      message: 'a layer of one input is given others',
      value: this.inputs.length,
      allowed: '1 tensor',
    });
  }

  /** The shape of a tensor that must have so many axes; null: not known. @throws Abandoned */
  shapeOf({ shape }: Wire, rank: number): Shape | null {
    if (shape === null || shape.length === rank) return shape;
    return this.fail({
      message: 'its input has another number of axes',
      value: printShape(shape),
      allowed: `${rank} axes`,
    });
  }

  /** Notes what is wrong with the layer. @throws Abandoned */
  fail({ field, ...problem }: Omit<Problem, 'where'>): never {
    const at = field === undefined ? this.name : `${this.name}.${field}`;
    this.sink.problems.push({ where: this.sink.where, field: at, ...problem });
    throw new Abandoned();
  }

  /** Passes the layer on as an operator of its own, which a later stage refuses by name. `why`: what makes it one. */
  passOn(why?: string): Wire[] {
    const { className } = this;
    const to = Array.from({ length: this.#outputs }, (_, i) =>
      this.sink.unique('value', `${this.name}/${this.#ops.length}:${i}`),
    );
    this.#ops.push({
      name: this.sink.unique('op', this.name),
      op: `keras.${className}`,
      called: why === undefined ? className : `${className} ${why}`,
      from: this.inputs.map(({ value }) => value),
      to,
      attributes: {},
    });
    return to.map((value) => ({ value, shape: null }));
  }

  /** Hands over the operators; the tensors that leave the layer get its name. */
  finish(outputs: readonly Wire[]): Wire[] {
    const names = new Map<string, string>();
    const named = outputs.map(({ value, shape }, i): Wire => {
      // What goes through unchanged goes through an operator that has the layer's name.
      const own = this.inputs.some((input) => input.value === value) ? this.op('Identity', [value]) : value;
      const name = names.get(own) ?? this.sink.unique('value', i === 0 ? this.name : `${this.name}:${i}`);
      names.set(own, name);
      return { value: name, shape };
    });
    const renamed = (value: string) => names.get(value) ?? value;
    for (const op of this.#ops) this.sink.ops.push({ ...op, from: op.from.map(renamed), to: op.to.map(renamed) });
    return named;
  }
}
