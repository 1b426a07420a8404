import type { Shape } from '../../network/shapes.js';
import { type Problem, UserError } from '../../support/errors.js';
import type { Axis, Edge, GraphNode, GraphOutput, LayerGraph, Made, Role } from '../graph/graph.js';
import { shapeOf } from '../graph/shapes.js';
import type { Op, OpGraph } from '../op-graph.js';
import { ADVICE, OTHERWISE } from './advice.js';
import { CONSTANTS, constantOf } from './constants/constants.js';
import { readsEnd } from './ends.js';
import { inputShape, type TraceOptions } from './input-shape.js';
import { layouts } from './layouts.js';
import { refuseProduct } from './operators/dense.js';
import { ENDS } from './operators/ends.js';
import type { Operator } from './operators/operator.js';
import { OPERATORS } from './operators/operators.js';
import { constant, isPart, type Part, Refusal, type Signal, signal, type Tracing, type Value } from './value.js';

/** A network as streams, and what a user should know of how it was read. */
export interface Traced {
  graph: LayerGraph;
  notes: string[];
}

/**
 * What a file's operators do to a window, with axes and known numbers gone: follows the input through them. Which of the
 * input's axes holds the channels is tried out.
 *
 * @throws UserError with every operator that does not come in
 */
export function trace(where: string, file: OpGraph, options: TraceOptions = {}): Traced {
  const [input, ...others] = file.inputs;
  if (input === undefined) throw new UserError({ where, message: 'the network has no input' });
  if (others.length > 0)
    throw new UserError({
      where,
      field: 'inputs',
      message: 'the network has more than one input',
      value: file.inputs.map(({ name }) => name),
      allowed: 'one input; several channels may come in one',
    });
  const shape = inputShape(where, input, options);
  const tried = layouts(shape).map((axes) => new Trace(where, file, input.name, shape, axes));
  const [first] = tried;
  if (first === undefined)
    throw new UserError({
      where,
      field: `input ${input.name}`,
      message: 'has more than two axes that are longer than 1',
      value: shape,
      allowed: 'windows, channels, positions: a 1-D network',
    });
  const right = tried.find((each) => each.problems.length === 0);
  if (right !== undefined) return right.result();
  const least = Math.min(...tried.map(({ problems }) => problems.length));
  throw new UserError(tried.find(({ problems }) => problems.length === least)!.problems);
}

class Trace {
  readonly problems: Problem[] = [];
  readonly #where: string;
  readonly #file: OpGraph;
  readonly #shape: readonly number[];
  readonly #input: LayerGraph['input'];
  readonly #nodes: GraphNode[] = [];
  readonly #shapes = new Map<Edge, Shape>();
  readonly #values = new Map<string, Value>();
  readonly #notes = new Set<string>();
  readonly #ids = new Set<string>();

  constructor(where: string, file: OpGraph, input: string, shape: readonly number[], axes: readonly Axis[]) {
    this.#where = where;
    this.#file = file;
    this.#shape = shape;
    const length = (role: Role) => shape[axes.findIndex((axis) => axis[0] === role)] ?? 1;
    const edge = 'input';
    this.#input = { name: input, edge, axes, batch: shape[0]!, channels: length('channel'), positions: length('time') };
    this.#ids.add(edge);
    this.#shapes.set(edge, this.#input);
    this.#values.set(input, signal(edge, axes));
    for (const [name, tensor] of file.constants) this.#values.set(name, constant(tensor));
    for (const op of file.ops) this.#trace(op);
    if (this.problems.length === 0) this.#checkOutputs();
  }

