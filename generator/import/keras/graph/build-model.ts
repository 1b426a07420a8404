import { kindOf } from '../layers/layers.js';
import type { Call, LayerSpec, ModelSpec, Reference } from '../model/model-spec.js';
import type { WeightScope } from '../weights/weight-scope.js';
import { LayerCall } from './layer-call.js';
import { Abandoned, type Sink } from './sink.js';
import type { Wire } from './wire.js';

/** One call of one layer of a model. */
interface Step {
  layer: LayerSpec;
  call: Call;
  /** Which call of the layer. */
  index: number;
  weights: WeightScope;
}

const keyOf = (layer: string, call: number) => `${call}:${layer}`;

/** Turns the calls of a model's layers into operators, each when all that it reads is there; models of models in place. */
export class BuildModel {
  readonly #sink: Sink;
  readonly #model: ModelSpec;
  /** Names of the models around this one, with a slash behind. */
  readonly #prefix: string;
  readonly #steps: readonly Step[];
  /** What each call made, by its key. */
  readonly #made = new Map<string, readonly Wire[]>();

  constructor(sink: Sink, model: ModelSpec, weights: WeightScope, prefix: string) {
    this.#sink = sink;
    this.#model = model;
    this.#prefix = prefix;
    const scopes = weights.layers(model.layers);
    this.#steps = model.layers.flatMap((layer, i) =>
      layer.calls.map((call, index) => ({ layer, call, index, weights: scopes[i]! })),
    );
  }

  /** What the model makes of these tensors; problems are noted. */
  run(inputs: readonly Wire[]): Wire[] {
    const { inputs: wanted, outputs } = this.#model;
    if (wanted.length !== inputs.length) {
      this.#problem(this.#prefix, `a model of ${wanted.length} inputs is given ${inputs.length}`);
      return outputs.map(() => UNKNOWN);
    }
    for (const [i, { layer, call }] of wanted.entries()) this.#made.set(keyOf(layer, call), [inputs[i]!]);
    for (const step of this.#ordered()) this.#made.set(keyOf(step.layer.name, step.index), this.#build(step));
    return outputs.map((reference) => this.#wire(reference, 'an output of the model'));
  }

  /** The calls, each behind those that it reads. */
  #ordered(): Step[] {
    const waiting = new Map<string, Step[]>();
    const missing = new Map<Step, number>();
    const ready: Step[] = [];
    const known = new Set([...this.#made.keys(), ...this.#steps.map(({ layer, index }) => keyOf(layer.name, index))]);
    for (const step of this.#steps) {
      const needs = new Set(referencesOf(step.call).map(({ layer, call }) => keyOf(layer, call)));
      // What is nowhere is told when the call is built.
      const awaited = [...needs].filter((key) => known.has(key) && !this.#made.has(key));
      missing.set(step, awaited.length);
      if (awaited.length === 0) ready.push(step);
      for (const key of awaited) {
        const others = waiting.get(key);
        if (others === undefined) waiting.set(key, [step]);
        else others.push(step);
      }
    }
    for (let i = 0; i < ready.length; i++) {
      const step = ready[i]!;
      for (const next of waiting.get(keyOf(step.layer.name, step.index)) ?? []) {
        missing.set(next, missing.get(next)! - 1);
        if (missing.get(next) === 0) ready.push(next);
      }
    }
    if (ready.length < this.#steps.length) {
      const circle = this.#steps.find((step) => missing.get(step)! > 0)!;
      this.#problem(
        circle.layer.name,
        'reads what is computed from its own output: layers call each other in a circle',
      );
    }
    return ready;
  }

  #build({ layer, call, index, weights }: Step): readonly Wire[] {
    this.#sink.step();
    const tensors = referencesOf(call).map((reference) => this.#wire(reference, layer.name));
    const name = `${this.#prefix}${layer.name}`;
    if (layer.model !== null) return new BuildModel(this.#sink, layer.model, weights, `${name}/`).run(tensors);
    const outputs = this.#outputsOf(layer.name, index);
    const { className, config } = layer;
    const one = new LayerCall(
      this.#sink,
      name,
      { className, config, weights },
      { inputs: tensors, training: call.training, outputs },
    );
    this.#notePrecision(config);
    try {
      return one.finish(kindOf(layer, call)(one));
    } catch (error) {
      if (!(error instanceof Abandoned)) throw error;
      return Array.from({ length: outputs }, () => UNKNOWN);
    }
  }

  /** Keras rounds where the type of a layer says so; nothing is rounded here. */
  #notePrecision({ dtype }: LayerSpec['config']): void {
    const type = /\b(?:mixed_)?b?float16\b/.exec(typeof dtype === 'string' ? dtype : JSON.stringify(dtype ?? ''))?.[0];
    if (type !== undefined)
      this.#sink.notes.add(`Keras computes layers of this network in ${type}: its outputs differ by that rounding`);
  }

  /** How many tensors of a call are read. */
  #outputsOf(layer: string, index: number): number {
    this.#read ??= this.#countRead();
    return this.#read.get(keyOf(layer, index)) ?? 1;
  }
  #read: Map<string, number> | undefined;

  #countRead(): Map<string, number> {
    const read = new Map<string, number>();
    const all = [...this.#steps.flatMap(({ call }) => referencesOf(call)), ...this.#model.outputs];
    for (const { layer, call, tensor } of all) {
      const key = keyOf(layer, call);
      read.set(key, Math.min(MAX_TENSORS, Math.max(tensor + 1, read.get(key) ?? 1)));
    }
    return read;
  }

  #wire({ layer, call, tensor }: Reference, reader: string): Wire {
    const made = this.#made.get(keyOf(layer, call))?.[tensor];
    if (made !== undefined) return made;
    this.#problem(reader, 'reads a tensor that no layer makes', `${layer}, call ${call}, tensor ${tensor}`);
    return UNKNOWN;
  }

  #problem(layer: string, message: string, value?: string): void {
    const field = `${this.#prefix}${layer}`.replace(/\/$/, '');
    this.#sink.problems.push({ where: this.#sink.where, field, message, ...(value !== undefined && { value }) });
  }
}

/** In place of a tensor about which a problem has been noted. */
const UNKNOWN: Wire = { value: '', shape: null };
/** Most tensors that a layer makes. */
const MAX_TENSORS = 64;

const referencesOf = ({ inputs }: Call): Reference[] => inputs.filter((input) => typeof input !== 'number');
