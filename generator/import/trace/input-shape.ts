import { UserError } from '../../support/errors.js';
import type { OpInput } from '../op-graph.js';

/** What a user may say of a network's file that the file leaves open. */
export interface TraceOptions {
  /** Lengths of the input's axes, the windows' first, from data; null: as the file has them. */
  shape?: readonly number[] | null;
  /** Length of an axis that the file leaves open. */
  samples?: number | undefined;
}

/** Lengths of the input's axes. */
export function inputShape(where: string, { name, shape }: OpInput, { shape: given, samples }: TraceOptions): number[] {
  const field = `input ${name}`;
  if (shape.length < 2)
    throw new UserError({
      where,
      field,
      message: 'too few axes',
      value: shape,
      allowed: 'windows, then channels and positions',
    });
  const misfit =
    given != null && (given.length !== shape.length || shape.some((n, i) => i > 0 && n !== null && n !== given[i]));
  if (misfit)
    throw new UserError({
      where,
      field,
      message: 'the data has another shape',
      value: given,
      allowed: `[${shape.map((n) => n ?? 'any')}]`,
    });
  const open = shape.slice(1).filter((n) => n === null).length;
  if (given == null && (open > 1 || (open === 1 && samples === undefined)))
    throw new UserError({
      where,
      field,
      message: 'the file leaves its length open',
      value: shape,
      allowed: 'a given length of each axis',
      fix:
        open === 1 ? '--samples with the positions of a window' : 'export with fixed lengths of channels and positions',
    });
  return shape.map((n, i) => n ?? (i === 0 ? 1 : (given?.[i] ?? samples!)));
}