  result(): Traced {
    const outputs = this.#file.outputs.map((name): GraphOutput => {
      const { edge, end, axes } = this.#values.get(name) as Signal;
      return { name, edge, end: end?.is ?? null, steps: end?.steps, axes: axes as readonly Axis[] };
    });
    return { graph: { input: this.#input, nodes: this.#nodes, outputs }, notes: [...this.#file.notes, ...this.#notes] };
  }

  #trace(op: Op): void {
    const from = op.from.map((name): Value | null =>
      name === '' ? null : (this.#values.get(name) ?? { kind: 'unknown' }),
    );
    let made: readonly Value[] = [];
    try {
      made = this.#make(op, from);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#refuse(error.of ?? op, error);
    }
    op.to.forEach((name, i) => {
      if (name !== '') this.#values.set(name, made[i] ?? { kind: 'unknown' });
    });
  }

  #make(op: Op, from: readonly (Value | null)[]): readonly Value[] {
    if (op.op === 'Constant') return [constant(constantOf(op))];
    const compute = own(CONSTANTS, op.op);
    const known = from.every((value) => value === null || value.kind === 'constant');
    if (known && compute !== undefined && from.length > 0)
      return compute(
        op,
        from.map((value) => (value?.kind === 'constant' ? value.tensor : null)),
      ).map(constant);
    const operator = own(OPERATORS, op.op);
    if (operator === undefined || known)
      throw new Refusal('is not supported', {
        fix: own(ADVICE, op.called ?? op.op) ?? own(ADVICE, op.op) ?? OTHERWISE,
      });
    const reader = Object.hasOwn(ENDS, op.op) ? readsEnd(this.#file, op) : null;
    if (reader !== null)
      throw new Refusal(`stands inside the network: ${named(reader)} reads it`, {
        allowed: 'at the end of the network',
      });
    if (from.some((value) => value?.kind === 'unknown')) {
      // What is wrong whatever the signal is, is said at once; the rest when what comes before it is mended.
      if (PRODUCTS.includes(op.op)) refuseProduct(op, from);
      return [];
    }
    this.#refuseMisused(operator, from);
    return operator.trace(op, from, this.#tracing(op));
  }

  #refuseMisused(operator: Operator, from: readonly (Value | null)[]): void {
    for (const value of from) {
      if (value?.kind !== 'signal') continue;
      if (value.grid !== null && !operator.onGrids)
        throw new Refusal('reads whole numbers of a grid', { allowed: 'a DequantizeLinear between' });
    }
  }

  #tracing(op: Op): Tracing {
    const shape = (edge: Edge) => this.#shapes.get(edge)!;
    const size = ({ edge }: Signal, role: Role | Part) => {
      if (isPart(role)) return role.size;
      const { channels, positions } = shape(edge);
      return role === 'batch' ? this.#shape[0]! : role === 'channel' ? channels : positions;
    };
    return {
      graph: this.#file,
      shape,
      size,
      lengths: (x) => x.axes.map((axis) => axis.reduce((length, role) => length * size(x, role), 1)),
      add: (node) => this.#add(op, node),
      note: (text) => this.#notes.add(text),
    };
  }

  #add(op: Op, node: Made): Edge {
    const id = this.#identifier(op);
    const made = { ...node, id, origin: op.name } as GraphNode;
    const shape = shapeOf(
      node,
      node.from.map((edge) => this.#shapes.get(edge)!),
    );
    if (!(shape.positions >= 1)) throw new Refusal('leaves no position');
    for (const value of Object.values(node))
      if (value instanceof Float64Array && !value.every(Number.isFinite))
        throw new Refusal('computes with numbers of the file that are infinite or none', { allowed: 'finite numbers' });
    this.#ids.add(id);
    this.#nodes.push(made);
    this.#shapes.set(id, shape);
    return id;
  }

  /** A name that Verilog and file systems take, of the operator's own in the file. */
  #identifier(op: Op): string {
    const base = plainName(op.name) || op.op.toLowerCase();
    for (let n = 1; ; n++) {
      const id = n === 1 ? base : `${base}_${n}`;
      if (!this.#ids.has(id)) return id;
    }
  }

  #refuse(op: Op, { message, allowed, fix }: Refusal): void {
    this.problems.push({
      where: this.#where,
      field: named(op),
      message,
      ...(allowed !== undefined && { allowed }),
      ...(fix !== undefined && { fix }),
    });
  }

  #checkOutputs(): void {
    for (const name of this.#file.outputs) {
      const value = this.#values.get(name);
      const inside = value?.kind === 'signal' ? value.axes.slice(1).flat() : [];
      const plain = !inside.includes('batch') && !inside.some(isPart);
      if (value?.kind === 'signal' && value.grid === null && plain) continue;
      const message =
        value?.kind === 'constant' ? 'does not depend on the input' : 'is not one of windows, channels and positions';
      this.problems.push({ where: this.#where, field: `output ${name}`, message });
    }
  }
}

/** A file may call an operator as it likes: `constructor` too, which every object has. */
const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** Operator and node as the file names them. */
const named = ({ op, called, name }: Op) => `${called ?? op} ${name}`;

/** Operators that are refused for what both of their inputs are, of which one may not be known. */
const PRODUCTS = ['MatMul', 'Mul', 'Div', 'Gemm'];

const plainName = (name: string) =>
  name
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/^(?=\d)/, 'n')
    .toLowerCase();
