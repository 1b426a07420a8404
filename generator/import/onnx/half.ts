import type { GraphProto, NodeProto } from './messages.js';
import { HALF_TYPES } from './types.js';

/** Operators that hand numbers on in the type that they have. */
const MOVING: readonly string[] = ['Identity', 'Reshape', 'Transpose', 'Squeeze', 'Unsqueeze', 'Flatten'];

/**
 * Whether a network computes in 16 bits: an operator reads a signal or weights of such a type. Weights that are only stored
 * so are turned by a Cast first.
 *
 * @param nodes in order
 */
export function computesInHalf({ initializer, input }: GraphProto, nodes: readonly NodeProto[]): boolean {
  const isHalf = (type: number | undefined) => HALF_TYPES.includes(type ?? 0);
  const halves = new Set([
    ...initializer.flatMap(({ name, dataType }) => (isHalf(dataType) ? [name] : [])),
    ...input.flatMap(({ name, type }) => (isHalf(type?.tensorType?.elemType) ? [name] : [])),
  ]);
  for (const { opType, input: from, output: to, attribute } of nodes) {
    const reads = from.some((name) => halves.has(name));
    const holds = opType === 'Constant' && attribute.some(({ t }) => isHalf(t?.dataType));
    const casts = opType === 'Cast' && attribute.some(({ name, i }) => name === 'to' && isHalf(i.low));
    if (holds || casts || (reads && MOVING.includes(opType))) for (const name of to) halves.add(name);
    else if (reads && opType !== 'Cast') return true;
  }
  return false;
}
