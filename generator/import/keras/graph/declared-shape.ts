import type { Shape } from './shapes.js';

/** Most axes of a tensor, and the longest. */
const [MAX_RANK, MAX_LENGTH] = [8, 2 ** 31];

/** The shape that an InputLayer declares, the batch first; undefined: none, or none that can be. */
export function declaredShape(config: Readonly<Record<string, unknown>>): Shape | undefined {
  const given = [config.batch_shape, config.batch_input_shape].find(Array.isArray);
  if (given === undefined || given.length === 0 || given.length > MAX_RANK) return undefined;
  return given.every(isLength) ? given : undefined;
}

const isLength = (value: unknown): value is number | null =>
  value === null || (Number.isInteger(value) && (value as number) > 0 && (value as number) < MAX_LENGTH);
