import type { Problem } from '../../../support/errors.js';
import type { Tensor } from '../../op-graph.js';
import type { StoredWeight, WeightScope, WeightSpec } from '../weights/weight-scope.js';
import { printShape } from './shapes.js';
import { Abandoned, type Sink } from './sink.js';

/**
 * The weights of a layer, each of the shape that its configuration asks for and finite.
 *
 * @returns in the order of the specs; null: an optional one that is not there
 * @throws Abandoned after all that is wrong with them has been noted
 */
export function checkedWeights(
  sink: Sink,
  layer: string,
  className: string,
  scope: WeightScope,
  specs: readonly WeightSpec[],
): (Tensor | null)[] {
  const before = sink.problems.length;
  const problem = (field: string, message: string, more: Omit<Problem, 'where' | 'message'> = {}) =>
    sink.problems.push({ where: sink.where, field, message, ...more });
  const found = scope.find(specs);
  const tensors = specs.map((spec, i): Tensor | null => {
    const stored = found[i];
    const field = `${layer}/${spec.name}`;
    if (!stored) {
      if (!spec.optional)
        problem(field, `missing: there is no ${scope.place(spec, i)} in the file`, {
          allowed: `an array of shape ${printShape(spec.shape)}`,
        });
      return null;
    }
    if (!fits(stored, spec)) {
      problem(field, "does not fit the layer's configuration", {
        value: printShape(stored.shape),
        allowed: `an array of shape ${printShape(spec.shape)}`,
      });
      return null;
    }
    if (stored.values === null) {
      problem(field, stored.fault ?? 'cannot be read');
      return null;
    }
    lookThrough(sink, field, stored.values);
    return { shape: stored.shape, values: stored.values, integer: false };
  });
  const count = scope.count();
  if (count !== null && count > specs.length)
    problem(layer, `the file holds more arrays for it than a ${className} of this configuration has`, {
      value: count,
      allowed: `${specs.length}`,
    });
  if (sink.problems.length > before) throw new Abandoned();
  return tensors;
}

const fits = ({ shape }: StoredWeight, { shape: wanted }: WeightSpec): boolean =>
  shape.length === wanted.length && wanted.every((n, i) => n === null || n === shape[i]);

function lookThrough(sink: Sink, field: string, values: Float64Array): void {
  if (sink.looked.has(values)) return;
  sink.looked.add(values);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    sink.problems.push({
      where: sink.where,
      field: `${field}[${at}]`,
      message: 'not a finite number',
      value: String(values[at]),
    });
}
